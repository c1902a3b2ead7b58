"""How much of its limits an account has used, for people to see (L-10)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Self

import redis

from inbox.accounts.models import Account
from inbox.delivery.models import Lane
from inbox.delivery.pacing import keys
from inbox.delivery.pacing.permits import CALL_LASTS
from inbox.delivery.pacing.rebuild import rebuild


@dataclass(frozen=True, slots=True)
class Standing:
    """What counts against the limits now. Times are ends of calls, the earliest first.

    ``hour``: automated messages of the last hour. ``replies``: private replies of the last hour,
    live ones apart. ``people``: contacts of the last day, each by the last time. ``calls``: calls
    of the last hour that were no messages. ``usage``: percent of the platform's own limit, None
    when it was not told lately.
    """

    hour: tuple[datetime, ...] = ()
    replies: tuple[datetime, ...] = ()
    people: tuple[datetime, ...] = ()
    calls: int = 0
    usage: float | None = None

    @classmethod
    def of(cls, account: Account, now: datetime) -> Self | None:
        """None while Redis does not answer; nothing goes then."""
        try:
            return cls._read(account, now)
        except redis.RedisError:
            return None

    @classmethod
    def _read(cls, account: Account, now: datetime) -> Self:
        known = Lane.everywhere.filter(account=account).values_list("permits", flat=True).first()
        client = keys.client()
        if int(client.get(keys.key(account.pk, "count")) or 0) < (known or 0):
            rebuild(account, known or 0, lasts=CALL_LASTS, now=now)
        hour_ago, day_ago = keys.ms(now - keys.HOUR), keys.ms(now - keys.DAY)
        with client.pipeline(transaction=False) as pipe:
            for name, since in (("hour", hour_ago), ("replies", hour_ago), ("people", day_ago)):
                pipe.zrangebyscore(keys.key(account.pk, name), since, "+inf", withscores=True)
            pipe.zcount(keys.key(account.pk, "calls"), hour_ago, "+inf")
            pipe.get(keys.key(account.pk, "usage"))
            hour, replies, people, calls, usage = pipe.execute()
        return cls(
            hour=_times(hour, now),
            replies=_times(replies, now),
            people=_times(people, now),
            calls=calls,
            usage=float(usage) if usage else None,
        )


def _times(log: list[tuple[bytes, float]], now: datetime) -> tuple[datetime, ...]:
    """A call under way counts as if it ended now."""
    return tuple(min(keys.moment(at), now) for _, at in log)
