"""What is done to many failures at once, and that both counts are told (OPS-4)."""

from datetime import timedelta

import pytest

from inbox.accounts.models import Account
from inbox.delivery.models import Outbound
from inbox.threads.models import Thread
from tests import factories

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def press(browser, path, *chosen):
    """What the page says after a button was pressed."""
    answer = browser.post(path, {"send": [each.pk for each in chosen]}, follow=True)
    assert answer.status_code == 200
    return [str(message) for message in answer.context["messages"]]


def states(*outbounds):
    return [Outbound.everywhere.get(pk=each.pk).state for each in outbounds]


def test_retry_queues_what_can_go_and_says_what_could_not(lead, fail, visit):  # OPS-4
    able = [fail("instagram_unavailable", member=lead) for _ in range(7)]
    closed = [fail("instagram_unavailable", ago=9 * DAY, member=lead) for _ in range(3)]
    browser = visit(lead)
    page = browser.get("/failures/instagram_unavailable/").content.decode()
    assert "Retry the 7 that can be retried" in page
    said = press(browser, "/failures/instagram_unavailable/retries/")
    assert said == ["7 queued again, 3 skipped: their window is closed."]
    assert states(*able) == ["queued"] * 7
    assert states(*closed) == ["failed"] * 3


def test_only_what_is_ticked_is_retried(lead, fail, visit):
    one, two, three = (fail("rate_limited", member=lead) for _ in range(3))
    assert press(visit(lead), "/failures/rate_limited/retries/", one, two) == ["2 queued again."]
    assert states(one, two, three) == ["queued", "queued", "failed"]


def test_a_second_press_changes_nothing(lead, fail, visit):
    one, browser = fail("rate_limited", member=lead), visit(lead)
    for _ in range(2):
        press(browser, "/failures/rate_limited/retries/", one)
    assert states(one) == ["queued"]


def test_what_is_skipped_is_told_by_its_cause(lead, fail, visit):
    fail("rate_limited")
    fail("content_rejected")
    fail("window_expired")
    taken = fail("rate_limited", rule=(1, "Sizes"))
    Thread.everywhere.filter(pk=taken.thread_id).update(handler="human")
    (said,) = press(visit(lead), "/failures/all/retries/")
    assert said.removesuffix(".").split(", ") == [
        "1 queued again",
        "1 skipped: its window is closed",
        "1 skipped: a person has that conversation",
        "1 skipped: the same again would fail again",
    ]


def test_permission_missing_is_retried_once_the_account_is_back(lead, account, fail, visit):
    one, path = fail("permission_missing", member=lead), "/failures/permission_missing/retries/"
    Account.everywhere.filter(pk=account.pk).update(status="disconnected")
    assert press(visit(lead), path) == [
        "0 queued again, 1 skipped: the same again would fail again."
    ]
    Account.everywhere.filter(pk=account.pk).update(status="connected")
    assert press(visit(lead), path) == ["1 queued again."]
    assert states(one) == ["queued"]


def test_marking_handled_empties_the_list_and_keeps_the_filter(lead, account, fail, visit):
    other = factories.account(account.workspace)
    here, there = fail("refused_here"), fail("refused_here", account=other)
    browser = visit(lead)
    answer = browser.post(f"/failures/refused_here/handled/?account={account.pk}")
    assert answer.url == f"/failures/refused_here/?account={account.pk}"
    here.refresh_from_db()
    there.refresh_from_db()
    assert here.handled_by == lead
    assert there.handled_at is None


def test_conversations_are_taken_where_no_colleague_has_them(lead, agent, fail, visit):
    free, had = fail(), fail()
    Thread.everywhere.filter(pk=had.thread_id).update(assignee=agent, handler="human")
    assert press(visit(lead), "/failures/all/assignment/") == [
        "1 conversation is yours now, a colleague has 1."
    ]
    assert Thread.everywhere.get(pk=free.thread_id).assignee == lead
    assert Thread.everywhere.get(pk=had.thread_id).assignee == agent


@pytest.mark.parametrize("act", ["retries", "handled", "assignment"])
def test_an_agent_and_a_stranger_reach_nothing_that_is_not_theirs(lead, agent, fail, visit, act):
    one = fail("rate_limited", member=lead)
    for other in (agent, factories.member(role="admin")):
        press(visit(other), f"/failures/all/{act}/", one)
    one.refresh_from_db()
    assert (one.state, one.handled_at) == ("failed", None)
    assert Thread.everywhere.get(pk=one.thread_id).assignee is None


@pytest.mark.parametrize("act", ["retries", "handled", "assignment"])
def test_acts_are_posted_and_nonsense_chooses_nothing(lead, fail, visit, act):
    browser = visit(lead)
    assert browser.get(f"/failures/all/{act}/").status_code == 405
    answer = browser.post(f"/failures/all/{act}/", {"send": ["x", "", "9" * 40, "-1"]})
    assert answer.status_code == 302


def test_nonsense_ticked_is_not_taken_for_everything(lead, fail, visit):
    one = fail("refused_here")
    visit(lead).post("/failures/all/handled/", {"send": ["x"]})
    one.refresh_from_db()
    assert one.handled_at is None
