"""A window about to close on an unanswered contact is raised before it happens (H-6)."""

from datetime import timedelta

import pytest

from automations.handoffs.raising import raise_where_ending
from automations.models import Handoff
from inbox.accounts.models import Account
from inbox.threads import lists
from inbox.threads.models import Thread
from tests import factories
from tests.automations.handoffs.conftest import begin, events, told

pytestmark = pytest.mark.django_db
HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)


@pytest.fixture
def lead(person):
    return person("Ana", role="lead")


@pytest.fixture
def after(time_machine, now):
    """So long after the contact wrote, with a tick of the clock."""

    def after(span):
        time_machine.move_to(now + span, tick=False)
        return raise_where_ending()

    return after


@pytest.fixture(autouse=True)
def _approved(account):
    Account.everywhere.filter(pk=account.pk).update(human_agent_approved=True)


def test_it_is_raised_once_before_the_open_window_ends(thread, lead, after):  # H-6
    assert after(23 * HOUR - SECOND) == 0
    assert after(23 * HOUR) == 1
    assert after(23 * HOUR) == 0
    assert after(24 * HOUR - SECOND) == 0
    [event] = events(thread)
    assert (event.kind, event.detail["why"], event.detail["state"]) == (
        "escalated",
        "window",
        "open",
    )
    assert event.detail["next"] == "human_agent"
    assert told(lead) == [(thread.pk, "escalated")]


def test_it_is_raised_again_before_human_agent_ends(thread, lead, after):  # H-6
    after(23 * HOUR)
    assert after(7 * 24 * HOUR - HOUR - SECOND) == 0
    assert after(7 * 24 * HOUR - HOUR) == 1
    assert events(thread)[-1].detail["state"] == "human_agent"
    assert after(7 * 24 * HOUR) == 0


def test_without_the_approval_only_the_open_window_ends(thread, lead, after):  # W-11
    Account.everywhere.update(human_agent_approved=False)
    assert after(23 * HOUR) == 1
    assert after(7 * 24 * HOUR - HOUR) == 0


def test_the_workspace_says_how_long_before(thread, lead, after, have):
    have(raise_minutes=5)
    assert after(24 * HOUR - timedelta(minutes=5) - SECOND) == 0
    assert after(24 * HOUR - timedelta(minutes=5)) == 1


def test_an_answered_conversation_is_left_alone(thread, lead, after, now):  # H-6
    Thread.everywhere.filter(pk=thread.pk).update(last_business_at=now + SECOND)
    assert after(23 * HOUR) == 0


@pytest.mark.parametrize("lifecycle", ["resolved", "snoozed"])
def test_what_is_put_away_is_left_alone(thread, lead, after, now, lifecycle):
    Thread.everywhere.filter(pk=thread.pk).update(lifecycle=lifecycle, wakes_at=now)
    assert after(23 * HOUR) == 0


def test_their_next_words_begin_a_new_window(thread, lead, after, now):  # H-6
    after(23 * HOUR)
    wrote = now + 23 * HOUR + SECOND
    Thread.everywhere.filter(pk=thread.pk).update(last_inbound_at=wrote, last_contact_at=wrote)
    assert after(24 * HOUR) == 0
    assert after(46 * HOUR + SECOND) == 1
    assert len(events(thread)) == 2


def test_whose_it_is_hears_of_it_and_the_leads_if_they_are_away(thread, lead, person, after):
    kim = person("Kim")
    Thread.everywhere.filter(pk=thread.pk).update(assignee=kim, handler="human")
    after(23 * HOUR)
    assert told(kim) == [(thread.pk, "escalated")]
    assert told(lead) == []


def test_the_leads_hear_of_it_when_whose_it_is_is_away(thread, lead, person, after):
    kim = person("Kim", availability="away")
    Thread.everywhere.filter(pk=thread.pk).update(assignee=kim, handler="human")
    after(23 * HOUR)
    assert told(kim) == told(lead) == [(thread.pk, "escalated")]


def test_a_handoff_that_waits_remembers_it(thread, person, after, now):  # H-6
    kim = person("Kim")
    begin(thread)  # that they were told when somebody comes is no answer
    after(23 * HOUR)
    assert Handoff.everywhere.get().raised_at == now + 23 * HOUR
    assert (thread.pk, "escalated") in told(kim)


def test_an_ad_keeps_its_window_open_for_longer(account, lead, after, now):  # W-2
    Account.everywhere.filter(pk=account.pk).update(ads_open_longer=True)
    thread = factories.thread_open_since(now, account, last_ad_at=now)
    assert after(23 * HOUR) == 0
    assert after(7 * 24 * HOUR - HOUR) == 1
    assert events(thread)[0].detail["state"] == "open"


def test_a_comment_alone_has_no_window_to_lose(account, lead, after, now):  # W-6
    thread = factories.thread(account, last_contact_at=now)
    comment = factories.message(thread, kind="comment", sent_at=now)
    Thread.everywhere.filter(pk=thread.pk).update(open_comment=comment)
    assert after(7 * 24 * HOUR - HOUR) == 0


def test_to_be_told_when_somebody_comes_is_no_answer(account, person, now):  # H-6, LIST-2
    member = person("Kim")
    hours_left = {5: 19, 1: 23, 3: 21}
    threads = {
        left: factories.thread_open_since(now - ago * HOUR, account)
        for left, ago in hours_left.items()
    }
    for thread in threads.values():
        begin(thread)
    shown = lists.page(lists.VIEWS["waiting"], member, now).threads
    assert shown == [threads[1], threads[3], threads[5]]
    assert all(thread.needs_reply for thread in shown)
    assert set(shown) == set(Thread.everywhere.needing_reply())
