"""An account's forecast: what waits, played through against its limits as they stand now."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Self

from inbox.accounts.models import Account
from inbox.delivery import pacing
from inbox.delivery.forecast.lines import MOST, logs_of, waiting_of
from inbox.delivery.forecast.simulation import NEEDS, Log, Slot, Waiting, play
from inbox.delivery.models import Lane, Outbound
from inbox.delivery.pacing import keys

AUTOMATED_MESSAGE = NEEDS[True, "message"]


@dataclass(frozen=True, slots=True)
class Expected:
    """``at``: about when it goes; None when that can't be told, as while its account is stopped or
    disconnected. ``misses``: its window closes before its turn comes, at this pace."""

    at: datetime | None = None
    misses: bool = False


@dataclass(frozen=True, slots=True)
class Forecast:
    """``is_known`` is False while nothing can be told: disconnected, or without Redis.

    ``standing`` is None without Redis. ``next_slot`` is when an automated message may go next.
    ``slots`` are of the first ``MOST`` of each line; what is not among them goes after ``until``.
    """

    limits: pacing.Limits
    standing: pacing.Standing | None
    is_known: bool = False
    next_slot: datetime | None = None
    waiting: Mapping[int, Waiting] = field(default_factory=dict)
    slots: Mapping[int, Slot] = field(default_factory=dict)

    @classmethod
    def of(cls, account: Account, lane: Lane | None, now: datetime) -> Self:
        """A handful of queries, however much waits. Reads the account's workspace."""
        limits, standing = pacing.Limits.of(account, now), pacing.Standing.of(account, now)
        if standing is None or account.status == Account.Status.DISCONNECTED:
            return cls(limits, standing)
        held = lane.held_until if lane else None
        start = keys.ms(max(now, held) if held else now)
        logs = logs_of(account, standing, now)
        next_slot = _opens(logs, start)
        waiting = {one.id: one for one in waiting_of(account)}
        slots = play(waiting.values(), logs, start)
        return cls(limits, standing, True, keys.moment(next_slot), waiting, slots)

    @property
    def until(self) -> datetime | None:
        """When the last one that was looked at goes; None when nothing does."""
        going = [slot.at for slot in self.slots.values() if not slot.misses]
        return keys.moment(max(going)) if going else None

    @property
    def is_whole(self) -> bool:
        """Whether all that waits was looked at."""
        return len(self.slots) < MOST

    def expected(self, outbound_id: int) -> Expected:
        slot = self.slots.get(outbound_id)
        return Expected(keys.moment(slot.at), slot.misses) if slot else Expected()

    def missing(self) -> list[int]:
        """The ids of what will miss its window, what would be latest first."""
        late = [
            (self.waiting[pk].deadline - slot.at, pk)
            for pk, slot in self.slots.items()
            if slot.misses
        ]
        return [pk for _, pk in sorted(late)]


def expected(outbounds: Collection[Outbound], now: datetime) -> dict[int, Expected]:
    """By the id of each that is queued; a few queries per account, however much waits there."""
    by_account: dict[int, list[Outbound]] = defaultdict(list)
    for outbound in outbounds:
        if outbound.state == Outbound.State.QUEUED:
            by_account[outbound.account_id].append(outbound)
    accounts = Account.everywhere.select_related("workspace", "lane").in_bulk(by_account)
    told: dict[int, Expected] = {}
    for account_id, asked in by_account.items():
        account = accounts[account_id]
        forecast = Forecast.of(account, getattr(account, "lane", None), now)
        told |= {one.pk: forecast.expected(one.pk) for one in asked}
    return told


def _opens(logs: Mapping[str, Log], start: int) -> int:
    at = start
    while (opens := max(logs[need].opens(at) for need in AUTOMATED_MESSAGE)) > at:
        at = opens
    return at
