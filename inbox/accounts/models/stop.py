"""Automations that people have stopped, until they resume them (K-11)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from inbox.accounts.models.account import Account
from inbox.accounts.models.workspace import Workspace
from inbox.accounts.scoping import Door, SameWorkspace, WorkspaceQuerySet

LONGEST_REASON = 200  # characters


class StopQuerySet(WorkspaceQuerySet["AutomationStop"]):
    """Stops as pages show them."""

    def in_order(self) -> StopQuerySet:
        """The whole workspace's first, then the accounts' by name."""
        named = self.select_related("account")
        return named.order_by(F("account__username").asc(nulls_first=True), "pk")


class AutomationStop(models.Model):
    """Who stopped the automations of ``account``, or of the whole workspace when it is None; when
    and why.

    It is there as long as the stop lasts; what lanes and rules read, ``automations_on``, is written
    together with it in ``switches``. The audit log keeps the story.
    """

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="+")
    account = models.ForeignKey(
        Account, models.CASCADE, null=True, related_name="+", db_constraint=False, db_index=False
    )
    who = models.CharField(max_length=254)  # the name they had; they may be gone
    because = models.CharField(max_length=LONGEST_REASON)
    at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[Door[StopQuerySet]] = Door(StopQuerySet)
    everywhere = StopQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account"], name="automation_stop_once_per_account"),
            models.UniqueConstraint(
                fields=["workspace"],
                condition=Q(account=None),
                name="automation_stop_once_per_workspace",
            ),
            models.CheckConstraint(
                name="automation_stop_has_who_and_why", condition=~Q(who="") & ~Q(because="")
            ),
            SameWorkspace(field="account", name="automation_stop_account_same_workspace"),
        ]

    def __str__(self) -> str:
        return f"{self.account or self.workspace}: {self.because}"
