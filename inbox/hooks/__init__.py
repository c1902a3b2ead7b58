"""Outgoing webhooks: other systems are told what happens here, signed, and again until they heard.

``emit`` tells every endpoint that listens; ``ask`` is a rule's own call, whose answer is told to
whoever called ``on_answer``. Both only write rows, in the caller's transaction; the calls are made
afterwards, each at least once and with the same Idempotency-Key.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from inbox.hooks.answers import Answer, on_answer
from inbox.hooks.events import Event

__all__ = ["Answer", "Event", "ask", "emit", "is_heard", "on_answer"]

# Models can't be imported while Django still looks for apps, so these two reach for them when used.


def emit(workspace_id: int, event: Event, key: str, data: Mapping[str, Any]) -> None:
    """Tell every endpoint of the workspace that listens to ``event``, in the caller's transaction.

    The same ``key`` for the same event is told once. With nobody listening it costs no more than
    ``is_heard``. ``data`` is JSON; dates and UUIDs may be in it.
    """
    from inbox.hooks import outgoing

    outgoing.emit(workspace_id, event, key, data)


def is_heard(workspace_id: int, event: Event) -> bool:
    """Whether anybody listens, as of at most a second ago: before collecting what to tell."""
    from inbox.hooks import listening

    return bool(listening.endpoints_for(workspace_id, event))


def ask(
    workspace_id: int,
    url: str,
    key: str,
    data: Mapping[str, Any],
    timeout: timedelta = timedelta(seconds=10),
) -> None:
    """Call ``url`` for a rule, in the caller's transaction; the same ``key`` is one call.

    It is tried three times within a minute, ``timeout`` each (30 s at most); then every listener of
    ``on_answer`` hears how it ended. An address that may not be called is such an end too.
    ``key`` is printable ASCII, up to 200 characters.
    """
    from inbox.hooks import outgoing

    outgoing.ask(workspace_id, url, key, data, timeout)
