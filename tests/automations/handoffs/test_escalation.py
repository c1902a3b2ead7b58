"""Handoffs that nobody takes move on; those taken, given back or resolved do not (H-6)."""

from datetime import timedelta
from uuid import uuid4

import pytest

from automations.handoffs.escalation import escalate_where_due
from automations.models import Handoff
from inbox.accounts.models import Member
from inbox.delivery.guard import Person
from inbox.delivery.locks import lock_thread
from inbox.delivery.outbox import queue_reply
from inbox.threads import acts, ownership
from inbox.threads.models import Thread
from inbox.threads.ownership import Act
from tests import factories
from tests.automations.handoffs.conftest import begin, events, queued, told

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def later(time_machine, now):
    """So many minutes after noon, with a tick of the clock."""

    def later(minutes, seconds=0):
        time_machine.move_to(now + minutes * MINUTE + timedelta(seconds=seconds), tick=False)
        return escalate_where_due()

    return later


def test_untaken_it_goes_to_the_next_then_to_the_leads(thread, person, later):  # H-6
    kim, lea, ana = person("Kim"), person("Lea"), person("Ana", role="lead")
    handoff = begin(thread)
    first, second = handoff.offered_to, ({kim, lea} - {handoff.offered_to}).pop()
    assert later(10, -1) == 0
    assert later(10) == 1
    handoff.refresh_from_db()
    assert (handoff.offered_to, handoff.escalations, handoff.asked) == (second, 1, [first.pk])
    assert handoff.escalates_at == handoff.started_at + 20 * MINUTE
    assert told(first) == []
    assert told(second) == [(thread.pk, "escalated")]
    assert later(20) == 1
    handoff.refresh_from_db()
    assert (handoff.offered_to, handoff.escalates_at) == (None, None)
    assert handoff.asked == [first.pk, second.pk]
    assert told(second) == []
    assert told(ana) == [(thread.pk, "escalated")]
    assert later(200) == 0
    assert [event.detail["to"] for event in events(thread)[1:]] == [second.name, "leads"]
    assert queued(thread) == queued(thread)[:1]  # the contact hears of it once


def test_notices_say_why_a_person_is_called(thread, person, later):  # H-4
    from django.test import Client

    first, ana = person("Kim"), person("Ana", role="lead")
    begin(thread, Handoff.Reason.COMPLAINT)

    def seen_by(member):
        client = Client()
        client.force_login(member.user)
        return client.get("/inbox/all/").content.decode()

    assert "<bdi>Ada Moreno</bdi> waits for a person: a complaint or refund" in seen_by(first)
    later(10)
    assert "waits for a person" not in seen_by(first)
    assert "<bdi>Ada Moreno</bdi> waits for a person: a complaint or refund" in seen_by(ana)


def test_a_tick_that_runs_twice_asks_once(thread, person, later):  # H-6
    person("Kim"), person("Lea")
    begin(thread)
    assert (later(10), later(10)) == (1, 0)


def test_with_nobody_free_the_leads_are_told_when_the_time_is_over(thread, person, later):  # H-6
    person("Kim", availability="away")
    ana = person("Ana", role="admin")
    begin(thread)
    assert told(ana) == []
    later(10)
    assert told(ana) == [(thread.pk, "escalated")]


def test_out_of_hours_the_time_runs_from_the_opening(thread, opens, person, later, now):  # H-6
    person("Kim")
    later(7 * 60)
    handoff = begin(thread)
    assert handoff.escalates_at == now + timedelta(hours=21, minutes=10)


def test_who_goes_off_duty_is_not_waited_for(
    thread, person, later, django_capture_on_commit_callbacks
):
    from inbox.accounts.availability import set_availability

    person("Kim"), person("Lea")
    handoff = begin(thread)
    first = handoff.offered_to
    with django_capture_on_commit_callbacks(execute=True):
        set_availability(first, Member.Availability.AWAY)
    assert later(1) == 1
    handoff.refresh_from_db()
    assert handoff.offered_to not in (first, None)


def test_taken_it_stays_with_who_took_it(thread, person, later):  # H-6
    kim, ana = person("Kim"), person("Ana", role="lead")
    begin(thread)
    acts.take(thread, ana)
    handoff = Handoff.everywhere.get()
    assert (handoff.taken_by, handoff.escalates_at) == (ana, None)
    assert told(kim) == []
    assert later(10) == 0


def test_an_answer_takes_it_too(thread, person):
    kim = person("Kim")
    begin(thread)
    queue_reply(thread, "Here I am.", author=Person(kim), key=uuid4())
    handoff = Handoff.everywhere.get()
    assert (handoff.taken_by, handoff.ended_at) == (kim, None)
    assert queued(thread) == ["Here I am."]  # nobody needs the acknowledgement any more


def test_an_answer_typed_in_the_app_takes_it(thread, person, later, now):  # W-14
    kim = person("Kim")
    begin(thread)
    ownership.tell(lock_thread(thread.pk), Act.WROTE, None)
    handoff = Handoff.everywhere.get()
    assert (handoff.taken_at, handoff.taken_by) == (now, None)
    assert told(kim) == []
    assert later(10) == 0


def test_given_back_to_the_team_the_next_is_asked(thread, person, later):
    kim, lea = person("Kim"), person("Lea")
    begin(thread)
    acts.take(thread, kim)
    acts.release(thread, kim)
    handoff = Handoff.everywhere.get()
    thread.refresh_from_db()
    assert (handoff.taken_at, handoff.offered_to) == (None, lea)
    assert (thread.handler, thread.assignee) == (Thread.Handler.WAITING, None)
    assert told(lea) == [(thread.pk, "handed_off")]
    assert later(10) == 1


def test_passed_to_another_team_somebody_of_it_is_asked(thread, workspace, person):
    kim, sales = person("Kim"), workspace.teams.create(name="Sales")
    lea = person("Lea", team=sales)
    acts.take(thread, kim)
    acts.assign(thread, None, sales, kim)
    handoff = Handoff.everywhere.get()
    assert (handoff.reason, handoff.team) == (Handoff.Reason.PASSED_ON, sales)
    assert handoff.offered_to == lea
    assert queued(thread) == []
    acts.take(thread, lea)
    acts.assign(thread, None, workspace.teams.create(name="Returns"), lea)
    assert Handoff.everywhere.get().team.name == "Returns"


@pytest.mark.parametrize(("act", "how"), [(acts.give_back, "returned"), (acts.resolve, "resolved")])
def test_over_means_over_and_the_next_call_is_a_new_one(thread, person, later, act, how):
    kim = person("Kim")
    begin(thread)
    act(thread, kim)
    handoff = Handoff.everywhere.get()
    assert (handoff.ended, handoff.escalates_at) == (how, None)
    assert told(kim) == []
    assert later(10) == 0
    again = begin(thread)
    thread.refresh_from_db()
    assert again != handoff
    assert thread.lifecycle == Thread.Lifecycle.OPEN
    assert queued(thread) == [again.acknowledged_by.message.text]


def test_people_of_another_workspace_hear_nothing(thread, person, later):
    stranger = factories.member(role="admin")
    begin(thread)
    later(10)
    assert told(stranger) == []
