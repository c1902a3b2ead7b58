"""The calls made for a message."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from inbox.accounts.models import Account, Workspace
from inbox.accounts.scoping import Door, SameWorkspace, WorkspaceQuerySet
from inbox.delivery.models.outbound import Outbound


class Attempt(models.Model):
    """One call to the platform for one outbound message, committed before the call is made."""

    class Outcome(models.TextChoices):
        UNDER_WAY = "under_way", _("Under way")
        ACCEPTED = "accepted", _("Accepted")
        REFUSED = "refused", _("Refused")
        UNKNOWN = "unknown", _("Unknown")

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="+", db_index=False)
    outbound = models.ForeignKey(
        Outbound, models.CASCADE, related_name="attempts", db_constraint=False, db_index=False
    )
    # As the message's; here too, so that an account's calls of a day are found by themselves (L-9).
    account = models.ForeignKey(
        Account, models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    number = models.PositiveSmallIntegerField()
    fence = models.BigIntegerField()  # the lane's fencing number under which the call was made
    started_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome, default=Outcome.UNDER_WAY)
    http_status = models.PositiveSmallIntegerField(null=True, blank=True)
    code = models.IntegerField(null=True, blank=True)
    subcode = models.IntegerField(null=True, blank=True)
    words = models.TextField(blank=True)
    # The error is in no table of ours: it was taken by its class, and somebody should look.
    unmapped = models.BooleanField(default=False, db_default=False)

    objects: ClassVar[Door[WorkspaceQuerySet[Attempt]]] = Door(WorkspaceQuerySet)
    everywhere = WorkspaceQuerySet["Attempt"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["outbound", "number"], name="attempt_numbered_once"),
            SameWorkspace(field="outbound", name="attempt_outbound_same_workspace"),
            SameWorkspace(field="account", name="attempt_account_same_workspace"),
            models.CheckConstraint(
                name="attempt_outcome_is_known",
                condition=Q(outcome__in=["under_way", "accepted", "refused", "unknown"]),
            ),
            models.CheckConstraint(
                name="attempt_ends_with_an_outcome",
                condition=Q(outcome="under_way", finished_at__isnull=True)
                | (~Q(outcome="under_way") & Q(finished_at__isnull=False)),
            ),
        ]
        indexes = [
            models.Index(fields=["account", "started_at"], name="attempt_of_account"),
            models.Index(
                fields=["started_at"], name="attempt_unmapped", condition=Q(unmapped=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.get_outcome_display()}"
