"""How much of the limits is used, counted for many accounts in one go: for monitors (L-10)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from inbox.delivery.pacing import keys


@dataclass(frozen=True, slots=True)
class Tally:
    """What counts now, by the names of ``Standing``; what Redis has lost it does not count."""

    hour: int
    replies: int
    people: int
    calls: int
    usage: float | None


def tallies(account_ids: Sequence[int], now: datetime) -> dict[int, Tally]:
    """One round trip for all of them. Raises RedisError."""
    hour_ago, day_ago = keys.ms(now - keys.HOUR), keys.ms(now - keys.DAY)
    spans = {"hour": hour_ago, "replies": hour_ago, "people": day_ago, "calls": hour_ago}
    with keys.client().pipeline(transaction=False) as pipe:
        for account_id in account_ids:
            for name, since in spans.items():
                pipe.zcount(keys.key(account_id, name), since, "+inf")
            pipe.get(keys.key(account_id, "usage"))
        answers = iter(pipe.execute())
    return {
        account_id: Tally(
            next(answers), next(answers), next(answers), next(answers), _number(next(answers))
        )
        for account_id in account_ids
    }


def _number(text: bytes | None) -> float | None:
    return float(text) if text else None
