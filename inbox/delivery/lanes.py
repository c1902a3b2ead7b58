"""The sending line of each account: served by one worker at a time, and put to sleep.

A sleeping lane is a due time in the database, not a sleeping worker; bells wake it.
"""

from __future__ import annotations

import threading
import time
from datetime import datetime, timedelta

import structlog
from django.utils import timezone

from inbox.accounts.models import Account
from inbox.delivery import pacing, queue, sender
from inbox.delivery.bells import ring
from inbox.delivery.flights import Flights
from inbox.delivery.lease import Lease, LeaseLost
from inbox.delivery.models import Lane
from inbox.delivery.queue import LOOK_AGAIN, NEVER

log = structlog.get_logger(__name__)
SLICE = 2.0  # seconds a worker gives one lane before it lets others have their turn
SOON = timedelta(seconds=2)  # within this the bell is set by itself, not left to the tick
RETRY_AFTER_TROUBLE = timedelta(seconds=5)
BATCH = 16  # messages begun in one transaction
GLANCE = timedelta(milliseconds=250)  # how often a lane with calls in the air looks for more

stopping = threading.Event()  # set when the worker is asked to stop: finish the call in hand


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


def _work(lease: Lease, until: float) -> datetime | None:
    """Serve the lane; the moment it should be looked at again, None when nothing waits.

    No call is left in the air: also when something breaks, each is waited for and written down.
    """
    flights = Flights()
    before = queue.outlook(lease.account_id)
    if before.calls_left_behind:
        sender.settle_abandoned(lease)
    if before.has_due(timezone.now()):
        queue.promote(lease.account_id, timezone.now())
    try:
        while True:
            rests_until = _launch(lease, flights, until)
            if rests_until is None:
                continue
            if flights:
                _land(flights, min(rests_until - timezone.now(), GLANCE))
                lease.keep()
                continue
            left, now = queue.outlook(lease.account_id), timezone.now()
            if stopping.is_set() or time.monotonic() >= until or not _tidy(lease, left, now):
                return left.look_again_at(rests_until, now)
    finally:
        while flights:
            _land(flights, GLANCE)


def _tidy(lease: Lease, left: queue.Outlook, now: datetime) -> bool:
    """Put forward what has become due, give up what is too late; whether there was any."""
    if left.has_due(now):
        queue.promote(lease.account_id, now)
    if left.has_overdue(now):
        sender.expire_overdue(lease, now)
    return left.has_due(now) or left.has_overdue(now)


def _launch(lease: Lease, flights: Flights, until: float) -> datetime | None:
    """Begin what may go now; a time says that nothing more can be begun before it."""
    now = timezone.now()
    if flights.room <= 0:
        return now + GLANCE
    lane = Lane.everywhere.select_related("account__workspace").get(account=lease.account_id)
    account = lane.account
    # A call that hangs must not keep the others waiting: then the slice goes on.
    is_over = time.monotonic() >= until and not flights.hang
    if stopping.is_set() or is_over:
        return now if not flights else now + GLANCE
    if account.status == Account.Status.DISCONNECTED:
        return NEVER
    if lane.held_until is not None and now < lane.held_until:
        return lane.held_until
    return _launch_ready(lease, lane, flights, min(flights.room, BATCH), now)


def _launch_ready(
    lease: Lease, lane: Lane, flights: Flights, room: int, now: datetime
) -> datetime | None:
    """Look at the head of the lines, then behind those whose limits are met, until one may go."""
    account, reopens = lane.account, dict[str, datetime]()
    while chosen := _choose(account, reopens, room, now):
        wanted = {_name(waiting): waiting for waiting in chosen}
        permits = pacing.take(
            account, [_wanted(one) for one in chosen], expected=lane.permits, now=now
        )
        if permits.granted:
            granted = [wanted[name] for name in wanted if name in permits.granted]
            calls = sender.begin(lease, account, granted, permits.count or 0)
            pacing.give_back(account.pk, permits.granted - {call.name for call in calls})
            flights.launch(calls)
            return None
        if not set(permits.shut) - set(reopens):
            break
        reopens |= permits.shut
    return min(reopens.values(), default=NEVER)


def _choose(
    account: Account, reopens: dict[str, datetime], room: int, now: datetime
) -> list[queue.Waiting]:
    chosen = queue.ready(account, limit=room, shut=reopens)
    if chosen or "people" not in reopens:
        return chosen
    # Who has been written to today counts already.
    known = pacing.people_of_the_day(account.pk, now)
    return queue.ready(account, limit=room, shut=reopens, contacts=known)


def _name(waiting: queue.Waiting) -> str:
    return pacing.name_of(waiting.pk, waiting.calls_made + 1)


def _wanted(waiting: queue.Waiting) -> pacing.Wanted:
    return pacing.Wanted(
        name=_name(waiting),
        is_automated=pacing.is_automated(waiting.author),
        surface="live_reply" if waiting.on_live else waiting.kind,
        contact=str(waiting.contact_id),
    )


def _land(flights: Flights, wait: timedelta) -> None:
    landings = flights.landed(wait)
    if landings:
        account_id = landings[0].call.account.pk
        pacing.landed(account_id, [landing.call.name for landing in landings])
        sender.land(landings)


def _set_bell(account_id: int, wakes_at: datetime | None) -> None:
    wait = wakes_at - timezone.now() if wakes_at else LOOK_AGAIN
    if wait < SOON:
        ring(account_id, max(wait, timedelta(0)))
