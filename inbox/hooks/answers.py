"""What a system answered to a rule's call, and who wants to know."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Answer:
    """How a rule's call ended. ``key`` is what ``ask`` was given.

    ``ok``: the last try was answered with a status of 200 to 299. Without an answer it is 0.
    ``body`` is the JSON object that came with a good answer, None when it was something else;
    ``detail`` says in words what was wrong.
    """

    key: str
    ok: bool
    status: int
    body: dict[str, Any] | None
    detail: str
    workspace_id: int


Listener = Callable[[Answer], None]
_listeners: list[Listener] = []


def on_answer(listener: Listener) -> None:
    """Call ``listener`` with each Answer, in a transaction of a background task.

    When it raises, the transaction is undone and it is told again later; the call itself is not
    repeated for that.
    """
    _listeners.append(listener)


def tell(answer: Answer) -> None:
    """Tell every listener. Raises what they raise."""
    for listener in _listeners:
        listener(answer)
