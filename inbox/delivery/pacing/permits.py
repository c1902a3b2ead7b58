"""Permits to call: all limits of an account taken together, or not at all (L-1 to L-4, L-9)."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import redis
import structlog

from inbox.accounts.models import Account
from inbox.delivery.pacing import keys
from inbox.delivery.pacing.limits import Limits
from inbox.delivery.pacing.rebuild import rebuild

log = structlog.get_logger(__name__)
CALL_LASTS = timedelta(seconds=30)  # after which a call is over, whatever happened to it
WITHOUT_REDIS = timedelta(seconds=1)  # how long to wait before asking again


@dataclass(frozen=True, slots=True)
class Wanted:
    """A call that waits. ``name`` is its own for ever; ``contact`` is whom it goes to.

    ``surface``: message, private_reply, live_reply or public_reply.
    """

    name: str
    is_automated: bool
    surface: str
    contact: str


@dataclass(frozen=True, slots=True)
class Permits:
    """What pacing said: the calls that may be made now, and the limits that others met.

    ``shut`` tells when each such limit has room again. ``count`` is how many permits the account
    ever got; None when Redis did not answer, and then nothing goes.
    """

    granted: frozenset[str] = frozenset()
    shut: Mapping[str, datetime] = field(default_factory=dict)
    count: int | None = None


def take(account: Account, wanted: Sequence[Wanted], *, expected: int, now: datetime) -> Permits:
    """Take permits for ``wanted``, in this order, as far as the limits go.

    ``expected`` is the count that the database knows of: when Redis knows of fewer it has lost
    some, and they are rebuilt from the attempts first.
    """
    try:
        answer = _ask(account, wanted, expected, now)
        if not answer:
            log.warning("permits lost, rebuilding", account=account.pk)
            rebuild(account, expected, lasts=CALL_LASTS, now=now)
            answer = _ask(account, wanted, expected, now)
    except redis.RedisError as error:
        log.warning("no pacing without Redis", account=account.pk, error=repr(error))
        return Permits(shut={"redis": now + WITHOUT_REDIS})
    if not answer:
        return Permits(shut={"redis": now + WITHOUT_REDIS})
    at, count, granted, shut = answer
    # The answer's clock is Redis's; what is left to wait holds on every clock.
    reopens = {
        name.decode(): now + (float(until) - at) * keys.MILLISECOND
        for name, until in zip(shut[::2], shut[1::2], strict=True)
    }
    return Permits(frozenset(name.decode() for name in granted), reopens, count)


def people_of_the_day(account_id: int, now: datetime, limit: int = 10_000) -> list[int]:
    """The contacts that the day's limit counts already, the latest first; none without Redis."""
    since = keys.ms(now - keys.DAY)
    try:
        found: Any = keys.client().zrevrangebyscore(
            keys.key(account_id, "people"), "+inf", since, start=0, num=limit
        )
    except redis.RedisError:
        return []
    return [int(contact) for contact in found]


def landed(account_id: int, names: Collection[str]) -> None:
    """These calls are over. Without Redis they count for longer, which only makes us slower."""
    if names:
        _quietly("landed", account_id, names)


def give_back(account_id: int, names: Collection[str]) -> None:
    """These permits were not used."""
    if not names:
        return
    try:
        with keys.client().pipeline(transaction=False) as pipe:
            for name in keys.LOGS:
                if name != "people":
                    pipe.zrem(keys.key(account_id, name), *names)
            pipe.execute()
    except redis.RedisError as error:
        log.warning("permits not given back", account=account_id, error=repr(error))


def _ask(account: Account, wanted: Sequence[Wanted], expected: int, now: datetime) -> list[Any]:
    limits = Limits.of(account, now)
    asked = {
        "limits": {
            "second": limits.per_second,
            "hour": limits.per_hour,
            "replies": limits.replies_per_hour,
            "live": limits.live_per_second,
            "people": limits.people_per_day,
        },
        "expected": expected,
        "lasts": CALL_LASTS // keys.MILLISECOND,
        "wanted": [[w.name, w.is_automated, w.surface, w.contact] for w in wanted],
    }
    names = (*keys.LOGS, "count", "usage")
    answer: list[Any] = keys.script("take")(
        keys=[keys.key(account.pk, name) for name in names],
        args=[keys.redis_clock(), json.dumps(asked)],
    )
    return answer


def _quietly(script: str, account_id: int, names: Collection[str]) -> None:
    try:
        keys.script(script)(
            keys=[keys.key(account_id, name) for name in ("second", "hour", "replies", "live")],
            args=[keys.redis_clock(), *names],
        )
    except redis.RedisError as error:
        log.warning("call not noted as over", account=account_id, error=repr(error))
