"""A lane waits when the platform troubles its calls, and hammers nobody (L-8, F-3)."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from inbox.accounts.connect import connect
from inbox.delivery import breaker, flights, lanes
from inbox.delivery.models import Attempt, Lane, Outbound, Reason
from tests import factories
from tests.graph_stand_in import Answer, error

pytestmark = pytest.mark.django_db
State = Outbound.State
DOWN = {"error": {"message": "try later", "code": 2}}


@pytest.fixture
def crowd(account, write, automation):
    """So many answers that wait, each in a thread of its own."""

    def crowd(number):
        now = timezone.now()
        threads = [factories.thread_open_since(now, account) for _ in range(number)]
        return [write(author=automation, thread=thread) for thread in threads]

    return crowd


def lane_of(account):
    return Lane.everywhere.get(account=account)


def test_a_dead_platform_costs_three_calls_and_not_a_queue(graph, account, crowd, run_lane):
    """F-4: each of those calls may have arrived, so each is a message nobody knows about."""
    crowd(40)
    graph.answers.extend([Answer(503, DOWN)] * 40)
    run_lane()
    lane = lane_of(account)
    assert len(graph.asked) == breaker.OPENS_AT
    assert (lane.troubles, lane.held_because) == (3, Reason.INSTAGRAM_UNAVAILABLE)
    assert lane.held_until > timezone.now()
    assert Outbound.everywhere.filter(state=State.UNKNOWN).count() == 3
    assert Outbound.everywhere.filter(state=State.QUEUED).count() == 37


def test_one_call_asks_whether_it_is_over_each_time_after_a_longer_wait(
    graph, account, crowd, run_lane
):
    crowd(40)
    graph.answers.extend([Answer(503, DOWN)] * 7)
    now, waits = timezone.now(), []
    for _ in range(5):
        with time_machine.travel(now, tick=False):
            run_lane()
        until = lane_of(account).held_until
        waits.append((until - now).total_seconds())
        now = until
    assert len(graph.asked) == 7
    bounds = [(0.8, 1.2), (1.6, 2.4), (3.2, 4.8), (6.4, 9.6), (12.8, 19.2)]
    assert all(low <= wait <= high for wait, (low, high) in zip(waits, bounds, strict=True))
    with time_machine.travel(now, tick=False):
        run_lane()
    lane = lane_of(account)
    assert (lane.troubles, lane.held_because) == (0, "")
    assert not Outbound.everywhere.filter(state=State.QUEUED).exists()


def test_waits_grow_to_ten_minutes_and_no_further():
    assert all(timedelta(minutes=8) <= breaker.growing_wait(n) <= timedelta(minutes=12)
               for n in (8, 20, 10_000))  # fmt: skip


def test_refusals_of_single_messages_do_not_hold_the_lane(graph, account, crowd, run_lane):
    crowd(6)
    graph.answers.extend([error(100, 2534014)] * 5)
    run_lane()
    assert lane_of(account).held_until is None
    assert Outbound.everywhere.filter(state=State.FAILED).count() == 5
    assert Outbound.everywhere.filter(state=State.SENT).count() == 1


def test_the_limit_is_met_by_one_call_because_a_lane_begins_slowly(graph, account, crowd, run_lane):
    """L-8"""
    crowd(40)
    graph.answers.append(error(613))
    run_lane()
    assert len(graph.asked) == 1
    assert lane_of(account).held_because == Reason.RATE_LIMITED


@pytest.mark.django_db(transaction=True)
def test_a_call_that_hangs_does_not_hold_up_a_persons_reply(
    graph, account, crowd, write, person, run_lane
):
    """L-6"""
    crowd(1)
    written = []

    def hang():
        if not written:
            thread = factories.thread_open_since(timezone.now(), account)
            written.append(write("a person's", thread=thread))
            connection.close()  # it is this thread's
            graph.wait_for_calls(2)  # the other call comes while this one hangs

    graph.answers.append(Answer(before=hang))
    run_lane(*written)
    assert [call.outcome for call in Attempt.everywhere.all()] == [Attempt.Outcome.ACCEPTED] * 2


def test_what_waited_longer_than_its_window_expires_and_keeps_nobody_waiting(
    graph, account, crowd, write, run_lane
):
    """W-13"""
    crowd(60)
    Lane.everywhere.create(
        account=account, workspace=account.workspace, held_until=timezone.now() + timedelta(hours=1)
    )
    with time_machine.travel(timezone.now() + timedelta(hours=24), tick=False):
        reply = write(thread=factories.thread_open_since(timezone.now(), account))
        run_lane(reply)
    assert reply.state == State.SENT
    assert Outbound.everywhere.filter(state=State.EXPIRED).count() == 60
    assert len(graph.asked) == 1


def test_a_stopping_worker_finishes_the_calls_in_hand_and_begins_none(
    graph, account, crowd, run_lane
):
    crowd(3)
    graph.answers.append(Answer(before=lanes.stopping.set))
    try:
        Lane.everywhere.get_or_create(account=account, workspace=account.workspace)
        lanes.serve(account.pk)
    finally:
        lanes.stopping.clear()
    assert len(graph.asked) == 1
    assert Outbound.everywhere.filter(state=State.SENT).count() == 1
    assert Outbound.everywhere.filter(state=State.QUEUED).count() == 2
    lane = lane_of(account)
    assert lane.leased_until is None
    assert lane.wakes_at <= timezone.now()


def test_a_call_whose_worker_slept_is_not_made(graph, monkeypatch, write, run_lane):
    """F-4: meanwhile another may have asked for the message and found none."""
    monkeypatch.setattr(flights, "STARTS_WITHIN", timedelta(seconds=-1))
    outbound = write()
    run_lane(outbound)
    assert graph.asked == []
    assert (outbound.state, outbound.reason) == (State.QUEUED, Reason.INSTAGRAM_UNAVAILABLE)
    assert outbound.attempts.get().outcome == Attempt.Outcome.REFUSED


def test_a_shorter_hold_leaves_a_longer_one_as_it_is(account):  # L-8
    now = timezone.now()
    Lane.everywhere.create(account=account, workspace=account.workspace)
    breaker.hold(account.pk, now + timedelta(minutes=7), Reason.RATE_LIMITED, "long")
    breaker.hold(account.pk, now + timedelta(minutes=1), Reason.INSTAGRAM_UNAVAILABLE, "short")
    lane = lane_of(account)
    assert (lane.held_until, lane.held_words) == (now + timedelta(minutes=7), "long")


@pytest.mark.django_db(transaction=True)
def test_connecting_again_wakes_the_lane(graph, account, write, run_lane):
    graph.answers.append(error(190))
    outbound = write()
    run_lane(outbound)
    Lane.everywhere.update(wakes_at=None)
    connect(account.workspace.slug, account.external_id, account.username, token="new")
    assert lane_of(account).wakes_at <= timezone.now()
    run_lane(outbound)
    assert outbound.state == State.SENT
