"""Whose a thread is now: those whose work it stops or starts register themselves here.

Listeners run in the transaction that changed it, under the thread's lock, so that what they stop
can't slip out meanwhile. Nobody here imports them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from inbox.accounts.models import Member
from inbox.threads.models import Thread


class Act(StrEnum):
    """What happened to who has the thread."""

    TAKEN = "taken"  # a member took it, or it was given to one
    WROTE = "wrote"  # a person wrote: here, or in the platform's own app (W-14)
    RELEASED = "released"  # given back to the team, not to automation
    RETURNED = "returned"  # given back to automation (K-7)
    RESOLVED = "resolved"


@dataclass(frozen=True, slots=True)
class Owned:
    """``act`` in ``thread``; ``member`` is None for the platform's app, and for the product."""

    thread: Thread
    act: Act
    member: Member | None = None


Listener = Callable[[Owned], None]
_listeners: list[Listener] = []


def listen(listener: Listener) -> None:
    """Call ``listener`` within each transaction that changes whose a thread is."""
    _listeners.append(listener)


def tell(thread: Thread, act: Act, member: Member | None = None) -> None:
    """To be called by whoever changed it; the caller holds the thread's lock."""
    for listener in _listeners:
        listener(Owned(thread, act, member))
