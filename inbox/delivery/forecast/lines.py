"""What waits in an account's lane and what holds it, read with a bounded number of queries."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from math import inf
from typing import Any

from django.db import connection

from inbox.accounts.limits import WARM_UP
from inbox.accounts.models import Account
from inbox.delivery import pacing, queue
from inbox.delivery.forecast.simulation import DAY, HOUR, SECOND, Log, Waiting
from inbox.delivery.pacing import keys

MOST = 5_000  # of each line: more than 200 an hour let go in a day, the longest DM window
_COLUMNS = """
o.priority, floor(extract(epoch FROM o.window_ends_at)::float8 * 1000)::bigint, o.id, o.thread_id,
COALESCE(floor(extract(epoch FROM o.due_at)::float8 * 1000)::bigint, 0) AS due,
o.author, o.kind, o.on_live
"""
_LINES = "unnest(%(authors)s::text[], %(kinds)s::text[], %(lives)s::boolean[])"
_AT_ONCE = f"""
SELECT head.* FROM {_LINES} AS line (author, kind, on_live)
CROSS JOIN LATERAL (
    SELECT {_COLUMNS} FROM delivery_outbound o
    WHERE o.account_id = %(account)s AND o.state = 'queued' AND o.due_at IS NULL
      AND o.author = line.author AND o.kind = line.kind AND o.on_live = line.on_live
    ORDER BY o.priority, o.window_ends_at, o.id LIMIT %(most)s
) head
"""  # noqa: S608  # put together from constants
_LATER = f"""
SELECT {_COLUMNS} FROM delivery_outbound o
WHERE o.account_id = %(account)s AND o.state = 'queued' AND o.due_at IS NOT NULL
  AND (o.author, o.kind, o.on_live) IN (SELECT * FROM {_LINES})
ORDER BY o.due_at LIMIT %(most)s
"""  # noqa: S608


def waiting_of(account: Account) -> Iterator[Waiting]:
    """All that may go once limits allow; stopped automations hold theirs (K-11)."""
    lines = queue.open_lines(account, {"switch"})
    authors, kinds, lives = (list(column) for column in zip(*lines, strict=True))
    asked: dict[str, Any] = {
        "account": account.pk, "most": MOST, "authors": authors, "kinds": kinds, "lives": lives,
    }  # fmt: skip
    with connection.cursor() as cursor:
        for query in (_AT_ONCE, _LATER):
            cursor.execute(query, asked)
            for priority, ends, pk, thread, due, author, kind, on_live in cursor.fetchall():
                automated, surface = pacing.is_automated(author), "live_reply" if on_live else kind
                deadline = inf if ends is None else ends
                yield Waiting(priority, deadline, pk, thread, due, automated, surface)


def logs_of(account: Account, standing: pacing.Standing, now: datetime) -> dict[str, Log]:
    """The account's limits with what counts against them, as they will change with its warm-up."""
    steps = [(keys.ms(at), pacing.Limits.of(account, at)) for at in _turns(account, now)]
    limits = steps[0][1]
    gap, at_once = _burst(limits.per_second, standing.usage or 0)

    def log(span: int, name: str, calls: tuple[datetime, ...] = ()) -> Log:
        return Log(
            span,
            [(at, getattr(each, name)) for at, each in steps],
            [keys.ms(call) for call in calls],
        )

    return {
        "second": log(SECOND, "per_second"),
        "burst": Log(gap, [(0, at_once)], past=0),
        "hour": log(HOUR, "per_hour", standing.hour),
        "replies": log(HOUR, "replies_per_hour", standing.replies),
        "live": log(SECOND, "live_per_second"),
        "people": log(DAY, "people_per_day", standing.people),
    }


def _turns(account: Account, now: datetime) -> list[datetime]:
    """Now, and each coming moment at which the warm-up's share changes (L-4)."""
    day = pacing.Limits.of(account, now).warm_up_day
    if day is None:
        return [now]
    ahead = range(day, WARM_UP.days + 1)
    return [now, *(account.connected_at + timedelta(days=days) for days in ahead)]


def _burst(per_second: int, usage: float) -> tuple[int, int]:
    """How far automated calls stand apart, in ms, and how many go together (L-5)."""
    gap = max(250, SECOND // per_second) if per_second else 0
    at_once = max(1, per_second * gap // SECOND) if per_second else 0
    if usage >= 60:
        return max(gap, int(SECOND * 2 ** ((min(usage, 100) - 60) / 10))), 1
    return gap, at_once
