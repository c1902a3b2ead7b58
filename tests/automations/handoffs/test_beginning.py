"""What calling a person does: once, with everything automated stopped (H-1, H-2, H-4)."""

import threading
from uuid import uuid4

import pytest
from django.db import connection, transaction

from automations import handoffs
from automations.models import Handoff, Rule, RuleVersion, Run
from inbox.delivery.guard import Automation, Person
from inbox.delivery.locks import lock_thread
from inbox.delivery.models import Outbound
from inbox.delivery.outbox import queue_reply
from inbox.threads.models import Thread
from tests import factories
from tests.automations.handoffs.conftest import begin, events, queued, told

pytestmark = pytest.mark.django_db
Reason = Handoff.Reason
USUAL = "Thanks for your message! A person answers within about 30 minutes."


def a_run(thread):
    """A flow that waits for an answer."""
    rule = Rule.everywhere.create(
        workspace=thread.workspace, name="Sizes", position=0, edition=1, draft={}
    )
    version = RuleVersion.everywhere.create(
        workspace=thread.workspace, rule=rule, number=1, definition={}
    )
    return Run.everywhere.create(
        workspace=thread.workspace, rule=rule, version=version, thread=thread,
        contact=thread.contact, message=thread.last_message, waits_for="answer",
    )  # fmt: skip


def test_the_thread_waits_and_who_is_free_is_asked_and_told(thread, person, now):  # H-4
    kim = person("Kim")
    handoff = begin(thread, words="agent")
    thread.refresh_from_db()
    assert (thread.handler, thread.assignee) == (Thread.Handler.WAITING, None)
    assert handoff.offered_to == kim
    assert handoff.words == "agent"
    assert told(kim) == [(thread.pk, "handed_off")]
    [event] = events(thread)
    assert event.kind == "handed_off"
    assert event.detail["reason"] == "asked"
    assert event.detail["to"] == "Kim"


@pytest.mark.parametrize("reason", [each for each in Reason if each != Reason.PASSED_ON])
def test_every_reason_is_kept_and_acknowledged_once(thread, reason):  # H-2, H-4
    handoff = begin(thread, reason, detail="why")
    assert (handoff.reason, handoff.detail) == (reason, "why")
    assert queued(thread) == [USUAL]
    assert handoff.acknowledged_by.message.text == USUAL
    assert handoff.acknowledged_by.author == Outbound.Author.AUTOMATION
    assert handoff.acknowledged_by.rule_id is None


def test_nothing_is_said_or_done_twice(thread):  # H-4
    first = begin(thread)
    assert begin(thread, Reason.COMPLAINT) is None
    assert Handoff.everywhere.get() == first
    assert queued(thread) == [USUAL]
    assert len(events(thread)) == 1


def test_flows_stop_and_what_they_queued_is_withdrawn_in_the_same_transaction(thread, person):
    # H-4
    kim, run = person("Kim"), a_run(thread)
    flow = queue_reply(thread, "Which size?", author=Automation(run.rule_id, "Sizes"), key=uuid4())
    with transaction.atomic():
        handoffs.begin(lock_thread(thread.pk), Reason.ASKED)
        transaction.set_rollback(True)
    assert Run.everywhere.get().ended == ""
    assert queued(thread) == ["Which size?"]
    assert not Handoff.everywhere.exists()

    begin(thread, run=run)
    assert Run.everywhere.get().ended == Run.Ended.HANDED_OFF
    assert queued(thread) == [USUAL]
    flow.refresh_from_db()
    assert (flow.state, flow.detail) == (Outbound.State.WITHDRAWN, "handoff")
    assert told(kim)
    assert events(thread)[0].detail["rule"] == "Sizes"


def test_what_a_colleague_has_queued_stays(thread, person):  # H-4
    thread.handler = Thread.Handler.AUTOMATION
    queue_reply(thread, "I will look.", author=Person(person("Kim")), key=uuid4())
    Thread.everywhere.filter(pk=thread.pk).update(handler="automation", assignee=None)
    begin(thread)
    assert queued(thread) == ["I will look.", USUAL]


def test_where_a_person_has_the_thread_nobody_is_called(thread, person):  # K-7
    Thread.everywhere.filter(pk=thread.pk).update(handler="human", assignee=person("Kim"))
    assert begin(thread) is None
    assert queued(thread) == []


def test_a_person_who_wrote_some_hours_ago_has_it_until_the_pause_ends(thread, have, now):  # K-7
    have(pause_hours=2)
    last = {"handler": "human", "assignee": None}
    Thread.everywhere.filter(pk=thread.pk).update(last_business_at=now.replace(hour=11), **last)
    assert begin(thread) is None
    Thread.everywhere.filter(pk=thread.pk).update(last_business_at=now.replace(hour=10), **last)
    assert begin(thread) is not None


def test_passed_on_by_a_colleague_it_begins_anew_and_the_contact_hears_nothing(thread, person):
    first = begin(thread)
    Outbound.everywhere.all().delete()
    second = begin(thread, Reason.PASSED_ON, detail="Knows about customs")
    first.refresh_from_db()
    assert first.ended == Handoff.Ended.PASSED_ON
    assert second.ended_at is None
    assert queued(thread) == []


def test_a_comment_alone_is_not_spent_on_an_acknowledgement(account, now):  # W-6, H-4
    thread = factories.thread(account)
    comment = factories.message(thread, kind="comment", sent_at=now, text="a human please")
    Thread.everywhere.filter(pk=thread.pk).update(open_comment=comment, last_contact_at=now)
    handoff = begin(thread, message=comment)
    assert handoff.acknowledged_by is None
    assert not Outbound.everywhere.exists()


@pytest.mark.parametrize("whose", ["account", "workspace"])
def test_stopped_automations_acknowledge_nothing_late(thread, whose):  # K-11
    target = getattr(thread, whose)
    target.automations_on = False
    target.save()
    assert begin(thread).acknowledged_by is None


def test_who_opted_out_gets_a_person_and_no_automated_word(thread, now):  # P-3
    thread.contact.opted_out_at = now
    thread.contact.save()
    assert begin(thread).acknowledged_by is None


def test_a_team_is_found_by_its_name(thread, workspace, person):
    sales = workspace.teams.create(name="Sales")
    handoff = begin(thread, Reason.RULE, team="sales")
    thread.refresh_from_db()
    assert handoff.team == thread.team == sales
    assert begin(factories.thread(thread.account), team="nobody").team is None


@pytest.mark.django_db(transaction=True)
def test_two_at_once_are_one_handoff_and_one_acknowledgement(thread, person):  # H-4
    person("Kim")
    ready, found = threading.Barrier(2), []

    def press():
        ready.wait(10)
        try:
            found.append(begin(thread))
        finally:
            connection.close()

    both = [threading.Thread(target=press) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join(20)
    assert sorted(each is None for each in found) == [False, True]
    assert Handoff.everywhere.count() == 1
    assert queued(thread) == [USUAL]
    assert len(events(thread)) == 1
