import itertools, pytest, json
from datetime import timedelta
from django.utils import timezone
from playwright.sync_api import expect
from automations.models import *
from automations.publishing import publish, save_draft
from automations.rules import making
from tests import factories
from tests.automations.rules.conftest import definition, fire, say
from tests.browser.test_rule_list import workspace, admin

@pytest.fixture
def account(workspace):
    from inbox.accounts.models import Account
    return Account.objects.in_workspace(workspace).get()

def test_shots(site, new_page, sign_in, admin, workspace, account, fire, say):
    factories.account(workspace, username="bakery.second")
    lead = factories.member(workspace, role="lead", name="Robin Hale")
    def add(name, live=True, **f):
        rule = making.add(workspace, name, definition(**f), f.pop("account", None)); 
        if live: publish(rule, by=admin)
        return rule
    sizes = add("Sizes", on=["comment"], keywords=["size","talla","taille","groesse"], steps=[{"reply_publicly":{"texts":["Sent you a DM!","Check your inbox"]}},{"send":{"texts":["Hi! All our sizes","Here they are"]}}])
    price = add("Price", keywords=["price","cost"], schedule={"days":[0,1,2,3,4],"from":"09:00","until":"18:00"})
    give = add("Giveaway with a really long name that goes on", on=["story_reply","dm"], keywords=["win"], schedule={"ends":"2026-01-01"})
    making.switch(give, False)
    add("First hello", on=["first_message"], match="any", keywords=[])
    new = add("Returns", live=False, keywords=["return","refund"])
    add("Fallback", on=["fallback"], match="any", keywords=[])
    save_draft(price, definition(keywords=["price","cost","how much"], steps=[{"send":{"texts":["Our prices: from 4.20 on"]}},{"handoff":{}}]))
    sizes.refresh_from_db()
    for i in range(23):
        run = fire(sizes, replied=i%3>0, ended=["finished","handed_off","timed_out","finished",""][i%5], ago=timedelta(hours=i+1), answers={"email":"x"} if i%2 else {})
        say(run, ["Hi! All our sizes","Here they are"][i%2], place=1, visit=1, state=["sent","seen","failed","seen"][i%4], reason="content_rejected" if i%4==2 else "", ago=timedelta(hours=i+1))
        StepDone.everywhere.create(workspace_id=run.workspace_id, run=run, rule=sizes, contact=run.contact, visit=0, place=0, kind="reply_publicly", at=run.started_at)
    for n in range(3):
        save_draft(sizes, definition(on=["comment"], keywords=["size","talla",f"w{n}"], steps=[{"reply_publicly":{"texts":["Sent you a DM!","Check your inbox"]}},{"send":{"texts":["Hi! All our sizes",f"Here they are {n}"]}}]))
        publish(sizes, by=admin); sizes.refresh_from_db()
    for scheme in ("light","dark"):
        for w in (1440, 1024, 390):
            page = new_page(viewport={"width":w,"height":900}, color_scheme=scheme)
            sign_in(page, admin)
            for name, path in {"list":"", "new":"new/", "fill":"new/comment/", "hist":f"{sizes.pk}/history/", "figs":f"{sizes.pk}/figures/?range=7d", "rm":f"{sizes.pk}/removal/", "imp":"import/"}.items():
                if w==1024 and name!="list": continue
                page.goto(f"{site.url}/automation/{path}")
                expect(page.locator("html[data-ready]")).to_be_attached()
                if name=="list" and w!=1024:
                    page.locator(".rule[data-name=Price] .rule-acts > .icon-button:not(:disabled)").first.click()
                    expect(page.locator("#rules-done")).to_be_visible()
                    page.get_by_label("More about Sizes").click()
                page.screenshot(path=f"/tmp/h7_{name}_{scheme}_{w}.png", full_page=False)
                if w==390:
                    over = page.evaluate("document.documentElement.scrollWidth > innerWidth || [...document.querySelectorAll('.page *')].some(e => e.getBoundingClientRect().right > innerWidth + 1 && !e.closest('.heard') && getComputedStyle(e).position !== 'absolute')")
                    print(name, "overflow" if over else "ok")
            page.context.close
    page = new_page(viewport={"width":1440,"height":900}); sign_in(page, lead); page.goto(f"{site.url}/automation/"); page.screenshot(path="/tmp/h7_lead.png")
