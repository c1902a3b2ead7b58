"""How many calls an account made that were no messages, by the minute."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from inbox.accounts.models import Account, Workspace
from inbox.accounts.scoping import Door, SameWorkspace, WorkspaceQuerySet


class CallMinute(models.Model):
    """The calls of one minute, which the budget is counted from again after Redis lost it (L-5)."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="+", db_index=False)
    account = models.ForeignKey(
        Account, models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    minute = models.DateTimeField()  # its beginning
    calls = models.PositiveIntegerField(default=0)

    objects: ClassVar[Door[WorkspaceQuerySet[CallMinute]]] = Door(WorkspaceQuerySet)
    everywhere = WorkspaceQuerySet["CallMinute"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "minute"], name="call_minute_counted_once"),
            SameWorkspace(field="account", name="call_minute_account_same_workspace"),
            models.CheckConstraint(name="call_minute_has_calls", condition=Q(calls__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.calls} calls in {self.minute:%H:%M}"
