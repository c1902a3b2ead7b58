"""What is done to a thread: done, told in the timeline, and announced, all or nothing.

Who has the thread is changed under its lock, and those whose work that stops or starts are told in
the same transaction (see ``ownership``).
"""

from __future__ import annotations

from typing import Any

from django.db import transaction

from inbox.accounts.models import ApiToken, Member, Team
from inbox.threads import mentions, ownership, watching
from inbox.threads.changes import Change, announce
from inbox.threads.models import Note, Thread, TimelineEvent
from inbox.threads.ownership import Act

_HELD = Thread.everywhere.select_for_update(of=("self",), no_key=True).select_related(
    "workspace", "account", "contact", "assignee__user"
)


@transaction.atomic
def take(thread: Thread, member: Member) -> TimelineEvent | None:
    """Give ``thread`` to ``member``; None when it was theirs already. Raises AlreadyTaken (H-7)."""
    _hold(thread)
    if thread.assignee_id == member.pk and thread.handler == Thread.Handler.HUMAN:
        return None
    thread.take(member)
    event = _tell(thread, TimelineEvent.Kind.TAKEN, member)
    ownership.tell(thread, Act.TAKEN, member)
    return event


@transaction.atomic
def assign(
    thread: Thread,
    member: Member | None,
    team: Team | None,
    by: Member | ApiToken | None,
    note: str = "",
) -> TimelineEvent | None:
    """Give ``thread`` to ``member``, or with None to whoever of ``team`` is free; None if it was
    theirs already.

    Who had it has it no more. ``by`` is a person, a program with its token, or None for a rule:
    that only says whose it is to be, and goes on answering. A person's ``note`` is kept in the
    thread. The member is told wherever they are.
    """
    _hold(thread)
    if note and isinstance(by, Member):
        write_note(thread, by, note)
    handler = thread.handler if by is None else _handler_for(member)
    if _has_it(thread, member, team, handler):
        return None
    thread.give(member, team, handler)
    event = _tell(thread, TimelineEvent.Kind.ASSIGNED, by, **_receiver(member, team))
    if member is not None and member != by:
        watching.call(thread, [member], event.at)
    if by is not None:
        giver = by if isinstance(by, Member) else None
        ownership.tell(thread, Act.TAKEN if member else Act.RELEASED, member or giver)
    return event


@transaction.atomic
def release(thread: Thread, by: Member | ApiToken) -> TimelineEvent | None:
    """Give ``thread`` back to the team; None when nobody had it."""
    _hold(thread)
    if thread.assignee_id is None:
        return None
    thread.release()
    event = _tell(thread, TimelineEvent.Kind.RELEASED, by)
    ownership.tell(thread, Act.RELEASED, by if isinstance(by, Member) else None)
    return event


@transaction.atomic
def give_back(thread: Thread, by: Member | ApiToken) -> TimelineEvent | None:
    """Give ``thread`` back to automation, which answers the contact's next words (K-7).

    None when automation had it. ``by`` is a person, or a program with its token.
    """
    _hold(thread)
    if thread.handler == Thread.Handler.AUTOMATION:
        return None
    thread.give_back()
    event = _tell(thread, TimelineEvent.Kind.RETURNED, by)
    ownership.tell(thread, Act.RETURNED, by if isinstance(by, Member) else None)
    return event


@transaction.atomic
def resolve(thread: Thread, member: Member) -> TimelineEvent | None:
    """Close ``thread`` until the contact writes again; None when it was."""
    _hold(thread)
    if thread.lifecycle == Thread.Lifecycle.RESOLVED:
        return None
    thread.resolve()
    event = _tell(thread, TimelineEvent.Kind.RESOLVED, member)
    ownership.tell(thread, Act.RESOLVED, member)
    return event


@transaction.atomic
def reopen(thread: Thread, member: Member) -> TimelineEvent | None:
    """Open ``thread`` again; None when it was."""
    _hold(thread)
    if thread.lifecycle == Thread.Lifecycle.OPEN:
        return None
    thread.reopen()
    return _tell(thread, TimelineEvent.Kind.REOPENED, member)


@transaction.atomic
def write_note(thread: Thread, member: Member, text: str) -> Note:
    """Keep ``text`` for the team; it can never be sent. Colleagues named in it are told."""
    note = Note.objects.in_workspace(thread.workspace_id).create(
        workspace_id=thread.workspace_id, thread=thread, member=member, text=text
    )
    watching.call(thread, mentions.named(member, text), note.created_at)
    announce([Change(thread.workspace_id, thread.pk, (f"note-{note.pk}",))])
    return note


@transaction.atomic
def read(thread: Thread) -> None:
    """Somebody of the team has looked."""
    if thread.unread:
        thread.mark_read()
        announce([Change(thread.workspace_id, thread.pk)])


def _hold(thread: Thread) -> None:
    """Wait until nobody else changes ``thread``, and see it as it is then."""
    thread.refresh_from_db(from_queryset=_HELD)


def _handler_for(member: Member | None) -> Thread.Handler:
    return Thread.Handler.HUMAN if member else Thread.Handler.WAITING


def _has_it(thread: Thread, member: Member | None, team: Team | None, handler: str) -> bool:
    is_with = thread.assignee_id == (member.pk if member else None)
    return is_with and thread.handler == handler and team in (None, thread.team)


def _receiver(member: Member | None, team: Team | None) -> dict[str, Any]:
    """To whom it was given, for the timeline."""
    found: dict[str, Any] = {}
    if member:
        found |= {"member": member.pk, "name": member.name}
    if team:
        found |= {"team": team.pk, "team_name": team.name}
    return found


def _tell(
    thread: Thread, kind: TimelineEvent.Kind, by: Member | ApiToken | None, **detail: Any
) -> TimelineEvent:
    if isinstance(by, ApiToken):
        detail["by"] = by.name
    member = by if isinstance(by, Member) else None
    event = TimelineEvent.objects.in_workspace(thread.workspace_id).create(
        workspace_id=thread.workspace_id, thread=thread, member=member, kind=kind, detail=detail
    )
    announce([Change(thread.workspace_id, thread.pk, (f"event-{event.pk}",))])
    return event
