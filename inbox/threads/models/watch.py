"""Who wants to be told when a contact writes."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from inbox.accounts.models import Member, Workspace
from inbox.accounts.scoping import Door, SameWorkspace, WorkspaceQuerySet
from inbox.threads.models.thread import Thread


class Watch(models.Model):
    """A member waits for the contact to open the window again.

    ``wrote_at`` is when that was heard here; the row stays until the member has looked.
    """

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="+", db_index=False)
    thread = models.ForeignKey(
        Thread, models.CASCADE, related_name="watches", db_constraint=False, db_index=False
    )
    member = models.ForeignKey(Member, models.CASCADE, related_name="+", db_constraint=False)
    created_at = models.DateTimeField(default=timezone.now)
    wrote_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[Door[WorkspaceQuerySet[Watch]]] = Door(WorkspaceQuerySet)
    everywhere = WorkspaceQuerySet["Watch"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["thread", "member"], name="watch_once_per_member"),
            SameWorkspace(field="thread", name="watch_thread_same_workspace"),
            SameWorkspace(field="member", name="watch_member_same_workspace"),
        ]
        indexes = [
            models.Index(fields=["thread"], name="watch_waiting", condition=Q(wrote_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} waits in {self.thread_id}"
