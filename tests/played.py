"""What the sandbox would deliver, brought in at once: its own bodies through the real intake."""

from __future__ import annotations

import json
from typing import Any

from django.utils import timezone

from inbox.threads.models import Message
from tests.integrations.meta import payloads
from tests.sandbox_process import IG_ID, Sandbox


class Played:
    """Plays events on a sandbox and takes in what it tells the app of them."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox
        self._newest = 0

    def does(self, kind: str, *, person: str = "ada.b", **what: Any) -> Message:
        """Play ``kind`` and take it in; the message or comment that it made here."""
        played = self.play(kind, person=person, **what)
        self.take_in()
        name = played.get("mid") or played["comment"]
        whole = ("thread__contact", "thread__account", "thread__workspace")
        return Message.everywhere.select_related(*whole).get(external_id=name)

    def play(self, kind: str, *, person: str = "ada.b", **what: Any) -> dict[str, Any]:
        return self.sandbox.control("POST", "events", kind=kind, person=person, **what)

    def take_in(self, *, times: int = 1) -> None:
        """Everything that has been told since the last time, each ``times`` over."""
        path = f"deliveries?after={self._newest}"
        rows = self.sandbox.control("GET", path)["deliveries"]
        if rows:
            self._newest = rows[-1]["id"]
            bodies = [_delivered(row) for row in rows for _ in range(times)]
            payloads.take_in(*bodies, received_at=timezone.now())


def _delivered(row: dict[str, Any]) -> dict[str, Any]:
    time = row["created_at"] if row["family"] != "changes" else row["created_at"] // 1000
    entry = {"id": IG_ID, "time": time, row["family"]: [json.loads(row["event"])]}
    return {"object": "instagram", "entry": [entry]}
