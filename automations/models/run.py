"""Executions of flows, and each step that was done."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from automations.models.rule import Rule, RuleVersion
from inbox.accounts.models import Workspace
from inbox.accounts.scoping import Door, SameWorkspace, WorkspaceQuerySet
from inbox.contacts.models import Contact
from inbox.delivery.models import Outbound
from inbox.threads.models import Message, Thread


class RunQuerySet(WorkspaceQuerySet["Run"]):
    """Questions about runs."""

    def alive(self) -> RunQuerySet:
        """Those that wait for something."""
        return self.filter(ended_at=None)


class Run(models.Model):
    """One execution of a rule's version: where it stands and what it waits for (K-5).

    Between two steps it is only this row, so waiting costs nothing and nothing is lost when a
    process dies. ``place`` is the index of the step it stands at; ``visits`` counts the steps done.
    """

    class Waits(models.TextChoices):
        ANSWER = "answer", _("an answer")  # to a question or a menu
        REPLY = "reply", _("any word of theirs")  # C-3, and the one private reply of W-6
        TIME = "time", _("its time")
        CALL = "call", _("a system of yours")

    class Ended(models.TextChoices):
        FINISHED = "finished", _("Finished")
        HANDED_OFF = "handed_off", _("A person takes over")
        PERSON_TOOK = "person_took", _("A person took the conversation")
        OPTED_OUT = "opted_out", _("The contact opted out")
        TIMED_OUT = "timed_out", _("No answer came in time")
        REFUSED = "refused", _("What it had to say could not be sent")
        RESOLVED = "resolved", _("The conversation was resolved")
        CIRCLED = "circled", _("It went in a circle")

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="+", db_index=False)
    rule = models.ForeignKey(Rule, models.CASCADE, related_name="runs", db_constraint=False)
    version = models.ForeignKey(
        RuleVersion, models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    thread = models.ForeignKey(
        Thread, models.CASCADE, related_name="runs", db_constraint=False, db_index=False
    )
    contact = models.ForeignKey(
        Contact, models.CASCADE, related_name="runs", db_constraint=False, db_index=False
    )
    message = models.ForeignKey(  # what set it off
        Message, models.CASCADE, related_name="runs", db_constraint=False, db_index=False
    )
    place = models.PositiveSmallIntegerField(default=0)
    visits = models.PositiveIntegerField(default=0)
    waits_for = models.CharField(max_length=8, choices=Waits, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)  # its time, or when it waits no longer
    tries = models.PositiveSmallIntegerField(default=0)  # answers to this question that didn't fit
    answers = models.JSONField(default=dict, blank=True)  # captured in this run, by field
    started_at = models.DateTimeField(default=timezone.now)
    moved_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended = models.CharField(max_length=12, choices=Ended, blank=True)
    detail = models.TextField(blank=True)  # more on how it ended, for people

    objects: ClassVar[Door[RunQuerySet]] = Door(RunQuerySet)
    everywhere = RunQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["message"], name="run_one_per_message"),
            models.UniqueConstraint(fields=["id", "workspace"], name="run_of_its_workspace"),
            SameWorkspace(field="rule", name="run_rule_same_workspace"),
            SameWorkspace(field="version", name="run_version_same_workspace"),
            SameWorkspace(field="thread", name="run_thread_same_workspace"),
            SameWorkspace(field="contact", name="run_contact_same_workspace"),
            SameWorkspace(field="message", name="run_message_same_workspace"),
            models.CheckConstraint(
                name="run_waits_or_has_ended",
                condition=Q(ended_at__isnull=True, ended="")
                & Q(waits_for__in=["answer", "reply", "time", "call"])
                | Q(ended_at__isnull=False, waits_for="", due_at__isnull=True) & ~Q(ended=""),
            ),
            models.CheckConstraint(
                name="run_ended_is_known",
                condition=Q(
                    ended__in=[
                        "",
                        "finished",
                        "handed_off",
                        "person_took",
                        "opted_out",
                        "timed_out",
                        "refused",
                        "resolved",
                        "circled",
                    ]
                ),
            ),
            models.CheckConstraint(
                name="run_waiting_for_its_time_knows_it",
                condition=~Q(waits_for="time") | Q(due_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], name="run_due", condition=Q(due_at__isnull=False)),
            models.Index(
                fields=["thread", "-moved_at"], name="run_alive", condition=Q(ended_at__isnull=True)
            ),
            models.Index(fields=["thread", "-id"], name="run_of_thread"),
            models.Index(fields=["rule", "-started_at"], name="run_of_rule"),
        ]

    def __str__(self) -> str:
        return f"{self.rule} #{self.pk}"


class StepDone(models.Model):
    """A step of a run that was done, or passed over and why (K-10). Rows stay as written.

    ``words`` is the wording as the rule holds it, ``wording`` its place among them: the words, not
    the place, are what a contact must not get twice (C-1).
    """

    class Skipped(models.TextChoices):
        ALL_SENT = "all_sent", _("The contact has had every wording of this rule")
        REFUSED = "refused", _("The guard refused it")
        NO_COMMENT = "no_comment", _("There was no comment to answer")
        NO_ACCESS = "no_access", _("The account may not do this")
        NOT_THERE = "not_there", _("What it names is not there any more")

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="+", db_index=False)
    run = models.ForeignKey(Run, models.CASCADE, related_name="steps", db_constraint=False)
    rule = models.ForeignKey(
        Rule, models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    contact = models.ForeignKey(
        Contact, models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    visit = models.PositiveIntegerField()  # counts from 0 within the run
    place = models.PositiveSmallIntegerField()  # the step's index in the version
    kind = models.CharField(max_length=16)
    outbound = models.OneToOneField(
        Outbound,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="flow_step",
        db_constraint=False,
    )
    wording = models.PositiveSmallIntegerField(null=True, blank=True)
    words = models.TextField(blank=True)
    skipped = models.CharField(max_length=12, choices=Skipped, blank=True)
    detail = models.TextField(blank=True)  # what it captured, chose or called; why it was skipped
    at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[Door[WorkspaceQuerySet[StepDone]]] = Door(WorkspaceQuerySet)
    everywhere = WorkspaceQuerySet["StepDone"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "visit"], name="step_done_once"),
            SameWorkspace(field="run", name="step_run_same_workspace"),
            SameWorkspace(field="rule", name="step_rule_same_workspace"),
            SameWorkspace(field="contact", name="step_contact_same_workspace"),
            SameWorkspace(field="outbound", name="step_outbound_same_workspace"),
        ]
        indexes = [
            models.Index(
                fields=["contact", "rule"], name="step_said_to_contact", condition=~Q(words="")
            ),
            models.Index(fields=["rule", "-at"], name="step_of_rule"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.visit}"
