"""Threads that passed from automation to people."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from automations.models.run import Run
from inbox.accounts.models import Member, Team, Workspace
from inbox.accounts.scoping import Door, SameWorkspace, WorkspaceQuerySet
from inbox.delivery.models import Outbound
from inbox.threads.models import Message, Thread


class HandoffQuerySet(WorkspaceQuerySet["Handoff"]):
    """Questions about handoffs."""

    def open(self) -> HandoffQuerySet:
        """Those that give the thread to people until they give it back."""
        return self.filter(ended_at=None)

    def waiting(self) -> HandoffQuerySet:
        """Those that nobody has taken yet."""
        return self.open().filter(taken_at=None)


class Handoff(models.Model):
    """Why a person was called, who was asked, who came, and how it ended (H-1 to H-6).

    While one is open, nothing automated is said in its thread. ``offered_to`` is whose turn it is;
    ``escalates_at`` is when the next one is asked, None when nobody is left to ask.
    """

    class Reason(models.TextChoices):
        ASKED = "asked", _("Asked for a person")
        NOT_ANSWERED = "not_answered", _("No rule matched twice")
        RULE = "rule", _("A rule's step")
        COMPLAINT = "complaint", _("Complaint or refund")
        SENSITIVE = "sensitive", _("Legal, medical or money matter")
        HIGH_VALUE = "high_value", _("High value")
        SENDS_FAILING = "sends_failing", _("Sends are failing")
        PASSED_ON = "passed_on", _("Passed by a colleague")
        CIRCLING = "circling", _("Two machines talking in circles")  # C-5

    class Ended(models.TextChoices):
        RETURNED = "returned", _("Given back to automation")
        RESOLVED = "resolved", _("Resolved")
        PASSED_ON = "passed_on", _("Passed on")

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="+", db_index=False)
    thread = models.ForeignKey(
        Thread, models.CASCADE, related_name="handoffs", db_constraint=False, db_index=False
    )
    reason = models.CharField(max_length=16, choices=Reason)
    words = models.CharField(max_length=200, blank=True)  # those of the contact that caused it
    detail = models.TextField(blank=True)  # the rule's own reason, a colleague's note
    message = models.ForeignKey(
        Message, models.SET_NULL, null=True, blank=True, related_name="+", db_constraint=False
    )
    run = models.ForeignKey(  # the flow that it ended
        Run, models.SET_NULL, null=True, blank=True, related_name="+", db_constraint=False
    )
    team = models.ForeignKey(
        Team, models.SET_NULL, null=True, blank=True, related_name="+", db_constraint=False
    )
    offered_to = models.ForeignKey(
        Member, models.SET_NULL, null=True, blank=True, related_name="+", db_constraint=False
    )
    acknowledged_by = models.ForeignKey(  # H-4: what the contact was told
        Outbound, models.SET_NULL, null=True, blank=True, related_name="+", db_constraint=False
    )
    started_at = models.DateTimeField(default=timezone.now)
    escalates_at = models.DateTimeField(null=True, blank=True)
    escalations = models.PositiveSmallIntegerField(default=0)
    asked = models.JSONField(default=list, blank=True)  # ids of members whose turn is over
    raised_at = models.DateTimeField(null=True, blank=True)  # its window was about to change (H-6)
    taken_at = models.DateTimeField(null=True, blank=True)
    taken_by = models.ForeignKey(
        Member, models.SET_NULL, null=True, blank=True, related_name="+", db_constraint=False
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    ended = models.CharField(max_length=10, choices=Ended, blank=True)

    objects: ClassVar[Door[HandoffQuerySet]] = Door(HandoffQuerySet)
    everywhere = HandoffQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["thread"],
                condition=Q(ended_at__isnull=True),
                name="handoff_one_open_per_thread",
            ),
            SameWorkspace(field="thread", name="handoff_thread_same_workspace"),
            SameWorkspace(field="message", name="handoff_message_same_workspace"),
            SameWorkspace(field="run", name="handoff_run_same_workspace"),
            SameWorkspace(field="team", name="handoff_team_same_workspace"),
            SameWorkspace(field="offered_to", name="handoff_offered_to_same_workspace"),
            SameWorkspace(field="acknowledged_by", name="handoff_outbound_same_workspace"),
            SameWorkspace(field="taken_by", name="handoff_taken_by_same_workspace"),
            models.CheckConstraint(
                name="handoff_reason_is_known",
                condition=Q(
                    reason__in=[
                        "asked",
                        "not_answered",
                        "rule",
                        "complaint",
                        "sensitive",
                        "high_value",
                        "sends_failing",
                        "passed_on",
                        "circling",
                    ]
                ),
            ),
            models.CheckConstraint(
                name="handoff_ended_says_how",
                condition=Q(ended_at__isnull=True, ended="")
                | Q(ended_at__isnull=False, ended__in=["returned", "resolved", "passed_on"]),
            ),
            models.CheckConstraint(
                name="handoff_escalates_while_it_waits",
                condition=Q(escalates_at__isnull=True)
                | Q(taken_at__isnull=True, ended_at__isnull=True),
            ),
        ]
        indexes = [
            models.Index(
                fields=["escalates_at"],
                name="handoff_to_escalate",
                condition=Q(escalates_at__isnull=False),
            ),
            models.Index(fields=["thread", "-id"], name="handoff_of_thread"),
            models.Index(
                fields=["workspace", "started_at"],
                name="handoff_waiting",
                condition=Q(taken_at__isnull=True, ended_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.get_reason_display()
