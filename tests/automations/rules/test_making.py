"""New rules from templates, copies, names, switches, and removal."""

import pytest

from automations.definition import stored
from automations.models import Decision, Rule, Run, StepDone
from automations.publishing import publish, save_draft
from automations.rules import making, removing
from automations.rules.templates import TEMPLATES
from inbox.accounts.audit_words import describe
from inbox.accounts.models import AuditEntry
from inbox.delivery.models import Outbound
from tests import factories
from tests.automations.rules.conftest import definition

ANSWERS = {
    "words": "SIZE, Größe،מידה",
    "link": "shop.example/sizes?a=1",
    "message": "Here are all our sizes.",
}


@pytest.fixture
def start(visit, admin):
    """Fill in the form of a template; the answer."""
    client = visit(admin)

    def start(slug, **answers):
        asked = {question.name for question in TEMPLATES[slug].asks}
        given = {key: value for key, value in (ANSWERS | answers).items() if key in asked}
        return client.post(f"/automation/new/{slug}/", given)

    return start


@pytest.mark.parametrize("slug", [slug for slug in TEMPLATES if slug != "blank"])
def test_each_template_makes_a_draft_that_may_be_published_as_it_is(start, workspace, slug):
    answer = start(slug)
    rule = Rule.objects.in_workspace(workspace).get()
    assert answer.status_code == 302
    assert answer.headers["Location"] == f"/automation/{rule.pk}/"
    assert rule.is_on
    assert rule.live is None
    assert publish(rule).number == 1


def test_the_blank_one_needs_an_answer_before_it_is_published(start, workspace):
    start("blank")
    rule = Rule.objects.in_workspace(workspace).get()
    assert stored(rule.draft).steps == ()


def test_a_comment_rule_needs_only_a_word_a_link_and_a_message(start, workspace):
    start("comment")
    rule = Rule.objects.in_workspace(workspace).get()
    made = stored(rule.draft)
    assert rule.name == "Size"
    assert made.on == ("comment",)
    assert made.keywords == ("SIZE", "Größe", "מידה")
    assert [step.kind for step in made.steps][:3] == ["reply_publicly", "send", "ask"]
    assert len(made.steps[0].wordings) > 1  # C-2
    said = "Here are all our sizes.\nhttps://shop.example/sizes?a=1"
    assert made.steps[1].send.texts == (said,)
    assert made.steps[2].ask.answer == "email"
    assert made.steps[2].ask.save_to == "email"


def test_the_menu_offers_a_person(start, workspace):  # H-3
    start("menu")
    rule = Rule.objects.in_workspace(workspace).get()
    assert stored(rule.draft).steps[0].menu.person


@pytest.mark.parametrize(
    ("slug", "answers", "words"),
    [
        ("comment", {"words": " , "}, "Write at least one word."),
        ("comment", {"words": ""}, "Write at least one word."),
        ("comment", {"link": ""}, "Write the page&#x27;s address."),
        ("comment", {"link": "not a page"}, "Write a web address"),
        ("comment", {"link": "javascript:alert(1)"}, "Write a web address"),
        ("answer", {"message": ""}, "Write what to say."),
        ("answer", {"message": "ü" * 501}, "2 bytes too long"),
        ("comment", {"message": "ü" * 490, "link": "shop.example"}, "1 bytes too long"),
    ],
)
def test_what_is_missing_is_asked_for_at_its_field(start, workspace, slug, answers, words):
    answer = start(slug, **answers)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Rule.objects.in_workspace(workspace).exists()


def test_the_account_is_asked_for_only_where_there_are_several(start, visit, admin, workspace):
    client = visit(admin)
    assert 'name="account"' not in client.get("/automation/new/answer/").content.decode()
    other = factories.account(workspace, username="other")
    assert 'name="account"' in client.get("/automation/new/answer/").content.decode()
    form = {"words": "price", "message": "4.20", "account": other.pk}
    client.post("/automation/new/answer/", form)
    assert Rule.objects.in_workspace(workspace).get().account == other
    strangers = factories.account()
    answer = client.post("/automation/new/answer/", form | {"account": strangers.pk})
    assert answer.status_code == 422


def test_a_name_that_is_taken_gets_a_number(add):
    assert [add("Size").name for _round in range(3)] == ["Size", "Size (2)", "Size (3)"]
    long = "x" * 130
    assert add(long).name == "x" * 120
    assert add(long).name == "x" * 116 + " (2)"


def test_a_copy_is_a_draft_right_below_with_what_is_not_live_yet(add, names, visit, admin):
    price = add("Price")
    add("Size")
    save_draft(price, definition(keywords=["cost"]))
    answer = visit(admin).post(f"/automation/{price.pk}/copies/")
    copy = Rule.everywhere.get(name="Price (2)")
    assert answer.headers["Location"] == f"/automation/{copy.pk}/"
    assert copy.live is None
    assert copy.draft["keywords"] == ["cost"]
    assert names() == ["Price", "Price (2)", "Size"]


def test_a_rule_is_renamed_and_two_never_have_one_name(add, visit, admin):
    price, _size = add("Price"), add("Size")
    client = visit(admin)
    refused = client.post(f"/automation/{price.pk}/name/", {"name": "Size"})
    assert refused.status_code == 422
    assert "Another rule has this name" in refused.content.decode()
    assert client.post(f"/automation/{price.pk}/name/", {"name": ""}).status_code == 422
    assert client.post(f"/automation/{price.pk}/name/", {"name": "Prices"}).status_code == 302
    price.refresh_from_db()
    assert price.name == "Prices"


def test_a_switch_is_noted_once_and_seen_by_the_matchers(add, account, admin, visit):
    rule = add("Price")
    client = visit(admin)
    for _round in range(2):
        client.post(f"/automation/{rule.pk}/switch/", {"on": "no"})
    assert not Rule.everywhere.in_force(account).exists()
    entry = AuditEntry.objects.visible_to(admin).get(action="rule_switched")
    assert describe(entry) == "Price: switched off"
    client.post(f"/automation/{rule.pk}/switch/", {"on": "yes"})
    assert Rule.everywhere.in_force(account).exists()


def test_a_removed_rule_falls_silent_and_leaves_the_others_alone(
    add, fire, say, visit, admin, workspace
):
    rule, other = add("Price"), add("Size")
    run, theirs = fire(rule, ended=""), fire(other, ended="")
    queued, left = say(run, state="queued"), say(theirs, state="queued")
    sent = say(fire(rule), state="sent")
    before = Rule.everywhere.edition(workspace.pk)
    client = visit(admin)
    asked = client.get(f"/automation/{rule.pk}/removal/").content.decode()
    assert "1 conversation is in the middle of it" in asked
    assert "1 message of it waits to be sent" in asked
    assert Rule.everywhere.filter(pk=rule.pk).exists()
    assert client.post(f"/automation/{rule.pk}/removal/").status_code == 302
    assert not Rule.everywhere.filter(pk=rule.pk).exists()
    assert not Run.everywhere.filter(pk=run.pk).exists()
    for outbound in (queued, left, sent):
        outbound.refresh_from_db()
    assert queued.state == Outbound.State.WITHDRAWN
    assert queued.detail == "the rule was removed"
    assert (left.state, sent.state) == (Outbound.State.QUEUED, Outbound.State.SENT)
    assert Run.everywhere.get(pk=theirs.pk).ended_at is None
    assert not StepDone.everywhere.filter(rule=rule.pk).exists()
    assert Decision.everywhere.filter(rule=None).count() == 2  # that it answered stays known
    assert Rule.everywhere.edition(workspace.pk) != before
    entry = AuditEntry.objects.visible_to(admin).get(action="rule_removed")
    assert describe(entry) == "Price"


def test_the_audit_log_leads_to_the_rule(add, admin, visit):
    rule = add("Price")
    making.switch(rule, False, by=admin)
    text = visit(admin).get("/settings/audit/").content.decode()
    assert f'<a href="/automation/{rule.pk}/">Price</a>' in text
    removing.remove(rule, by=admin)
    assert "Price: switched off" in visit(admin).get("/settings/audit/").content.decode()
