"""Two at once, a worker that dies, a worker that is late: the database decides."""

import os
import signal
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import connection, connections
from django.utils import timezone

from inbox.delivery import bells, lanes, queue, sender
from inbox.delivery.errors import Permanent, Report
from inbox.delivery.flights import Flights, Landing
from inbox.delivery.guard import Refused
from inbox.delivery.lease import Lease, LeaseLost
from inbox.delivery.models import Attempt, Lane, Outbound, Reason
from inbox.delivery.moves import move
from inbox.delivery.outbox import queue_reply, withdraw
from inbox.delivery.receipts import Echo, join_echoes
from tests import factories
from tests.graph_stand_in import Answer

pytestmark = pytest.mark.django_db(transaction=True)
State = Outbound.State


def at_once(number, work):
    """Run ``work`` on so many connections at the same moment; what each returned."""
    ready = threading.Barrier(number)

    def run(place):
        try:
            ready.wait(10)
            return work(place)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(number) as pool:
        return list(pool.map(run, range(number)))


def open_lane(account):
    return Lane.everywhere.get_or_create(account=account, workspace_id=account.workspace_id)[0]


def let_the_lease_end(account):
    Lane.everywhere.filter(account=account).update(
        leased_until=timezone.now() - timedelta(seconds=1)
    )


def test_of_many_who_press_for_one_private_reply_one_gets_it(thread, person):  # W-6
    comment = factories.message(thread, kind="comment", external_id="18100")

    def press(place):
        return queue_reply(thread, f"no. {place}", author=person, key=uuid4(), comment=comment)

    results = at_once(6, press)
    refused = [result for result in results if isinstance(result, Refused)]
    assert {result.code for result in refused} == {"comment_spent"}
    assert len(refused) == 5
    assert Outbound.everywhere.filter(comment=comment).count() == 1


def test_the_same_key_pressed_at_once_is_one_message(thread, person):
    key = uuid4()
    results = at_once(6, lambda _: queue_reply(thread, "once", author=person, key=key))
    assert len({outbound.pk for outbound in results}) == 1


def test_a_lane_is_leased_once(account):
    open_lane(account)
    leases = at_once(8, lambda _: Lease.take(account.pk))
    assert sum(lease is not None for lease in leases) == 1


def test_a_lane_that_many_wake_is_made_once(account):
    at_once(6, lambda _: bells.wake(account.pk))
    assert Lane.everywhere.filter(account=account).count() == 1


def test_many_workers_send_each_message_once(graph, account, write):  # F-4
    outbounds = [write(f"no. {number}") for number in range(12)]
    open_lane(account)

    def work(_):
        while Outbound.everywhere.filter(account=account, state=State.QUEUED).exists():
            lanes.serve(account.pk)

    at_once(4, work)
    assert sorted(asked.body["message"]["text"] for asked in graph.asked) == sorted(
        outbound.message.text for outbound in outbounds
    )
    assert graph.connections <= 4  # kept alive, one for each worker


def test_work_that_comes_while_the_lane_is_served_is_not_left(graph, account, write, person):
    thread = write("first").thread
    open_lane(account)

    def write_another():
        graph_thread = threading.Thread(
            target=lambda: at_once(
                1, lambda _: queue_reply(thread, "second", author=person, key=uuid4())
            )
        )
        graph_thread.start()
        graph_thread.join()

    graph.answers.append(Answer(before=write_another))
    lanes.serve(account.pk)
    assert [asked.body["message"]["text"] for asked in graph.asked] == ["first", "second"]


def send(lease, account):
    """The next message of the account, as a lane takes it."""
    flights = Flights()
    flights.launch(sender.begin(lease, account, queue.ready(account, limit=1), 1))
    sender.land(flights.landed(timedelta(seconds=10)))


def test_what_a_worker_learns_after_its_lease_passed_on_is_written_down(graph, account, write):
    """F-4: whoever made the call knows its end, however late."""
    outbound = write()
    open_lane(account)
    stuck = Lease.take(account.pk)

    def another_takes_over():
        def take(_):
            let_the_lease_end(account)
            sender.settle_abandoned(Lease.take(account.pk))

        at_once(1, take)

    graph.answers.append(Answer(before=another_takes_over))
    send(stuck, account)
    outbound.refresh_from_db()
    assert (outbound.state, outbound.message.external_id) == (State.SENT, "sent-1")
    call = outbound.attempts.get()
    assert (call.fence, call.outcome) == (stuck.fence, Attempt.Outcome.ACCEPTED)


def test_a_late_answer_leaves_a_message_alone_that_was_called_again(graph, account, write):
    """F-4: the newer call decides, whatever the older one ends with."""
    outbound = write()
    open_lane(account)
    lease = Lease.take(account.pk)
    (stale,) = sender.begin(lease, account, queue.ready(account, limit=1), 1)
    sender.settle_abandoned(lease)
    outbound.refresh_from_db()
    move(outbound, State.QUEUED)  # proved absent
    send(lease, account)
    refused = Permanent(Reason.CONTENT_REJECTED, Report("late"))
    sender.land([Landing(stale, refused)])
    outbound.refresh_from_db()
    assert outbound.state == State.SENT
    assert [call.outcome for call in outbound.attempts.order_by("number")] == [
        Attempt.Outcome.REFUSED,
        Attempt.Outcome.ACCEPTED,
    ]


def test_a_worker_that_lost_its_lease_does_not_call(graph, account, write):
    outbound = write()
    open_lane(account)
    stuck = Lease.take(account.pk)
    let_the_lease_end(account)
    Lease.take(account.pk)
    with pytest.raises(LeaseLost):
        send(stuck, account)
    outbound.refresh_from_db()
    assert outbound.state == State.QUEUED
    assert graph.asked == []


def test_an_echo_that_outruns_the_answer_is_joined(graph, account, write):  # F-4
    outbound = write("Hello!")
    open_lane(account)
    echo = Echo("sent-1", outbound.thread_id, "Hello!", timezone.now() + timedelta(seconds=1))
    found = []

    def arrive():
        found.extend(at_once(1, lambda _: join_echoes(account, [echo])))

    graph.answers.append(Answer(before=arrive))
    lanes.serve(account.pk)
    outbound.refresh_from_db()
    assert found == [{"sent-1"}]
    assert (outbound.state, outbound.message.external_id) == (State.DELIVERED, "sent-1")
    assert outbound.attempts.get().outcome == Attempt.Outcome.ACCEPTED


def test_an_echo_that_outruns_an_error_is_right(graph, account, write):  # F-4
    outbound = write("Hello!")
    open_lane(account)
    echo = Echo("mid-3", outbound.thread_id, "Hello!", timezone.now() + timedelta(seconds=1))
    graph.answers.append(
        Answer(
            500,
            {"error": {"message": "try later", "code": 2}},
            before=lambda: at_once(1, lambda _: join_echoes(account, [echo])),
        )
    )
    lanes.serve(account.pk)
    outbound.refresh_from_db()
    assert (outbound.state, outbound.message.external_id) == (State.DELIVERED, "mid-3")


def test_an_answer_lost_after_delivery_is_settled_by_the_echo(graph, account, write):  # F-4
    outbound = write("Hello!")
    open_lane(account)
    graph.answers.append(Answer(hang_up=True))  # Meta took it, and the line broke
    lanes.serve(account.pk)
    outbound.refresh_from_db()
    assert outbound.state == State.UNKNOWN
    echo = Echo("mid-7", outbound.thread_id, "Hello!", timezone.now())
    assert join_echoes(account, [echo]) == {"mid-7"}
    outbound.refresh_from_db()
    assert outbound.state == State.DELIVERED
    lanes.serve(account.pk)
    assert len(graph.asked) == 1


SERVE = """
import sys, django
django.setup()
from inbox.delivery import bells, lanes
lanes.serve(int(sys.argv[1]))
"""


def test_a_worker_killed_between_commit_and_answer_leaves_it_unknown(graph, account, write):  # F-4
    outbound = write("Hello!")
    open_lane(account)
    killed = threading.Event()
    graph.answers.append(Answer(before=lambda: killed.wait(30)))
    worker = subprocess.Popen(
        [sys.executable, "-c", SERVE, str(account.pk)], env=environment(graph), cwd=Path.cwd()
    )
    try:
        graph.wait_for_calls(1)
        worker.send_signal(signal.SIGKILL)
        worker.wait(10)
    finally:
        killed.set()
        worker.kill()
        worker.wait()
    outbound.refresh_from_db()
    assert outbound.state == State.SENDING
    lanes.serve(account.pk)  # its lease has not ended yet
    outbound.refresh_from_db()
    assert outbound.state == State.SENDING
    let_the_lease_end(account)
    lanes.serve(account.pk)
    outbound.refresh_from_db()
    assert (outbound.state, outbound.reason) == (State.UNKNOWN, "outcome_unknown")
    echo = Echo("mid-8", outbound.thread_id, "Hello!", timezone.now())
    assert join_echoes(account, [echo]) == {"mid-8"}
    outbound.refresh_from_db()
    assert outbound.state == State.DELIVERED
    assert len(graph.asked) == 1


def environment(graph):
    """The environment of a worker on this test's own database."""
    place = connection.get_connection_params()
    url = (
        f"postgresql://{place['user']}:{place['password']}@{place['host']}:{place['port']}"
        f"/{place['dbname']}"
    )
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "inbox.settings",
        "DATABASE_URL": url,
        "INSTAGRAM_GRAPH_URL": graph.url,
    }


def test_a_dead_workers_lane_is_rung_for_when_its_lease_ends(account):
    open_lane(account)
    Lease.take(account.pk)
    assert bells.wake_due() == 0
    passed = timezone.now() - timedelta(seconds=1)
    Lane.everywhere.filter(account=account).update(leased_until=passed, wakes_at=passed)
    assert bells.wake_due() == 1


def test_taking_back_and_sending_at_once_do_one_of_both(graph, account, write):
    for _ in range(4):
        outbound = write()
        open_lane(account)
        before = len(graph.asked)
        [taken_back, _sent] = at_once(
            2, lambda place, row=outbound: lanes.serve(account.pk) if place else withdraw(row)
        )
        lanes.serve(account.pk)
        outbound.refresh_from_db()
        assert outbound.state == (State.WITHDRAWN if taken_back else State.SENT)
        assert len(graph.asked) - before == (0 if taken_back else 1)
