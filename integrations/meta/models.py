"""What Meta sent: raw deliveries until they are understood, and one row for each thing in them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from inbox.accounts.models import Account, Workspace
from inbox.accounts.scoping import Door, SameWorkspace, WorkspaceQuerySet
from inbox.threads.models import Message, Thread


class Delivery(models.Model):
    """One POST of the webhook, stored before it was acknowledged (F-5).

    ``body`` is the bytes as they came. It is emptied in the transaction that gives each item in it
    an Event of its own, and kept when it could not even be read (then ``error`` says why). No
    workspace: whose it is, is only known once it has been read.
    """

    body = models.BinaryField()
    received_at = models.DateTimeField(default=timezone.now)
    processed_at = models.DateTimeField(null=True, blank=True)
    items = models.PositiveIntegerField(default=0)  # how many things were in it
    error = models.TextField(blank=True)

    objects = models.Manager["Delivery"]()

    class Meta:
        verbose_name_plural = "deliveries"
        indexes = [
            models.Index(
                fields=["id"], name="delivery_unprocessed", condition=Q(processed_at__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"Delivery {self.pk}"


class Event(models.Model):
    """One thing Meta told us, and what came of it: the trace, from which it can be redone (K-10).

    ``owner`` is the platform's id of the account it is about, known or not; with ``key`` it makes a
    repeat harmless. ``subject`` is the id of the message or comment concerned. ``payload`` is a
    webhook entry with this one item in it; of an unsent message only the removal is left.
    """

    class Kind(models.TextChoices):
        MESSAGE = "message", _("Message")
        ECHO = "echo", _("Message of ours")
        POSTBACK = "postback", _("Tap on a button")
        EDIT = "edit", _("Edited message")
        UNSEND = "unsend", _("Unsent message")
        REACTION = "reaction", _("Reaction")
        SEEN = "seen", _("Seen receipt")
        REFERRAL = "referral", _("Link followed")
        OPT_IN = "opt_in", _("Opt-in")
        CONTROL = "control", _("Change of the app in charge")
        COMMENT = "comment", _("Comment")
        MENTION = "mention", _("Mention")
        UNKNOWN = "unknown", _("Unknown event")
        BODY = "body", _("Unreadable delivery")

    class Outcome(models.TextChoices):
        APPLIED = "applied", _("Applied")
        IGNORED = "ignored", _("Nothing to do")
        WAITING = "waiting", _("Waiting")  # for its account to be connected, or for its message
        UNKNOWN = "unknown", _("Not understood")
        SET_ASIDE = "set_aside", _("Set aside")

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="+", null=True)
    account = models.ForeignKey(
        Account,
        models.CASCADE,
        related_name="events",
        null=True,
        db_constraint=False,
        db_index=False,
    )
    owner = models.CharField(max_length=64, blank=True)
    key = models.CharField(max_length=255)
    kind = models.CharField(max_length=10, choices=Kind)
    subject = models.CharField(max_length=255, blank=True)
    payload = models.JSONField()
    occurred_at = models.DateTimeField()  # the platform's time, never in the future (W-4)
    received_at = models.DateTimeField()
    outcome = models.CharField(max_length=10, choices=Outcome)
    error = models.TextField(blank=True)
    delivery = models.ForeignKey(
        Delivery, models.SET_NULL, related_name="+", null=True, db_index=False
    )
    thread = models.ForeignKey(
        Thread, models.SET_NULL, related_name="+", null=True, db_constraint=False, db_index=False
    )
    message = models.ForeignKey(
        Message, models.SET_NULL, related_name="+", null=True, db_constraint=False
    )

    objects: ClassVar[Door[WorkspaceQuerySet[Event]]] = Door(WorkspaceQuerySet)
    everywhere = WorkspaceQuerySet["Event"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "key"], name="event_happens_once"),
            SameWorkspace(field="account", name="event_account_same_workspace"),
            models.CheckConstraint(
                name="event_outcome_is_known",
                condition=Q(outcome__in=["applied", "ignored", "waiting", "unknown", "set_aside"]),
            ),
            models.CheckConstraint(
                name="event_of_an_account_has_its_workspace",
                condition=Q(account__isnull=True, workspace__isnull=True)
                | Q(account__isnull=False, workspace__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["owner", "subject"], name="event_about"),
            models.Index(
                fields=["workspace", "-id"],
                name="event_needs_a_look",
                condition=Q(outcome__in=["set_aside", "unknown", "waiting"]),
            ),
            models.Index(
                fields=["account", "subject"],
                name="event_waiting",
                condition=Q(outcome="waiting"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.key}"
