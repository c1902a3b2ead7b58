"""Asking the workspace's own systems from a flow, and going on with what they say (N-3)."""

from __future__ import annotations

from typing import Any

from automations.flows import AskSystem
from automations.models import Run
from inbox import hooks
from inbox.threads.models import Thread

_PREFIX = "run"


def ask(effect: AskSystem, run: Run, thread: Thread) -> None:
    """Call ``effect.url``, durably; the answer comes to ``automations.runs.called``."""
    contact = thread.contact
    data: dict[str, Any] = {
        "rule": {"id": run.rule_id, "name": run.rule.name},
        "run": run.pk,
        "contact": {
            "id": contact.pk,
            "scoped_id": contact.scoped_id,
            "username": contact.username,
            "name": contact.name,
        },
        "thread": thread.pk,
        "answers": dict(effect.answers),
    }
    hooks.ask(run.workspace_id, effect.url, f"{_PREFIX}:{run.pk}:{effect.visit.number}", data)


def run_of(key: str) -> int | None:
    """The run that a call was made for; None when it was somebody else's."""
    prefix, _, rest = key.partition(":")
    number = rest.partition(":")[0]
    return int(number) if prefix == _PREFIX and number.isdecimal() else None
