"""Faults on purpose: what to do wrong, for whom, and how many times.

A fault belongs to one account or to all, and lasts for its next N uses or until it is cleared.
"""

import json
from dataclasses import dataclass
from typing import Any

from .store import Store

# kind -> what it does. ``on`` (an endpoint's name, or "any") narrows those that meet a Graph call.
KINDS = {
    "error": "refuse with a known row: code, subcode; also status, message, on",
    "http": "answer with a bare status and an HTML page: status (503), on",
    "slow": "answer late: ms (3000), on",
    "lost_answer": "do the work, then lose the answer: how = error (500, 1/1357046) or drop",
    "error_in_200": "answer 200 with an error body: code (2), subcode, on",
    "duplicate_webhook": "deliver an event again: copies (1 more)",
    "reorder_webhook": "let an event be overtaken by those after it: ms (1500)",
    "delay_echo": "deliver echoes late: ms (3000)",
    "no_echo": "never deliver the echo",
    "echo_first": "deliver the echo before the answer",
    "num_edit_zero": "announce new messages with message_edit num_edit 0; instead = true: only so",
    "media_404": "media links of new events lead nowhere",
}
# Switches with a plain name: (kind, options).
PRESETS: dict[str, tuple[str, dict[str, Any]]] = {
    "token_expired": ("error", {"code": 190, "subcode": 463, "on": "any"}),
    "token_revoked": ("error", {"code": 190, "subcode": 458, "on": "any"}),
    "password_changed": ("error", {"code": 190, "subcode": 460, "on": "any"}),
    "rate_limited": ("error", {"code": 613, "subcode": 2534040, "on": "messages"}),
    "app_rate_limited": ("error", {"code": 4, "on": "any"}),
    "blocked": ("error", {"code": 551, "subcode": 1545041, "on": "messages"}),
    "window_closed": ("error", {"code": 10, "subcode": 2534022, "on": "messages"}),
    "access_off": ("error", {"code": 200, "subcode": 2534041, "on": "messages"}),
    "platform_down": ("http", {"status": 503, "on": "any"}),
    "unavailable": ("error", {"code": 2, "on": "any"}),
    "answer_lost": ("lost_answer", {"how": "drop"}),
    "answer_broken": ("lost_answer", {"how": "error"}),
}


@dataclass(frozen=True, slots=True)
class Fault:
    id: int
    ig_id: str | None
    kind: str
    options: dict[str, Any]
    remaining: int | None

    def shown(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "account": self.ig_id,
            "kind": self.kind,
            "options": self.options,
            "remaining": self.remaining,
        }


class Faults:
    def __init__(self, store: Store) -> None:
        self._store = store

    def add(
        self, kind: str, options: dict[str, Any], ig_id: str | None, remaining: int | None
    ) -> Fault:
        """Switch on a fault, or a preset by its name. ValueError if there is no such thing."""
        name = kind
        if kind in PRESETS:
            kind, usual = PRESETS[kind]
            options = {**usual, **options, "preset": name}
        if kind not in KINDS:
            raise ValueError(f"There is no fault called {name!r}")
        number = self._store.insert(
            "faults", ig_id=ig_id, kind=kind, options=options, remaining=remaining
        )
        return Fault(number, ig_id, kind, options, remaining)

    def all(self) -> list[Fault]:
        rows = self._store.all("SELECT * FROM faults ORDER BY id")
        return [
            Fault(r["id"], r["ig_id"], r["kind"], json.loads(r["options"]), r["remaining"])
            for r in rows
        ]

    def take(self, ig_id: str, kind: str, endpoint: str = "any") -> Fault | None:
        """The first fault of this kind that applies here, with one use of it spent."""
        for fault in self.all():
            wanted = fault.options.get("on", "any")
            here = fault.ig_id in (None, ig_id) and wanted in ("any", endpoint)
            if here and fault.kind == kind:
                self._spend(fault)
                return fault
        return None

    def clear(self, *, number: int | None = None, ig_id: str | None = None) -> None:
        """One fault, those of one account, or all."""
        if number is not None:
            self._store.run("DELETE FROM faults WHERE id = ?", number)
        elif ig_id is not None:
            self._store.run("DELETE FROM faults WHERE ig_id = ?", ig_id)
        else:
            self._store.run("DELETE FROM faults")

    def _spend(self, fault: Fault) -> None:
        if fault.remaining is None:
            return
        if fault.remaining <= 1:
            self._store.run("DELETE FROM faults WHERE id = ?", fault.id)
        else:
            self._store.run("UPDATE faults SET remaining = remaining - 1 WHERE id = ?", fault.id)
