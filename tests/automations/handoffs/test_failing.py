"""Automated messages that fail one after the other call a person (H-2)."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from automations.handoffs.failing import hand_over_where_failing
from automations.models import Handoff
from inbox.delivery.guard import Automation, Person
from inbox.delivery.models import Outbound, Reason
from inbox.delivery.moves import move
from inbox.delivery.outbox import queue_reply
from inbox.threads import acts
from inbox.threads.models import Thread

pytestmark = pytest.mark.django_db


@pytest.fixture
def said(thread):
    """A rule says something, and this comes of it."""

    def said(*states, author=None):
        for state in states:
            key = uuid4()
            outbound = queue_reply(thread, "…", author=author or Automation(1, "Price"), key=key)
            move(outbound, Outbound.State.SENDING)
            failed = state == Outbound.State.FAILED
            move(outbound, state, reason=Reason.CONTENT_REJECTED if failed else None)
        return hand_over_where_failing()

    return said


def test_two_in_a_row_call_a_person_once(thread, said):  # H-2
    assert said("failed") == 0
    assert said("failed") == 1
    handoff = Handoff.everywhere.get()
    assert handoff.reason == Handoff.Reason.SENDS_FAILING
    assert "2 automated messages" in handoff.detail
    assert "rejected" in handoff.detail
    assert hand_over_where_failing() == 0


def test_one_that_arrives_between_them_begins_the_count_again(thread, said):  # H-2
    assert said("failed", "sent", "failed") == 0
    assert said("failed") == 1


def test_the_workspace_says_how_many(thread, said, have):  # H-2
    have(failures=3)
    assert said("failed", "failed") == 0
    assert said("failed") == 1


def test_a_persons_failed_messages_are_theirs_to_see_to(thread, said, person):
    assert said("failed", "failed", author=Person(person("Kim"))) == 0


def test_where_a_person_has_the_thread_nobody_is_called(thread, said, person):  # K-7
    said("failed")
    acts.take(thread, person("Kim"))
    Outbound.everywhere.update(settled_at=timezone.now())
    assert said("failed") == 0


def test_given_back_only_new_failures_count(thread, said, person, time_machine, now):  # H-2
    said("failed", "failed")
    time_machine.move_to(now + timedelta(minutes=1), tick=False)
    acts.give_back(thread, person("Kim"))
    Outbound.everywhere.filter(state="queued").delete()
    time_machine.move_to(now + timedelta(minutes=2), tick=False)
    assert hand_over_where_failing() == 0
    thread.handler = Thread.Handler.AUTOMATION
    assert said("failed") == 0
    assert said("failed") == 1


def test_old_failures_rest(thread, said, time_machine, now):
    said("failed")
    time_machine.move_to(now + timedelta(hours=2), tick=False)
    assert said("failed") == 0
