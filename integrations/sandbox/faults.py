"""Faults on purpose: what to do wrong, for whom, and how many times.

A fault belongs to one account or to all, and lasts for its next N uses or until it is cleared.
With a ``chance`` it strikes now and then, from a ``seed``, so that a run can be repeated.
"""

import json
import random
from dataclasses import dataclass
from typing import Any

from .store import Store

# kind -> what it does. ``on`` (an endpoint's name, or "any") narrows those that meet a Graph call.
KINDS = {
    "error": "refuse with a known row: code, subcode; also status, message, on; minutes: for how"
    " long the usage header says that it takes no calls",
    "http": "answer with a bare status and an HTML page: status (503), on",
    "slow": "answer late: ms (3000) and up to jitter (0) more, on",
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
    """Those switched on are kept in memory too: each call asks for some ten kinds."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._known: list[Fault] | None = None
        self._dice: dict[int, random.Random] = {}

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
        if not 0 <= float(options.get("chance", 1)) <= 1:
            raise ValueError("chance must be between 0 and 1")
        number = self._store.insert(
            "faults", ig_id=ig_id, kind=kind, options=options, remaining=remaining
        )
        self.forget()
        self._dice.pop(number, None)  # an old fault's that had the same number
        return Fault(number, ig_id, kind, options, remaining)

    def all(self) -> list[Fault]:
        if self._known is None:
            self._known = [
                Fault(r["id"], r["ig_id"], r["kind"], json.loads(r["options"]), r["remaining"])
                for r in self._store.all("SELECT * FROM faults ORDER BY id")
            ]
        return self._known

    def take(self, ig_id: str, kind: str, endpoint: str = "any") -> Fault | None:
        """The first fault of this kind that applies here, with one use of it spent."""
        for fault in self.all():
            if fault.kind != kind or fault.ig_id not in (None, ig_id):
                continue
            if fault.options.get("on", "any") in ("any", endpoint) and self._strikes(fault):
                self._spend(fault)
                return fault
        return None

    def between(self, fault: Fault, least: float, most: float) -> float:
        """A number by chance, the same in each run."""
        return self._die(fault).uniform(least, most)

    def forget(self) -> None:
        """The store has changed: read it again."""
        self._known = None

    def clear(self, *, number: int | None = None, ig_id: str | None = None) -> None:
        """One fault, those of one account, or all."""
        if number is not None:
            self._store.run("DELETE FROM faults WHERE id = ?", number)
        elif ig_id is not None:
            self._store.run("DELETE FROM faults WHERE ig_id = ?", ig_id)
        else:
            self._store.run("DELETE FROM faults")
        self.forget()

    def _strikes(self, fault: Fault) -> bool:
        chance = float(fault.options.get("chance", 1))
        return chance >= 1 or self._die(fault).random() < chance

    def _die(self, fault: Fault) -> random.Random:
        if fault.id not in self._dice:
            seed = f"{fault.kind} {fault.options.get('seed', 1)}"
            self._dice[fault.id] = random.Random(seed)  # noqa: S311 - it must be repeatable
        return self._dice[fault.id]

    def _spend(self, fault: Fault) -> None:
        if fault.remaining is None:
            return
        self.forget()
        if fault.remaining <= 1:
            self._store.run("DELETE FROM faults WHERE id = ?", fault.id)
        else:
            self._store.run("UPDATE faults SET remaining = remaining - 1 WHERE id = ?", fault.id)
