"""What opened a thread's window, event by event."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from inbox.accounts.channels import Cause
from inbox.accounts.models import Workspace
from inbox.accounts.scoping import Door, SameWorkspace, WorkspaceQuerySet
from inbox.threads.models.message import Message
from inbox.threads.models.thread import Thread


class Opening(models.Model):
    """One act of the contact that opened or reset the window, by the platform's time (W-2, W-5).

    The message it came with may be unsent later; that it opened the window stays true.
    """

    class Of(models.TextChoices):
        MESSAGE = Cause.MESSAGE.value, _("Direct message")
        STORY_REPLY = Cause.STORY_REPLY.value, _("Reply to a story")
        STORY_MENTION = Cause.STORY_MENTION.value, _("Story mention")
        TAP = Cause.TAP.value, _("Tap on a button")
        AD = Cause.AD.value, _("Message from an ad")

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="+", db_index=False)
    thread = models.ForeignKey(
        Thread, models.CASCADE, related_name="openings", db_constraint=False, db_index=False
    )
    message = models.OneToOneField(
        Message, models.CASCADE, related_name="opening", db_constraint=False
    )
    cause = models.CharField(max_length=16, choices=Of)
    at = models.DateTimeField()

    objects: ClassVar[Door[WorkspaceQuerySet[Opening]]] = Door(WorkspaceQuerySet)
    everywhere = WorkspaceQuerySet["Opening"].as_manager()

    class Meta:
        constraints = [
            SameWorkspace(field="thread", name="opening_thread_same_workspace"),
            SameWorkspace(field="message", name="opening_message_same_workspace"),
            models.CheckConstraint(
                name="opening_cause_is_known", condition=Q(cause__in=[each.value for each in Cause])
            ),
        ]
        indexes = [models.Index(fields=["thread", "-at"], name="opening_newest")]

    def __str__(self) -> str:
        return f"{self.cause} {self.at:%Y-%m-%d %H:%M}"
