"""The tick finds what is due, whatever happened to the tasks that should have done it."""

from datetime import timedelta

import pytest
from celery import Celery
from django.utils import timezone

from inbox import tasks
from inbox.celery import app
from inbox.delivery import lanes
from inbox.delivery.models import Lane
from inbox.local import ports
from inbox.threads.models import Thread
from tests import factories

pytestmark = pytest.mark.django_db


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
    assert lanes.wake_due() == 0
    assert rung() == 0


def test_waking_a_lane_often_calls_one_worker(rung):
    account = factories.account()
    for _ in range(5):
        lanes.wake(account.pk)
    assert rung() == 1


def test_a_duty_that_fails_does_not_keep_the_others_from_theirs(monkeypatch):
    def broken():
        raise RuntimeError("no")

    monkeypatch.setattr(lanes, "wake_due", broken)
    thread = snoozed(timezone.now() - timedelta(seconds=1))
    tasks.tick()
    assert lifecycle(thread) == "open"


def test_a_bell_that_can_not_ring_does_no_harm(monkeypatch):
    account = factories.account()
    nobody = f"redis://127.0.0.1:{ports.free_port()}/0"
    nowhere = Celery("nowhere", broker=nobody, set_as_current=False)
    nowhere.conf.broker_transport_options = {"max_retries": 0}
    monkeypatch.setattr(lanes, "app", nowhere)
    lanes.wake(account.pk)
    assert Lane.everywhere.get(account=account).wakes_at is not None
