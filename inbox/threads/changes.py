"""Who wants to know that a thread changed. ``live`` registers itself; nobody here imports it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from django.db import transaction


@dataclass(frozen=True, slots=True)
class Change:
    """A thread changed, and with it these items of its timeline.

    ``items`` are DOM names as the timeline uses them: ``message-12``, ``note-3``, ``event-7``.
    An empty list means that only the thread itself (its row, its header) changed; ``whole`` that
    anything may have, so that pages which show it ask for all of it again.
    """

    workspace_id: int
    thread_id: int
    items: tuple[str, ...] = ()
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """What a member was told, and no one else, is not what it was."""

    member_id: int


Listener = Callable[[Sequence[Change | Told]], None]
_listeners: list[Listener] = []


def listen(listener: Listener) -> None:
    """Call ``listener`` after each commit that changed threads. It must not raise."""
    _listeners.append(listener)


def announce(changes: Sequence[Change | Told]) -> None:
    """Tell every listener about ``changes`` once the transaction has committed."""
    for listener in _listeners:
        transaction.on_commit(partial(listener, tuple(changes)), robust=True)
