"""Telling members what they wait for, and what colleagues want of them, wherever they are."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db import connection, transaction
from django.db.models import CharField, F, Func, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce, NullIf

from inbox.accounts.models import Member
from inbox.accounts.scoping import WorkspaceQuerySet
from inbox.threads.changes import Told, announce
from inbox.threads.models import Note, Thread, TimelineEvent, Watch

MOST = 3  # shown at once; the next comes when one of them is done with

_CALLS = (TimelineEvent.Kind.ASSIGNED, TimelineEvent.Kind.HANDED_OFF, TimelineEvent.Kind.ESCALATED)
# As Member.name says it.
_MAILBOX = Func(F("member__user__email"), Value("@"), Value(1), function="split_part")
_NAME = Coalesce(NullIf("member__user__name", Value("")), _MAILBOX, output_field=CharField())

WROTE = """
    UPDATE threads_watch SET wrote_at = %s WHERE thread_id = ANY(%s) AND wrote_at IS NULL
    RETURNING member_id
"""


@transaction.atomic
def watch(thread: Thread, member: Member) -> None:
    """Tell ``member`` when the contact next writes; asked again, it waits anew."""
    Watch.objects.in_workspace(thread.workspace_id).bulk_create(
        [Watch(workspace_id=thread.workspace_id, thread=thread, member=member)],
        update_conflicts=True,
        unique_fields=["thread", "member"],
        update_fields=["wrote_at"],
    )
    announce([Told(member.pk)])


def call(thread: Thread, members: Iterable[Member], at: datetime) -> None:
    """Call ``members`` to the thread for what happened in it at the instant ``at``: a note that
    names them, or an event (given to them, somebody waits). They are told until they have looked.
    """
    called = [
        Watch(workspace_id=thread.workspace_id, thread=thread, member=member, wrote_at=at)
        for member in members
    ]
    if not called:
        return
    Watch.objects.in_workspace(thread.workspace_id).bulk_create(
        called,
        update_conflicts=True,
        unique_fields=["thread", "member"],
        update_fields=["wrote_at"],
    )
    announce([Told(watch.member_id) for watch in called])


def answered(thread: Thread) -> None:
    """Somebody sees to the thread: those who were called as it waited need not look any more."""
    waits = (TimelineEvent.Kind.HANDED_OFF, TimelineEvent.Kind.ESCALATED)
    events = TimelineEvent.everywhere.filter(thread=thread, kind__in=waits)
    called = Watch.everywhere.filter(thread=thread, wrote_at__in=events.values("at"))
    members = list(called.values_list("member_id", flat=True))
    if members:
        called.delete()
        announce([Told(member_id) for member_id in members])


def unwatch(thread: Thread, member: Member) -> None:
    """Do not tell ``member``, and show no more that they were told."""
    _end(member, _of(thread, member))


def opened(thread: Thread, member: Member) -> None:
    """``member`` looks at the thread: what they were told of it is done. Waiting goes on."""
    _end(member, _of(thread, member).filter(wrote_at__isnull=False))


def wrote(thread_ids: Collection[int], at: datetime) -> None:
    """The contacts of these threads opened their windows; those who wait are told, once."""
    if not thread_ids:
        return
    with connection.cursor() as cursor:
        cursor.execute(WROTE, [at, sorted(thread_ids)])
        members = {member_id for (member_id,) in cursor.fetchall()}
    if members:
        announce([Told(member_id) for member_id in sorted(members)])


def of(member: Member) -> WorkspaceQuerySet[Watch]:
    """What ``member`` has been told and has not looked at, the newest first.

    Each knows why: ``named_by`` is the colleague whose note named them, ``happened`` the kind of
    event that they were called for, with its ``detail``; with neither, the contact wrote.
    """
    told = Watch.objects.visible_to(member).filter(member=member, wrote_at__isnull=False)
    at_that_instant = {"thread": OuterRef("thread"), "workspace": OuterRef("workspace")}
    notes = Note.everywhere.filter(**at_that_instant, created_at=OuterRef("wrote_at"))
    events = TimelineEvent.everywhere.filter(**at_that_instant, at=OuterRef("wrote_at"))
    told = told.annotate(
        named_by=Subquery(notes.values_list(_NAME)[:1]),
        happened=Subquery(events.filter(kind__in=_CALLS).values("kind")[:1]),
        detail=Subquery(events.filter(kind__in=_CALLS).values("detail")[:1]),
    )
    return told.select_related("thread__contact").order_by("-wrote_at", "-pk")[:MOST]


def _of(thread: Thread, member: Member) -> WorkspaceQuerySet[Watch]:
    return Watch.objects.visible_to(member).filter(thread=thread, member=member)


def _end(member: Member, watches: WorkspaceQuerySet[Watch]) -> None:
    ended, _ = watches.delete()
    if ended:
        announce([Told(member.pk)])
