"""Telling members that a contact they wait for has written."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import connection, transaction

from inbox.accounts.models import Member
from inbox.accounts.scoping import WorkspaceQuerySet
from inbox.threads.changes import Told, announce
from inbox.threads.models import Thread, Watch

MOST = 3  # shown at once; the next comes when one of them is done with

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
    """What ``member`` has been told and has not looked at, the newest first."""
    told = Watch.objects.visible_to(member).filter(member=member, wrote_at__isnull=False)
    return told.select_related("thread__contact").order_by("-wrote_at", "-pk")[:MOST]


def _of(thread: Thread, member: Member) -> WorkspaceQuerySet[Watch]:
    return Watch.objects.visible_to(member).filter(thread=thread, member=member)


def _end(member: Member, watches: WorkspaceQuerySet[Watch]) -> None:
    ended, _ = watches.delete()
    if ended:
        announce([Told(member.pk)])
