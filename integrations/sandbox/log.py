"""Everything that went over the wire, for whoever compares it with what the product believes."""

import json
import time
from dataclasses import dataclass, fields
from typing import Any

from .clock import Clock
from .hub import Hub
from .store import Store

LONGEST = 20_000  # characters of a request or answer that are kept
SECRETS = ("access_token", "client_secret", "code")


@dataclass(frozen=True, slots=True)
class Entry:
    """One exchange. ``status`` is what was answered; None when no answer came or it was lost."""

    kind: str
    ig_id: str
    method: str
    path: str
    request: str
    status: int | None
    response: str
    fault: str = ""


COLUMNS = tuple(field.name for field in fields(Entry))


class Log:
    def __init__(self, store: Store, clock: Clock, hub: Hub) -> None:
        self._store, self._clock, self._hub = store, clock, hub

    def write(self, entry: Entry, started: float, arrived_at: int | None = None) -> None:
        """Keep an exchange that began at ``started`` on the performance counter.

        ``arrived_at``: when the call came in, in ms; for what is sent from here, when it was over.
        """
        took = round((time.perf_counter() - started) * 1_000, 2)
        columns = {name: getattr(entry, name) for name in COLUMNS}
        columns["request"], columns["response"] = entry.request[:LONGEST], entry.response[:LONGEST]
        at = self._clock.now() if arrived_at is None else arrived_at
        self._store.insert("log", at=at, milliseconds=took, **columns)
        self._hub.say("log", account=entry.ig_id, what=entry.kind, status=entry.status)


def without_secrets(params: dict[str, Any]) -> str:
    """A request's parameters as they may be kept."""
    kept = {name: "(not kept)" if name in SECRETS else value for name, value in params.items()}
    return json.dumps(kept, default=lambda value: f"({type(value).__name__})")
