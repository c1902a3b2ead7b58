"""What people do to comments on the platform, beside answering them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from inbox.accounts.models import Account, Member, Workspace
from inbox.accounts.scoping import Door, SameWorkspace, WorkspaceQuerySet
from inbox.threads.models import Message


class Moderation(models.Model):
    """One wish of a member about a comment: to hide it, show it again, or delete our own reply.

    Each is a call that may be repeated without harm, so it is tried until it is done or refused.
    """

    class Act(models.TextChoices):
        HIDE = "hide", _("Hide")
        SHOW = "show", _("Show again")
        DELETE = "delete", _("Delete")

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        DONE = "done", _("Done")
        REFUSED = "refused", _("Refused")

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="+", db_index=False)
    account = models.ForeignKey(
        Account, models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    message = models.ForeignKey(
        Message, models.CASCADE, related_name="moderations", db_constraint=False, db_index=False
    )
    act = models.CharField(max_length=8, choices=Act)
    member = models.ForeignKey(
        Member, models.SET_NULL, null=True, blank=True, related_name="+", db_constraint=False
    )
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    detail = models.TextField(blank=True)  # the platform's own words
    tries = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(default=timezone.now)
    created_at = models.DateTimeField(default=timezone.now)
    settled_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[Door[WorkspaceQuerySet[Moderation]]] = Door(WorkspaceQuerySet)
    everywhere = WorkspaceQuerySet["Moderation"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["message"],
                condition=Q(state="waiting"),
                name="moderation_one_at_a_time",
            ),
            SameWorkspace(field="account", name="moderation_account_same_workspace"),
            SameWorkspace(field="message", name="moderation_message_same_workspace"),
            SameWorkspace(field="member", name="moderation_member_same_workspace"),
            models.CheckConstraint(
                name="moderation_act_is_known", condition=Q(act__in=["hide", "show", "delete"])
            ),
            models.CheckConstraint(
                name="moderation_settled_has_its_time",
                condition=Q(state="waiting", settled_at__isnull=True)
                | Q(state__in=["done", "refused"], settled_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], name="moderation_due", condition=Q(state="waiting")),
            models.Index(fields=["message", "-id"], name="moderation_of_message"),
        ]

    def __str__(self) -> str:
        return f"{self.get_act_display()} {self.message_id}"
