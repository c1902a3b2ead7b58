"""Every message on its way out."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from inbox.accounts.channels import TAGS
from inbox.accounts.models import Account, ApiToken, Member, Workspace
from inbox.accounts.scoping import Door, SameWorkspace, WorkspaceQuerySet
from inbox.delivery.models.reason import Reason
from inbox.delivery.models.upload import Upload
from inbox.threads.models import Message, Thread


class Outbound(models.Model):
    """A message in the outbox: who wrote it, what exactly will be sent, and how far it has come.

    Its words are shown by ``message``; ``envelope`` is what the guard allowed, in the guard's own
    terms. ``client_key`` makes a repeated press one message.
    """

    class State(models.TextChoices):
        QUEUED = "queued", _("Queued")
        SENDING = "sending", _("Sending")
        SENT = "sent", _("Sent")
        DELIVERED = "delivered", _("Delivered")
        SEEN = "seen", _("Seen")
        FAILED = "failed", _("Failed")
        EXPIRED = "expired", _("Expired")
        WITHDRAWN = "withdrawn", _("Taken back")
        UNKNOWN = "unknown", _("Not sure it arrived")

    GIVEN_UP = (State.FAILED, State.EXPIRED, State.WITHDRAWN)  # it did not reach the contact

    class Kind(models.TextChoices):
        MESSAGE = "message", _("Direct message")
        PRIVATE_REPLY = "private_reply", _("Private reply")
        PUBLIC_REPLY = "public_reply", _("Public reply")

    class Author(models.TextChoices):
        PERSON = "person", _("Person")
        AUTOMATION = "automation", _("Automation")
        CAMPAIGN = "campaign", _("Campaign")
        API = "api", _("API")

    class Priority(models.IntegerChoices):
        """The classes of L-6; a lower number goes first."""

        PERSON = 1, _("People")
        ANSWER = 2, _("Answers")
        FOLLOW_UP = 3, _("Follow-ups")
        CAMPAIGN = 4, _("Campaigns")

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="+", db_index=False)
    account = models.ForeignKey(
        Account, models.CASCADE, related_name="outbox", db_constraint=False, db_index=False
    )
    thread = models.ForeignKey(
        Thread, models.CASCADE, related_name="outbox", db_constraint=False, db_index=False
    )
    message = models.OneToOneField(
        Message, models.CASCADE, related_name="outbound", db_constraint=False
    )
    kind = models.CharField(max_length=16, choices=Kind, default=Kind.MESSAGE)
    author = models.CharField(max_length=10, choices=Author)
    member = models.ForeignKey(
        Member, models.SET_NULL, null=True, blank=True, related_name="+", db_constraint=False
    )
    token = models.ForeignKey(
        ApiToken, models.SET_NULL, null=True, blank=True, related_name="+", db_constraint=False
    )
    # Which automation wrote it, by its id there; None for anybody else (F-2).
    rule_id = models.BigIntegerField(null=True, blank=True)
    priority = models.PositiveSmallIntegerField(choices=Priority)
    on_live = models.BooleanField(default=False, db_default=False)  # answers a live comment (L-2)
    tag = models.CharField(max_length=32, blank=True)
    comment = models.ForeignKey(
        Message, models.SET_NULL, null=True, blank=True, related_name="replies", db_constraint=False
    )
    upload = models.ForeignKey(
        Upload, models.PROTECT, null=True, blank=True, related_name="sends", db_constraint=False
    )
    support_because = models.CharField(
        max_length=200, blank=True, db_default=""
    )  # W-12: why it is no promotion
    envelope = models.JSONField()
    client_key = models.UUIDField()
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    reason = models.CharField(max_length=24, choices=Reason, blank=True)
    detail = models.TextField(blank=True)  # the platform's own words, or the guard's
    due_at = models.DateTimeField(null=True, blank=True)  # not before; None: as soon as possible
    window_ends_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    settled_at = models.DateTimeField(null=True, blank=True)  # sent, or given up
    # While nobody knows whether it arrived: how often the platform was asked, and when it is asked
    # next. None: only a person can tell (F-4).
    checks = models.PositiveSmallIntegerField(default=0, db_default=0)
    check_due_at = models.DateTimeField(null=True, blank=True)
    # A person has seen to the failure.
    handled_at = models.DateTimeField(null=True, blank=True)
    handled_by = models.ForeignKey(
        Member, models.SET_NULL, null=True, blank=True, related_name="+", db_constraint=False
    )

    calls_made = 0  # the number of its last attempt, where ``locks`` has read it

    objects: ClassVar[Door[WorkspaceQuerySet[Outbound]]] = Door(WorkspaceQuerySet)
    everywhere = WorkspaceQuerySet["Outbound"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["thread", "client_key"], name="outbound_pressed_once"),
            models.UniqueConstraint(fields=["id", "workspace"], name="outbound_of_its_workspace"),
            models.UniqueConstraint(
                fields=["comment"],
                condition=Q(kind="private_reply")
                & ~Q(state__in=["failed", "expired", "withdrawn"]),
                name="outbound_one_private_reply_per_comment",
            ),
            SameWorkspace(field="account", name="outbound_account_same_workspace"),
            SameWorkspace(field="thread", name="outbound_thread_same_workspace"),
            SameWorkspace(field="message", name="outbound_message_same_workspace"),
            SameWorkspace(field="member", name="outbound_member_same_workspace"),
            SameWorkspace(field="token", name="outbound_token_same_workspace"),
            SameWorkspace(field="comment", name="outbound_comment_same_workspace"),
            SameWorkspace(field="upload", name="outbound_upload_same_workspace"),
            SameWorkspace(field="handled_by", name="outbound_handled_by_same_workspace"),
            models.CheckConstraint(
                name="outbound_state_is_known",
                condition=Q(
                    state__in=[
                        "queued",
                        "sending",
                        "sent",
                        "delivered",
                        "seen",
                        "failed",
                        "expired",
                        "withdrawn",
                        "unknown",
                    ]
                ),
            ),
            models.CheckConstraint(
                name="outbound_failure_names_its_reason",
                condition=~Q(state__in=["failed", "expired"]) | ~Q(reason=""),
            ),
            models.CheckConstraint(
                name="outbound_author_is_known",
                condition=Q(author__in=["person", "automation", "campaign", "api"]),
            ),
            models.CheckConstraint(
                name="outbound_human_agent_is_a_person",  # W-10
                condition=~Q(tag="HUMAN_AGENT") | Q(author="person"),
            ),
            models.CheckConstraint(
                name="outbound_tag_is_known",
                condition=Q(tag__in=["", *TAGS]),  # T-1
            ),
            models.CheckConstraint(
                name="outbound_tagged_is_a_text_message",  # W-8
                condition=Q(tag="") | Q(kind="message", upload__isnull=True),
            ),
            models.CheckConstraint(
                name="outbound_kind_names_its_comment",
                condition=Q(kind="message", comment__isnull=True)
                | Q(kind__in=["private_reply", "public_reply"]),
            ),
            models.CheckConstraint(
                name="outbound_kind_is_known",
                condition=Q(kind__in=["message", "private_reply", "public_reply"]),
            ),
            models.CheckConstraint(
                name="outbound_priority_is_known", condition=Q(priority__gte=1, priority__lte=4)
            ),
            models.CheckConstraint(
                name="outbound_settled_has_its_time",
                condition=Q(state__in=["queued", "sending", "unknown"], settled_at__isnull=True)
                | (~Q(state__in=["queued", "sending", "unknown"]) & Q(settled_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="outbound_only_unknown_is_checked",  # F-4
                condition=Q(check_due_at__isnull=True) | Q(state="unknown"),
            ),
            models.CheckConstraint(
                name="outbound_only_failures_are_handled",
                condition=Q(handled_at__isnull=True)
                | Q(state__in=["failed", "expired", "unknown"]),
            ),
            models.CheckConstraint(
                name="outbound_live_is_a_private_reply",
                condition=Q(on_live=False) | Q(kind="private_reply"),
            ),
        ]
        indexes = [
            # What may go now, each line of the lane by itself: see ``queue``.
            models.Index(
                fields=["account", "author", "kind", "on_live", "priority", "window_ends_at", "id"],
                name="outbound_ready",
                condition=Q(state="queued", due_at__isnull=True),
            ),
            models.Index(
                fields=["account", "due_at"],
                name="outbound_later",
                condition=Q(state="queued", due_at__isnull=False),
            ),
            models.Index(
                fields=["account", "window_ends_at"],
                name="outbound_deadlines",
                condition=Q(state="queued"),
            ),
            models.Index(
                fields=["thread", "priority", "id"],
                name="outbound_pending_of_thread",
                condition=Q(state__in=["queued", "sending", "unknown"]),
            ),
            models.Index(
                fields=["check_due_at"],
                name="outbound_to_check",
                condition=Q(check_due_at__isnull=False),
            ),
            models.Index(
                fields=["workspace", "reason", "-id"],
                name="outbound_failures",
                condition=Q(state__in=["failed", "expired", "unknown"], handled_at__isnull=True),
            ),
            models.Index(
                fields=["workspace", "settled_at"],
                name="outbound_given_up_on",
                condition=Q(state__in=["failed", "expired"]),
            ),
            models.Index(
                fields=["account"], name="outbound_in_flight", condition=Q(state="sending")
            ),
            models.Index(fields=["thread", "-id"], name="outbound_of_thread"),
        ]

    def __str__(self) -> str:
        return f"{self.get_state_display()} #{self.pk}"
