"""The sending line of each account: woken, served by one worker at a time, put to sleep.

A sleeping lane is a due time in the database. The task that serves it is only a bell: when one is
lost, the tick rings again within a second.
"""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime, timedelta

import redis
import structlog
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone
from kombu.exceptions import KombuError

from inbox.accounts.models import Account
from inbox.celery import app
from inbox.delivery import outcomes, pacing, queue, sender
from inbox.delivery.lease import Lease, LeaseLost
from inbox.delivery.models import Lane, Reason

log = structlog.get_logger(__name__)
TASK = "inbox.delivery.tasks.serve_lane"  # by name: it imports this module
SLICE = 2.0  # seconds a worker gives one lane before it lets others have their turn
LOOK_AGAIN = timedelta(minutes=1)  # a lane with something waiting never sleeps longer
SOON = timedelta(seconds=2)  # within this the bell is set by itself, not left to the tick
RETRY_AFTER_TROUBLE = timedelta(seconds=5)
OVERDUE_AT_ONCE = 200
NEVER = datetime.max.replace(tzinfo=UTC)

stopping = threading.Event()  # set when the worker is asked to stop: finish the call in hand


def wake(account_id: int) -> None:
    """There is something new to send for the account. Call it after the commit."""
    asleep = Q(wakes_at=None) | Q(wakes_at__gt=Now())
    woken = Lane.everywhere.filter(asleep, account=account_id).update(wakes_at=Now())
    if not woken and Lane.everywhere.filter(account=account_id).exists():
        return  # it is due already: the bell has rung
    if not woken:
        _open(account_id)
    ring(account_id)


def ring(account_id: int, wait: timedelta = timedelta(0)) -> None:
    """Have a worker serve the lane after ``wait``. Too many bells do no harm, a lost one little."""
    try:
        app.send_task(TASK, [account_id], countdown=wait.total_seconds(), expires=30, retry=False)
    except (KombuError, redis.RedisError, OSError) as error:
        log.warning("lane not rung, the tick will", account=account_id, error=repr(error))


def wake_due(limit: int = 500) -> int:
    """Ring for each lane whose time has come and whose lease is free; how many there were."""
    free = Q(leased_until=None) | Q(leased_until__lt=Now())
    due = Lane.everywhere.filter(free, wakes_at__lte=Now()).order_by("wakes_at")
    account_ids = list(due.values_list("account_id", flat=True)[:limit])
    for account_id in account_ids:
        ring(account_id)
    return len(account_ids)


def serve(account_id: int) -> None:
    """Send what may go now, for at most a slice of time; nothing happens if another worker does."""
    until = time.monotonic() + SLICE
    while lease := Lease.take(account_id):
        try:
            wakes_at = _work(lease, until)
        except LeaseLost as lost:
            log.warning("lease lost", lane=str(lost))
            return
        except BaseException:
            lease.release(timezone.now() + RETRY_AFTER_TROUBLE)
            raise
        woken = lease.release(wakes_at)
        if not woken or stopping.is_set() or time.monotonic() >= until:
            _set_bell(account_id, wakes_at)
            return


def _open(account_id: int) -> None:
    """Make the account's lane, due at once; a colleague may be doing the same."""
    workspace_id = Account.everywhere.values_list("workspace_id", flat=True).get(pk=account_id)
    lane = Lane(workspace_id=workspace_id, account_id=account_id, wakes_at=timezone.now())
    Lane.everywhere.bulk_create([lane], ignore_conflicts=True)


def _work(lease: Lease, until: float) -> datetime | None:
    """Serve the lane; the moment it should be looked at again, None when nothing waits."""
    sender.settle_abandoned(lease)
    for outbound in queue.overdue(lease.account_id, timezone.now())[:OVERDUE_AT_ONCE]:
        sender.expire_if_overdue(lease, outbound, timezone.now())
    while True:
        now = timezone.now()
        lane = Lane.everywhere.select_related("account__workspace").get(account=lease.account_id)
        if stopping.is_set() or time.monotonic() >= until:
            return now
        rests_until = _send_one(lease, lane, now)
        if rests_until is not None:
            return _sleep_until(lane.account, rests_until, now)


def _send_one(lease: Lease, lane: Lane, now: datetime) -> datetime | None:
    """Send the next message; a time says that nothing more can be done before it."""
    account = lane.account
    if account.status == Account.Status.DISCONNECTED:
        outcomes.explain_waiting(account.pk, Reason.PERMISSION_MISSING, account.status_detail)
        return NEVER
    if lane.held_until is not None and now < lane.held_until:
        return lane.held_until
    outbound = queue.next_in_line(account, now)
    if outbound is None:
        return queue.next_due(account, now) or NEVER
    permit = pacing.permit(account, outbound, now)
    if isinstance(permit, pacing.NotBefore):
        return permit.when
    sender.send(lease, outbound)
    return None


def _sleep_until(account: Account, rests_until: datetime, now: datetime) -> datetime | None:
    """At the latest when the first window of what waits closes, so that it is told in time."""
    deadline = queue.first_deadline(account)
    if deadline is None and not queue.anything_waits(account):
        return None
    return min(rests_until, deadline or rests_until, now + LOOK_AGAIN)


def _set_bell(account_id: int, wakes_at: datetime | None) -> None:
    wait = wakes_at - timezone.now() if wakes_at else LOOK_AGAIN
    if wait < SOON:
        ring(account_id, max(wait, timedelta(0)))
