"""The list of rules: what a row shows, who sees it, and how little it asks the database."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from automations.models import Rule, RuleVersion
from automations.publishing import save_draft
from automations.rules import making, order
from inbox.accounts import switches
from tests import factories
from tests.automations.rules.conftest import definition

PAGE = "/automation/"


@pytest.fixture
def page(visit, admin):
    """The admin's page as text."""
    client = visit(admin)

    def page(**query):
        answer = client.get(PAGE, query)
        assert answer.status_code == 200
        return answer.content.decode()

    return page


def row(text, rule):
    """One rule of the page, without the others."""
    start = text.index(f'id="rule-{rule.pk}"')
    following = text.find('data-testid="rule-row"', start + 200)
    return text[start : following if following > 0 else text.index("</ol>", start)]


def test_a_row_says_when_the_rule_fires_and_on_which_words(page, add):
    rule = add(
        "Sizes",
        on=["comment"],
        keywords=["size", "talla", "taille", "groesse"],
        where={"posts": ["1", "2", "3"]},
        schedule={"days": [0, 1, 2, 3, 4], "from": "09:00", "until": "18:00"},
    )
    shown = row(page(), rule)
    for words in ("Sizes", "Comment", "3 chosen", "Mon–Fri · 09:00–18:00", "size", "taille", "+1"):
        assert words in shown
    assert "groesse" not in shown


def test_a_row_tells_what_the_rule_did_in_seven_days(page, add, fire, say):
    rule = add("Sizes")
    fire(rule, replied=True)
    fire(rule, ended="handed_off")
    say(fire(rule), state="failed", reason="content_rejected")
    fire(rule, replied=True)
    fire(rule, ago=timedelta(days=7, hours=1), replied=True)  # too long ago
    shown = row(page(), rule)
    assert "4 fired" in shown
    assert "50 % replied" in shown
    assert "1 to people" in shown
    assert "1 failed" in shown


def test_unpublished_changes_and_rules_that_never_were_live_are_marked(page, add):
    changed, new, live = add("Changed"), add("New", is_live=False), add("Live")
    save_draft(changed, definition(keywords=["cost"]))
    text = page()
    for rule, state in ((changed, "changed"), (new, "new"), (live, "live")):
        assert f'data-state="{state}"' in row(text, rule)
    assert "price" in row(text, changed)  # what runs, not what is drafted


def test_a_rule_that_is_never_reached_names_the_one_above(page, add):  # K-4, AUT-2
    price, cost = add("Price", keywords=["price"]), add("Cost", keywords=["price", "cost"])
    text = page()
    assert "“Price” above answers “price”" in row(text, cost)
    assert "rule-warning" not in row(text, price)  # said once, where it has to be mended
    making.switch(price, False)
    assert "rule-warning" not in row(page(), cost)
    making.switch(price, True)
    order.move(cost, 1)
    assert "“Cost” above answers “price”" in row(page(), price)


def test_what_the_banner_says_is_not_said_again_in_every_row(page, add, account, admin):
    rule = add("Price")
    switches.stop_automations(account, by=admin, because="wrong prices")
    assert "rule-warning" not in row(page(), rule)


def test_fallbacks_stand_below_all_others_whenever_they_were_made(page, add, names):
    add("Fallback", on=["fallback"], match="any", keywords=[])
    add("Price")
    add("Size")
    assert names() == ["Price", "Size", "Fallback"]
    text = page()
    assert text.index(">Size<") < text.index('id="rules-last"') < text.index(">Fallback<")
    assert "last: the conversation waits for a person" not in text


def test_the_fixed_rows_say_what_comes_before_every_rule(page):  # H-1, K-6
    text = page()
    asked = text.index("Ask for a person, stop words")
    assert asked < text.index("a question that waits for its answer")
    assert "last: the conversation waits for a person" in text
    assert "No rule yet." in text


def test_an_account_narrows_the_list_and_numbers_stay_those_of_all(page, add, account, workspace):
    other = factories.account(workspace, username="other")
    hidden, ours, all_of = add("A", account=other), add("B", account=account), add("C")
    text = page(account=account.pk)
    assert f'id="rule-{hidden.pk}"' not in text
    assert 'data-number="2"' in row(text, ours)
    assert 'data-number="3"' in row(text, all_of)
    up = row(text, all_of)
    assert (
        f'formaction="/automation/{all_of.pk}/position/?account={account.pk}" name="to" value="2"'
        in up
    )


def test_leads_read_and_agents_are_told_who_may(visit, lead, agent, admin, add):
    rule = add("Price")
    text = visit(lead).get(PAGE).content.decode()
    assert "Price" in text
    assert "New rule" not in text
    assert "rules-act" not in text
    assert 'data-rail="automation"' in text
    refused = visit(agent).get(PAGE)
    assert refused.status_code == 403
    assert "for leads and admins" in refused.content.decode()
    assert "Ada Byron" in refused.content.decode()
    for path in ("position", "switch", "copies", "removal", "name"):
        assert visit(lead).post(f"{PAGE}{rule.pk}/{path}/", {"to": 1}).status_code == 403, path
    for path in ("new/", "new/blank/", "import/"):
        assert visit(lead).get(f"{PAGE}{path}").status_code == 403, path


def test_a_rule_of_another_workspace_is_not_there(visit, add):
    rule = add("Price")
    stranger = factories.member(role="admin")
    client = visit(stranger)
    assert ">Price<" not in client.get(PAGE).content.decode()
    for path in ("history/", "figures/", "name/", "removal/"):
        assert client.get(f"{PAGE}{rule.pk}/{path}").status_code == 404, path
    for path in ("position/", "switch/", "copies/", "removal/", "history/1/restoration/"):
        assert client.post(f"{PAGE}{rule.pk}/{path}", {"to": 1}).status_code == 404, path


def make_live(workspace, numbers):
    """Many live rules in a few statements."""
    made = [
        Rule(
            workspace=workspace, name=f"Rule {number}", position=1000 + number, edition=number,
            draft=definition(keywords=[f"word{number}", "price", "cost", "fee"]),
        )
        for number in numbers
    ]  # fmt: skip
    rules = Rule.everywhere.bulk_create(made)
    versions = RuleVersion.everywhere.bulk_create(
        RuleVersion(workspace=workspace, rule=rule, number=1, definition=rule.draft)
        for rule in rules
    )
    for rule, version in zip(rules, versions, strict=True):
        rule.live, rule.draft = version, None
    Rule.everywhere.bulk_update(rules, ["live", "draft"])


def test_three_hundred_rules_are_one_page_of_bounded_size_and_queries(visit, admin, add, workspace):
    client = visit(admin)
    first = add("First")
    add("Second", where={"posts": ["1"]}, on=["comment"])
    client.get(PAGE)  # what is asked once a process is asked
    with CaptureQueriesContext(
        connection,
    ) as few:
        client.get(PAGE)
    make_live(workspace, range(298))
    with CaptureQueriesContext(connection) as many:
        text = client.get(PAGE).content.decode()
    assert text.count('data-testid="rule-row"') == 300
    assert len(many) == len(few)
    assert len(many) <= 25
    assert len(text) < 1_500_000
    assert first.name in text


def test_the_switches_of_workspace_and_account_are_on_the_page(page, admin, account, visit):  # K-11
    text = page()
    assert 'id="switch-workspace"' in text
    assert f'id="switch-{account.pk}"' in text
    switches.stop_automations(account, by=admin, because="wrong prices")
    assert "wrong prices" in page()
