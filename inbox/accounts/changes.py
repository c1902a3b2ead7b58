"""Who wants to know that what an account may send changed. Nobody here imports them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Generic, TypeVar

from django.db import transaction

C = TypeVar("C")


@dataclass(frozen=True, slots=True)
class WindowsChanged:
    """The windows of an account's threads are other ones now.

    ``ads_only``: only of threads whose contact came from an ad (W-2).
    """

    workspace_id: int
    account_id: int
    ads_only: bool = False


@dataclass(frozen=True, slots=True)
class AutomationsSwitched:
    """Automations were stopped or resumed (K-11): the account's, or everybody's when it is None."""

    workspace_id: int
    account_id: int | None
    is_on: bool


@dataclass(frozen=True, slots=True)
class LimitsChanged:
    """An account's limits are other ones now (L-11)."""

    workspace_id: int
    account_id: int


@dataclass(frozen=True, slots=True)
class WentOffDuty:
    """A member is busy or away now: routing gives them nothing (H-4)."""

    member_id: int


class Topic(Generic[C]):
    """One kind of change, and who listens to it."""

    def __init__(self) -> None:
        self._listeners: list[Callable[[C], None]] = []

    def listen(self, listener: Callable[[C], None]) -> None:
        """Call ``listener`` after each commit that made such a change."""
        self._listeners.append(listener)

    def announce(self, change: C) -> None:
        """Tell every listener about ``change`` once the transaction has committed."""
        for listener in self._listeners:
            transaction.on_commit(partial(listener, change), robust=True)


windows = Topic[WindowsChanged]()
switches = Topic[AutomationsSwitched]()
limits = Topic[LimitsChanged]()
off_duty = Topic[WentOffDuty]()
