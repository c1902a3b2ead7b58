"""Telling the workspace's systems that a flow has ended."""

from __future__ import annotations

from automations.models import Run
from inbox import hooks
from inbox.threads.models import Thread


def finished(run: Run, thread: Thread) -> None:
    """In the transaction that ends ``run``; nothing happens where nobody listens."""
    if not hooks.is_heard(run.workspace_id, hooks.Event.RUN_FINISHED):
        return
    hooks.emit(
        run.workspace_id,
        hooks.Event.RUN_FINISHED,
        str(run.pk),
        {
            "run": run.pk,
            "rule": {"id": run.rule_id, "name": run.rule.name},
            "ended": run.ended,
            "thread": thread.pk,
            "contact": thread.contact_id,
            "answers": run.answers,
        },
    )
