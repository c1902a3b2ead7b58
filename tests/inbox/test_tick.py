"""The tick finds what is due, whatever happened to the tasks that should have done it."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial

import pytest
from celery import Celery
from django.db import connection
from django.utils import timezone

from inbox import tasks
from inbox.celery import app
from inbox.delivery import bells
from inbox.delivery.lease import Lease
from inbox.delivery.models import Lane
from inbox.local import ports
from inbox.threads.models import Thread
from tests import factories

pytestmark = pytest.mark.django_db
SECONDS = 30.0


@pytest.fixture
def rung():
    """The lanes that workers were called to, as they stand in the queue."""
    with app.connection_for_write() as connection:
        queue = connection.default_channel
        queue.queue_purge("lanes")
        yield lambda: queue._size("lanes")
        queue.queue_purge("lanes")


def snoozed(wakes_at):
    return factories.thread(lifecycle=Thread.Lifecycle.SNOOZED, wakes_at=wakes_at)


def lifecycle(thread):
    thread.refresh_from_db()
    return thread.lifecycle


def test_a_snooze_ends_at_its_time():
    now = timezone.now()
    over, later = snoozed(now - timedelta(seconds=1)), snoozed(now + timedelta(minutes=1))
    assert tasks.wake_snoozed() == 1
    assert (lifecycle(over), lifecycle(later)) == ("open", "snoozed")
    assert over.wakes_at is None
    assert tasks.wake_snoozed() == 0


def test_a_due_lane_is_rung_for(rung):
    account = factories.account()
    due = timezone.now() - timedelta(seconds=1)
    Lane.everywhere.create(workspace=account.workspace, account=account, wakes_at=due)
    tasks.tick()
    assert rung() == 1


def test_a_lane_that_sleeps_or_is_served_is_left_alone(rung):
    now = timezone.now()
    for wakes_at, leased_until in [
        (None, None),
        (now + timedelta(seconds=5), None),
        (now - timedelta(seconds=1), now + timedelta(seconds=5)),
    ]:
        account = factories.account()
        Lane.everywhere.create(
            workspace=account.workspace,
            account=account,
            wakes_at=wakes_at,
            leased_until=leased_until,
        )
    assert bells.wake_due() == 0
    assert rung() == 0


def test_waking_a_lane_often_calls_one_worker(rung):
    account = factories.account()
    for _ in range(5):
        bells.wake(account.pk)
    assert rung() == 1


def test_a_duty_that_fails_does_not_keep_the_others_from_theirs(monkeypatch):
    def broken():
        raise RuntimeError("no")

    monkeypatch.setattr(bells, "wake_due", broken)
    thread = snoozed(timezone.now() - timedelta(seconds=1))
    tasks.tick()
    assert lifecycle(thread) == "open"


def test_a_bell_that_can_not_ring_does_no_harm(monkeypatch):
    account = factories.account()
    nobody = f"redis://127.0.0.1:{ports.free_port()}/0"
    nowhere = Celery("nowhere", broker=nobody, set_as_current=False)
    nowhere.conf.broker_transport_options = {"max_retries": 0}
    monkeypatch.setattr(bells, "app", nowhere)
    bells.wake(account.pk)
    assert Lane.everywhere.get(account=account).wakes_at is not None


def at_once(*deeds):
    """What each gives, all begun at the same moment, each on its own connection."""
    start = threading.Barrier(len(deeds))

    def run(deed):
        start.wait(SECONDS)
        try:
            return deed()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return [running.result(SECONDS) for running in [pool.submit(run, one) for one in deeds]]


@pytest.mark.django_db(transaction=True)
def test_two_ticks_at_once_end_each_snooze_once():
    over = timezone.now() - timedelta(seconds=1)
    threads = [snoozed(over) for _ in range(20)]
    assert sum(at_once(tasks.wake_snoozed, tasks.wake_snoozed)) == len(threads)
    assert {lifecycle(thread) for thread in threads} == {"open"}


@pytest.mark.django_db(transaction=True)
def test_two_ticks_at_once_only_ring_twice(rung):
    over = timezone.now() - timedelta(seconds=1)
    accounts = [factories.account() for _ in range(3)]
    for account in accounts:
        Lane.everywhere.create(workspace=account.workspace, account=account, wakes_at=over)
    at_once(tasks.tick, tasks.tick)
    assert rung() == 2 * len(accounts)
    leases = at_once(*[partial(Lease.take, accounts[0].pk)] * 2)  # what a worker does at each bell
    assert [lease is None for lease in leases].count(False) == 1
