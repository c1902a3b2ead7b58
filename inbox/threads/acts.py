"""What a member does to a thread: done, told in the timeline, and announced, all or nothing."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from inbox.accounts.models import Member
from inbox.threads.changes import Change, announce
from inbox.threads.models import Note, Thread, TimelineEvent


@transaction.atomic
def take(thread: Thread, member: Member) -> TimelineEvent | None:
    """Give ``thread`` to ``member``; None when it was theirs already. Raises AlreadyTaken (H-7)."""
    if thread.assignee_id == member.pk and thread.handler == Thread.Handler.HUMAN:
        return None
    thread.take(member)
    return _tell(thread, TimelineEvent.Kind.TAKEN, member)


@transaction.atomic
def release(thread: Thread, member: Member) -> TimelineEvent | None:
    """Give ``thread`` back to the team; None when nobody had it."""
    if thread.assignee_id is None:
        return None
    thread.release()
    return _tell(thread, TimelineEvent.Kind.RELEASED, member)


@transaction.atomic
def resolve(thread: Thread, member: Member) -> TimelineEvent | None:
    """Close ``thread`` until the contact writes again; None when it was."""
    if thread.lifecycle == Thread.Lifecycle.RESOLVED:
        return None
    thread.resolve()
    return _tell(thread, TimelineEvent.Kind.RESOLVED, member)


@transaction.atomic
def reopen(thread: Thread, member: Member) -> TimelineEvent | None:
    """Open ``thread`` again; None when it was."""
    if thread.lifecycle == Thread.Lifecycle.OPEN:
        return None
    thread.reopen()
    return _tell(thread, TimelineEvent.Kind.REOPENED, member)


@transaction.atomic
def write_note(thread: Thread, member: Member, text: str) -> Note:
    """Keep ``text`` for the team; it can never be sent."""
    note = Note.objects.in_workspace(thread.workspace_id).create(
        workspace_id=thread.workspace_id, thread=thread, member=member, text=text
    )
    announce([Change(thread.workspace_id, thread.pk, (f"note-{note.pk}",))])
    return note


@transaction.atomic
def read(thread: Thread) -> None:
    """Somebody of the team has looked."""
    if thread.unread:
        thread.mark_read()
        announce([Change(thread.workspace_id, thread.pk)])


def _tell(thread: Thread, kind: TimelineEvent.Kind, member: Member, **detail: Any) -> TimelineEvent:
    event = TimelineEvent.objects.in_workspace(thread.workspace_id).create(
        workspace_id=thread.workspace_id, thread=thread, member=member, kind=kind, detail=detail
    )
    announce([Change(thread.workspace_id, thread.pk, (f"event-{event.pk}",))])
    return event
