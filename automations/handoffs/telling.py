"""What is told of a handoff: a line in the thread, the pages of those concerned, other systems."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from automations.models import Handoff
from inbox import hooks
from inbox.accounts.models import Member
from inbox.threads import watching
from inbox.threads.changes import Change, announce
from inbox.threads.models import Thread, TimelineEvent


def begun(handoff: Handoff, thread: Thread) -> None:
    """A person is called, and somebody asked."""
    _called(handoff, thread, handoff.reason)
    emit(hooks.Event.HANDOFF_STARTED, handoff)


def passed_on(handoff: Handoff, thread: Thread) -> None:
    """Whoever had it gave it to their team, and somebody else is asked."""
    _called(handoff, thread, Handoff.Reason.PASSED_ON)


def _called(handoff: Handoff, thread: Thread, reason: str) -> None:
    detail = {
        "handoff": handoff.pk,
        "reason": reason,
        "words": handoff.words,
        "rule": handoff.run.rule.name if handoff.run else "",
        "to": handoff.offered_to.name if handoff.offered_to else "",
        "team": handoff.team.name if handoff.team else "",
    }
    event = write(thread, TimelineEvent.Kind.HANDED_OFF, detail)
    call(thread, [handoff.offered_to], event)


def write(thread: Thread, kind: TimelineEvent.Kind, detail: dict[str, Any]) -> TimelineEvent:
    """One line of the thread's history, on every page that shows it."""
    event = TimelineEvent.everywhere.create(
        workspace_id=thread.workspace_id, thread=thread, kind=kind, detail=detail
    )
    announce([Change(thread.workspace_id, thread.pk, (f"event-{event.pk}",))])
    return event


def call(thread: Thread, members: Iterable[Member | None], event: TimelineEvent) -> None:
    """Tell ``members``, wherever they are, that ``event`` is theirs to see to; nobody else now."""
    watching.answered(thread)
    watching.call(thread, [member for member in members if member], event.at)


def changed(thread: Thread) -> None:
    """The handoff is not what it was, on every page that shows it."""
    announce([Change(thread.workspace_id, thread.pk)])


def emit(event: hooks.Event, handoff: Handoff) -> None:
    """Tell the workspace's own systems, in the transaction of what happened."""
    if hooks.is_heard(handoff.workspace_id, event):
        moment = handoff.taken_at if event == hooks.Event.HANDOFF_TAKEN else handoff.started_at
        key = f"handoff:{handoff.pk}:{_iso(moment)}"
        hooks.emit(handoff.workspace_id, event, key, _data(handoff))


def _data(handoff: Handoff) -> dict[str, Any]:
    """A handoff as other systems see it. Times are ISO 8601 in UTC."""
    return {
        "id": handoff.pk,
        "thread_id": handoff.thread_id,
        "reason": handoff.reason,
        "words": handoff.words,
        "detail": handoff.detail,
        "team": handoff.team.name if handoff.team else None,
        "offered_to": handoff.offered_to.user.email if handoff.offered_to else None,
        "taken_by": handoff.taken_by.user.email if handoff.taken_by else None,
        "started_at": _iso(handoff.started_at),
        "taken_at": _iso(handoff.taken_at),
        "ended_at": _iso(handoff.ended_at),
        "ended": handoff.ended or None,
    }


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
