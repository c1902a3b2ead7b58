"""An item on its way into a thread, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from inbox.accounts.models import Account
from integrations.meta.models import Event
from integrations.meta.wire.values import Item


@dataclass(frozen=True, slots=True)
class Arrival:
    """An item, and the delivery that brought it."""

    item: Item
    received_at: datetime
    delivery_id: int | None


@dataclass(slots=True)
class Record:
    """The row of the trace that an arrival leaves (K-10)."""

    arrival: Arrival
    outcome: Event.Outcome
    error: str = ""
    account: Account | None = None
    thread_id: int | None = None
    message_id: int | None = None
