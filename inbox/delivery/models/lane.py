"""The sending line of an account."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from inbox.accounts.models import Account, Workspace
from inbox.accounts.scoping import Door, SameWorkspace, WorkspaceQuerySet
from inbox.delivery.models.reason import Reason


class Lane(models.Model):
    """An account's place in the sending line: when it is due, and which worker serves it.

    ``fence`` rises with each lease; whoever holds an older number may no longer write. While it is
    leased, ``wakes_at`` is the alarm for a worker that dies. Nothing goes before ``held_until``,
    whatever wakes the lane (L-8); ``held_because`` and ``held_words`` say why. ``troubles`` counts
    the calls in a row that the platform had no good answer to. ``permits`` counts all that pacing
    ever gave: a Redis that knows of fewer has lost some (L-9).
    """

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="+", db_index=False)
    account = models.OneToOneField(
        Account, models.CASCADE, related_name="lane", db_constraint=False
    )
    wakes_at = models.DateTimeField(null=True, blank=True)
    held_until = models.DateTimeField(null=True, blank=True)
    held_because = models.CharField(max_length=24, choices=Reason, blank=True, db_default="")
    held_words = models.TextField(blank=True, db_default="")
    troubles = models.PositiveIntegerField(default=0, db_default=0)
    permits = models.BigIntegerField(default=0, db_default=0)
    leased_until = models.DateTimeField(null=True, blank=True)
    fence = models.BigIntegerField(default=0)

    objects: ClassVar[Door[WorkspaceQuerySet[Lane]]] = Door(WorkspaceQuerySet)
    everywhere = WorkspaceQuerySet["Lane"].as_manager()

    class Meta:
        constraints = [
            SameWorkspace(field="account", name="lane_account_same_workspace"),
            models.CheckConstraint(
                name="lane_lease_has_an_alarm",
                condition=Q(leased_until__isnull=True) | Q(wakes_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["wakes_at"], name="lane_due", condition=Q(wakes_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"Lane of account {self.account_id}"
