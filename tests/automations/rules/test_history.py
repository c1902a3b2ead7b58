"""A rule's versions: who changed what, and going back."""

import pytest

from automations.models import Rule
from automations.publishing import publish, save_draft
from automations.rules.views.history import PAGE
from tests.automations.rules.conftest import definition


@pytest.fixture
def rule(add, admin):
    """Three versions: price, cost, fee."""
    rule = add("Price")
    for word in ("cost", "fee"):
        save_draft(rule, definition(keywords=[word]))
        publish(rule, by=admin)
    return rule


def history(visit, member, rule, **query):
    return visit(member).get(f"/automation/{rule.pk}/history/", query).content.decode()


def test_the_newest_version_stands_first_with_who_and_what(visit, lead, rule):
    text = history(visit, lead, rule)
    newest, middle, first = (text.index(f'data-number="{number}"') for number in (3, 2, 1))
    assert newest < middle < first
    assert "Ada Byron" in text[newest:middle]
    assert "New keywords: “fee”." in text[newest:middle]
    assert "Keywords removed: “cost”." in text[newest:middle]
    assert "data-live" in text[newest:middle]
    assert "data-live" not in text[middle:]
    assert "An import" in text[first:]
    assert "Fires on: Direct message." in text[first:]
    assert "Restore" not in text  # leads read


def test_restoring_makes_a_draft_and_nothing_live_changes(visit, admin, rule):
    assert "Restore version 1 as a draft" in history(visit, admin, rule)
    answer = visit(admin).post(f"/automation/{rule.pk}/history/1/restoration/")
    assert answer.headers["Location"] == f"/automation/{rule.pk}/"
    rule = Rule.everywhere.select_related("live").get(pk=rule.pk)
    assert rule.draft["keywords"] == ["price"]
    assert rule.live.number == 3
    text = history(visit, admin, rule)
    assert "Draft, not live" in text
    assert text.index("New keywords: “price”.") < text.index('data-number="3"')


def test_restoring_what_is_live_forgets_the_draft(visit, admin, rule):
    save_draft(rule, definition(keywords=["toll"]))
    visit(admin).post(f"/automation/{rule.pk}/history/3/restoration/")
    rule.refresh_from_db()
    assert rule.draft is None


def test_a_version_that_never_was_is_not_there(visit, admin, lead, rule):
    assert visit(admin).post(f"/automation/{rule.pk}/history/9/restoration/").status_code == 404
    assert visit(lead).post(f"/automation/{rule.pk}/history/1/restoration/").status_code == 403


def test_many_versions_come_in_pages(visit, lead, add, admin):
    rule = add("Price")
    for number in range(PAGE + 2):
        save_draft(rule, definition(keywords=[f"word{number}"]))
        publish(rule, by=admin)
    text = history(visit, lead, rule)
    assert text.count('data-testid="version"') == PAGE
    assert "?before=4" in text
    oldest_shown = text[text.index('data-number="4"') :]
    assert "New keywords: “word2”." in oldest_shown  # against the version of the next page
    older = history(visit, lead, rule, before="4")
    assert older.count('data-testid="version"') == 3
    assert "Older" not in older


def test_a_rule_that_was_never_published_says_so(visit, lead, add):
    text = history(visit, lead, add("New", is_live=False))
    assert "never published" in text
    assert "Fires on: Direct message." in text
