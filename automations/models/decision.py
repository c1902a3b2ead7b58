"""What was made of each thing that contacts said (K-10)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from automations.models.rule import Rule
from automations.models.run import Run
from inbox.accounts.models import Workspace
from inbox.accounts.scoping import Door, SameWorkspace, WorkspaceQuerySet
from inbox.threads.models import Message, Thread


class Decision(models.Model):
    """The one decision about an inbound message: it makes a repeat harmless.

    ``rule`` is the one that fired, or would have; ``also_matched`` names those further down (K-4).
    """

    class Outcome(models.TextChoices):
        FIRED = "fired", _("A rule answered")
        CONTINUED = "continued", _("Given to a run that waited")
        HANDED_OFF = "handed_off", _("Handed to a person")
        OPTED_OUT = "opted_out", _("Opted out")
        OPTED_IN = "opted_in", _("Opted in again")
        SILENT = "silent", _("Stayed silent")
        UNMATCHED = "unmatched", _("No rule matched")

    class Why(models.TextChoices):
        """Why it stayed silent."""

        PERSON_HAS_IT = "person_has_it", _("A person has the thread")
        SWITCHED_OFF = "switched_off", _("Automations are switched off")
        OPTED_OUT = "opted_out", _("The contact opted out of automated messages")
        ALL_SENT = "all_sent", _("The contact has had every wording of this rule")
        REFUSED = "refused", _("The guard refused it")

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="+", db_index=False)
    message = models.OneToOneField(
        Message, models.CASCADE, related_name="decision", db_constraint=False
    )
    thread = models.ForeignKey(
        Thread, models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    outcome = models.CharField(max_length=10, choices=Outcome)
    why = models.CharField(max_length=16, choices=Why, blank=True)
    rule = models.ForeignKey(
        Rule, models.SET_NULL, null=True, blank=True, related_name="+", db_constraint=False,
        db_index=False,
    )  # fmt: skip
    run = models.ForeignKey(
        Run, models.SET_NULL, null=True, blank=True, related_name="heard", db_constraint=False
    )
    is_fallback = models.BooleanField(default=False)  # it counts as not answered (H-2)
    also_matched = models.JSONField(default=list, blank=True)
    detail = models.TextField(blank=True)
    at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[Door[WorkspaceQuerySet[Decision]]] = Door(WorkspaceQuerySet)
    everywhere = WorkspaceQuerySet["Decision"].as_manager()

    class Meta:
        constraints = [
            SameWorkspace(field="message", name="decision_message_same_workspace"),
            SameWorkspace(field="thread", name="decision_thread_same_workspace"),
            models.CheckConstraint(
                name="decision_silence_says_why",
                condition=Q(outcome="silent") & ~Q(why="") | ~Q(outcome="silent") & Q(why=""),
            ),
            models.CheckConstraint(
                name="decision_outcome_is_known",
                condition=Q(
                    outcome__in=[
                        "fired",
                        "continued",
                        "handed_off",
                        "opted_out",
                        "opted_in",
                        "silent",
                        "unmatched",
                    ]
                ),
            ),
        ]
        indexes = [
            models.Index(fields=["thread", "-id"], name="decision_of_thread"),
            models.Index(fields=["rule", "-at"], name="decision_of_rule"),
            models.Index(fields=["workspace", "-id"], name="decision_newest"),
        ]

    def __str__(self) -> str:
        return self.get_outcome_display()
