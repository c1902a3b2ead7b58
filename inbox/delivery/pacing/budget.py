"""The budget of calls that are no messages: profiles, history, posts, moderation (L-5).

Each call is counted in the database by the minute, so that a Redis that lost its log is told.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import uuid4

import redis
from django.db import connection
from django.db.models import Sum
from django.utils import timezone

from inbox.accounts.models import Account
from inbox.delivery.models import CallMinute
from inbox.delivery.pacing import keys
from inbox.delivery.pacing.limits import Limits
from inbox.delivery.pacing.rebuild import CLOCKS_APART

# What only fills in a name or a picture leaves the rest of the hour to people's own acts.
LOOKUPS = 0.8
USAGE_STOPS = 80  # percent of the platform's own limit, from which on look-ups wait
_KEPT = timedelta(hours=2)
_WAIT = timedelta(seconds=30)
_TRIES = 3
_COUNT = """
INSERT INTO delivery_callminute (workspace_id, account_id, minute, calls)
VALUES (%s, %s, date_trunc('minute', %s::timestamptz), 1)
ON CONFLICT (account_id, minute) DO UPDATE SET calls = delivery_callminute.calls + 1
"""


class BudgetSpent(Exception):
    """No call before ``until``; nothing was asked."""

    def __init__(self, until: datetime) -> None:
        super().__init__(f"The hour's calls are spent until {until:%H:%M:%S}.")
        self.until = until


def take(account: Account, *, urgent: bool = False) -> None:
    """Take one call out of the hour's, or raise BudgetSpent.

    ``urgent``: somebody waits for it, so it may also use what look-ups leave. Nobody calls without
    Redis.
    """
    now = timezone.now()
    limit = Limits.of(account, now).calls_per_hour
    allowed = limit if urgent or not limit else max(1, int(limit * LOOKUPS))
    try:
        for _ in range(_TRIES):
            if waits_until := _ask(account, allowed, urgent, now):
                raise BudgetSpent(waits_until)
            with connection.cursor() as cursor:
                cursor.execute(_COUNT, [account.workspace_id, account.pk, now])
            if _is_in_the_log(account, now):
                return
    except redis.RedisError as error:
        raise BudgetSpent(now + _WAIT) from error
    raise BudgetSpent(now + _WAIT)


def _ask(account: Account, allowed: int, urgent: bool, now: datetime) -> datetime | None:
    known = _counted(account, now - keys.HOUR + timedelta(minutes=1))
    for _ in range(2):
        at, reopens = keys.script("budget")(
            keys=[keys.key(account.pk, "calls"), keys.key(account.pk, "usage")],
            args=[
                keys.redis_clock(),
                uuid4().hex,
                allowed,
                known,
                0 if urgent else USAGE_STOPS,
            ],
        )
        if reopens == 0:
            return None
        if reopens > 0:
            wait: timedelta = (reopens - at) * keys.MILLISECOND
            return now + wait
        _rebuild(account, now)
    return now + _WAIT


def _is_in_the_log(account: Account, now: datetime) -> bool:
    """Whether Redis still knows of every call that the database does, this one included.

    It may have lost its log between the two; others then took the room that seemed free.
    """
    # Counted first: what the database knows of was in the log before.
    known = _counted(account, now - keys.HOUR + timedelta(minutes=1))
    return bool(keys.client().zcard(keys.key(account.pk, "calls")) >= known)


def _counted(account: Account, since: datetime) -> int:
    minutes = CallMinute.everywhere.filter(account=account, minute__gte=since)
    return minutes.aggregate(total=Sum("calls"))["total"] or 0


def _rebuild(account: Account, now: datetime) -> None:
    """Each minute's calls, as if all had been made at its end."""
    since = now - keys.HOUR - timedelta(minutes=1)
    log = {
        f"{minute:%H%M}-{number}": keys.ms(minute + timedelta(minutes=1) + CLOCKS_APART)
        for minute, calls in CallMinute.everywhere.filter(
            account=account, minute__gte=since
        ).values_list("minute", "calls")
        for number in range(calls)
    }
    with keys.client().pipeline(transaction=True) as pipe:
        pipe.delete(keys.key(account.pk, "calls"))
        if log:
            pipe.zadd(keys.key(account.pk, "calls"), dict(log))
        pipe.pexpire(keys.key(account.pk, "calls"), _KEPT)
        pipe.execute()
