"""What can happen to a thread."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from inbox.threads.models import Thread
from inbox.threads.models.thread import AlreadyTaken
from inbox.threads.window import State
from tests import factories

NOW = timezone.now()


@pytest.fixture
def thread(db):
    return factories.thread_open_since(NOW)


def test_taking_a_thread_makes_it_a_persons(thread):  # H-7
    member = factories.member(thread.workspace)
    thread.take(member)
    stored = Thread.everywhere.get(pk=thread.pk)
    assert (stored.assignee, stored.handler) == (member, Thread.Handler.HUMAN)
    assert (thread.assignee, thread.handler) == (member, Thread.Handler.HUMAN)


def test_taking_it_twice_is_the_same_as_once(thread):  # H-7
    member = factories.member(thread.workspace)
    thread.take(member)
    thread.take(member)
    assert Thread.everywhere.get(pk=thread.pk).assignee == member


def test_a_colleague_who_was_first_keeps_it(thread):  # H-7
    first, second = (factories.member(thread.workspace) for _ in range(2))
    Thread.everywhere.get(pk=thread.pk).take(first)
    with pytest.raises(AlreadyTaken) as refused:
        thread.take(second)
    assert refused.value.by == first
    assert Thread.everywhere.get(pk=thread.pk).assignee == first


@pytest.mark.django_db(transaction=True)
def test_of_two_who_take_it_at_once_one_has_it():  # H-7
    thread = factories.thread_open_since(NOW)
    rivals = [factories.member(thread.workspace) for _ in range(2)]
    start, outcomes = threading.Barrier(2), {}

    def take(member):
        mine = Thread.everywhere.get(pk=thread.pk)
        start.wait(timeout=10)
        try:
            mine.take(member)
            outcomes[member.pk] = "has it"
        except AlreadyTaken as refused:
            outcomes[member.pk] = refused.by.pk
        finally:
            connection.close()

    threads = [threading.Thread(target=take, args=[member]) for member in rivals]
    for each in threads:
        each.start()
    for each in threads:
        each.join(timeout=20)
    winner = Thread.everywhere.get(pk=thread.pk).assignee_id
    loser = next(member.pk for member in rivals if member.pk != winner)
    assert outcomes == {winner: "has it", loser: winner}


def test_resolving_gives_it_back_to_automation(thread):  # K-7
    thread.take(factories.member(thread.workspace))
    thread.resolve()
    stored = Thread.everywhere.get(pk=thread.pk)
    assert (stored.lifecycle, stored.handler) == ("resolved", "automation")
    stored.reopen()
    assert Thread.everywhere.get(pk=thread.pk).lifecycle == "open"


def test_a_snoozed_thread_that_is_resolved_forgets_when_to_wake(thread):
    Thread.everywhere.filter(pk=thread.pk).update(
        lifecycle="snoozed", wakes_at=NOW + timedelta(hours=1)
    )
    thread.resolve()
    assert Thread.everywhere.get(pk=thread.pk).wakes_at is None


def test_two_people_never_overwrite_each_other(thread):
    mine, theirs = (Thread.everywhere.get(pk=thread.pk) for _ in range(2))
    member = factories.member(thread.workspace)
    theirs.take(member)
    mine.mark_read()  # knows nothing of the other's act
    stored = Thread.everywhere.get(pk=thread.pk)
    assert (stored.assignee, stored.unread) == (member, 0)


@pytest.mark.parametrize(
    ("business", "lifecycle", "needs"),
    [
        (None, "open", True),
        (NOW - timedelta(seconds=1), "open", True),
        (NOW, "open", False),
        (NOW + timedelta(seconds=1), "open", False),
        (None, "resolved", False),
    ],
)
def test_it_needs_a_reply_while_the_contact_had_the_last_word(thread, business, lifecycle, needs):
    Thread.everywhere.filter(pk=thread.pk).update(last_business_at=business, lifecycle=lifecycle)
    stored = Thread.everywhere.get(pk=thread.pk)
    assert stored.needs_reply is needs
    assert Thread.everywhere.needing_reply().filter(pk=thread.pk).exists() is needs


def test_a_thread_nobody_wrote_in_needs_nothing(db):
    thread = factories.thread()
    assert not thread.needs_reply
    assert not Thread.everywhere.needing_reply().exists()
    assert thread.window(NOW).state is State.LOCKED


def test_its_window_follows_the_account_and_the_open_comment(db):  # W-1, W-6, W-11
    approved = factories.account(human_agent_approved=True)
    two_days_ago = NOW - timedelta(days=2)
    assert factories.thread_open_since(NOW).window(NOW).state is State.OPEN
    assert factories.thread_open_since(two_days_ago).window(NOW).state is State.LOCKED
    thread = factories.thread_open_since(two_days_ago, approved)
    assert thread.window(NOW).state is State.HUMAN_AGENT
    commented = factories.thread()
    commented.open_comment = factories.message(commented, kind="comment", sent_at=two_days_ago)
    assert commented.window(NOW).state is State.COMMENT_REPLY


def test_messages_are_told_in_the_platforms_order(db):
    thread = factories.thread()
    late = factories.message(thread, sent_at=NOW, external_id="b")
    early = factories.message(thread, sent_at=NOW - timedelta(hours=1), external_id="c")
    same = factories.message(thread, sent_at=NOW, external_id="a")
    factories.message(thread, sent_at=None)  # only a receipt has arrived: not shown
    assert list(thread.messages.told()) == [early, same, late]
