"""What the team sees between the messages: notes, and what happened."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from inbox.accounts.models import Member, Workspace
from inbox.accounts.scoping import Door, SameWorkspace, WorkspaceQuerySet
from inbox.threads.models.thread import Thread


class Note(models.Model):
    """An internal remark. It lives in a table of its own, so that nothing can send it."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="+", db_index=False)
    thread = models.ForeignKey(
        Thread, models.CASCADE, related_name="notes", db_constraint=False, db_index=False
    )
    member = models.ForeignKey(
        Member, models.SET_NULL, null=True, related_name="+", db_constraint=False
    )
    text = models.TextField()
    created_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[Door[WorkspaceQuerySet[Note]]] = Door(WorkspaceQuerySet)
    everywhere = WorkspaceQuerySet["Note"].as_manager()

    class Meta:
        constraints = [
            SameWorkspace(field="thread", name="note_thread_same_workspace"),
            SameWorkspace(field="member", name="note_member_same_workspace"),
            models.CheckConstraint(name="note_says_something", condition=~Q(text="")),
        ]
        indexes = [models.Index(fields=["thread", "-created_at"], name="note_timeline")]

    def __str__(self) -> str:
        return self.text[:60]


class TimelineEvent(models.Model):
    """Something that happened in a thread and is told in one small line.

    ``key`` is set for what came from outside, and makes a repeat harmless.
    """

    class Kind(models.TextChoices):
        TAKEN = "taken", _("Taken")
        RELEASED = "released", _("Given back")
        RESOLVED = "resolved", _("Resolved")
        REOPENED = "reopened", _("Reopened")
        ASSIGNED = "assigned", _("Given to somebody")
        HANDED_OFF = "handed_off", _("Handed to a person")
        ESCALATED = "escalated", _("The next was asked")
        RETURNED = "returned", _("Given back to automation")
        OPTED_OUT = "opted_out", _("Opted out")
        OPTED_BACK = "opted_back", _("Opted in again")
        RUN_ENDED = "run_ended", _("A flow ended early")
        RULE_SKIPPED = "rule_skipped", _("Rule stayed silent")
        REFERRAL = "referral", _("Came by a link")
        OPT_IN = "opt_in", _("Opted in")
        CONTROL = "control", _("Another app took part")
        UNKNOWN = "unknown", _("Something we do not know")

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="+", db_index=False)
    thread = models.ForeignKey(
        Thread, models.CASCADE, related_name="events", db_constraint=False, db_index=False
    )
    member = models.ForeignKey(
        Member, models.SET_NULL, null=True, blank=True, related_name="+", db_constraint=False
    )
    kind = models.CharField(max_length=16, choices=Kind)
    at = models.DateTimeField(default=timezone.now)
    detail = models.JSONField(default=dict, blank=True)
    key = models.CharField(max_length=255, null=True, blank=True)  # noqa: DJ001  # unique

    objects: ClassVar[Door[WorkspaceQuerySet[TimelineEvent]]] = Door(WorkspaceQuerySet)
    everywhere = WorkspaceQuerySet["TimelineEvent"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["thread", "key"], name="timeline_event_once"),
            SameWorkspace(field="thread", name="timeline_event_thread_same_workspace"),
            SameWorkspace(field="member", name="timeline_event_member_same_workspace"),
            models.CheckConstraint(
                name="timeline_event_kind_is_known",
                condition=Q(
                    kind__in=[
                        "taken",
                        "released",
                        "resolved",
                        "reopened",
                        "assigned",
                        "handed_off",
                        "escalated",
                        "returned",
                        "opted_out",
                        "opted_back",
                        "run_ended",
                        "rule_skipped",
                        "referral",
                        "opt_in",
                        "control",
                        "unknown",
                    ]
                ),
            ),
        ]
        indexes = [models.Index(fields=["thread", "-at"], name="timeline_event_timeline")]

    def __str__(self) -> str:
        return self.get_kind_display()
