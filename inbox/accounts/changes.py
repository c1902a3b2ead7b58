"""Who wants to know that what an account may send changed. Nobody here imports them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from django.db import transaction


@dataclass(frozen=True, slots=True)
class WindowsChanged:
    """The windows of an account's threads are other ones now.

    ``ads_only``: only of threads whose contact came from an ad (W-2).
    """

    workspace_id: int
    account_id: int
    ads_only: bool = False


Listener = Callable[[WindowsChanged], None]
_listeners: list[Listener] = []


def listen(listener: Listener) -> None:
    """Call ``listener`` after each commit that changed an account's windows."""
    _listeners.append(listener)


def announce(change: WindowsChanged) -> None:
    """Tell every listener about ``change`` once the transaction has committed."""
    for listener in _listeners:
        transaction.on_commit(partial(listener, change), robust=True)
