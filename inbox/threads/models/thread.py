"""The one conversation between a contact and an account."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from inbox.accounts.models import Account, Member, Team, Workspace
from inbox.accounts.scoping import Door, SameWorkspace, WorkspaceQuerySet
from inbox.contacts.models import Contact
from inbox.threads.window import OpenComment, Window


class AlreadyTaken(Exception):
    """A colleague took the thread first (H-7)."""

    def __init__(self, by: Member) -> None:
        self.by = by
        super().__init__(f"{by.name} has it")


class ThreadQuerySet(WorkspaceQuerySet["Thread"]):
    """Questions that lists and boards ask."""

    def shown(self) -> Self:
        """Threads in which there is something to see."""
        return self.filter(last_item_at__isnull=False)

    def needing_reply(self) -> Self:
        """Open threads where the contact had the last word, or waits for a person: to tell them
        when one comes is no answer."""
        unanswered = Q(last_business_at=None) | Q(last_contact_at__gt=F("last_business_at"))
        unanswered |= Q(handler=Thread.Handler.WAITING)
        return self.filter(
            unanswered, lifecycle=Thread.Lifecycle.OPEN, last_contact_at__isnull=False
        )


class Thread(models.Model):
    """What one contact and one account have said to each other, for ever.

    All times are the platform's own, in UTC. Lifecycle, handler and window are three separate
    things: the window is never stored, only ``last_inbound_at`` from which it follows (W-1).
    """

    class Lifecycle(models.TextChoices):
        OPEN = "open", _("Open")
        SNOOZED = "snoozed", _("Snoozed")
        RESOLVED = "resolved", _("Resolved")

    class Handler(models.TextChoices):
        AUTOMATION = "automation", _("Automation")
        WAITING = "waiting", _("Waiting for a person")
        HUMAN = "human", _("Person")

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="+", db_index=False)
    account = models.ForeignKey(
        Account, models.CASCADE, related_name="threads", db_constraint=False, db_index=False
    )
    contact = models.ForeignKey(
        Contact, models.CASCADE, related_name="threads", db_constraint=False, db_index=False
    )
    lifecycle = models.CharField(max_length=8, choices=Lifecycle, default=Lifecycle.OPEN)
    handler = models.CharField(max_length=10, choices=Handler, default=Handler.AUTOMATION)
    assignee = models.ForeignKey(
        Member, models.SET_NULL, null=True, blank=True, related_name="threads", db_constraint=False
    )
    team = models.ForeignKey(
        Team, models.SET_NULL, null=True, blank=True, related_name="threads", db_constraint=False
    )
    wakes_at = models.DateTimeField(null=True, blank=True)
    # The contact's last act that opens the window, and what it was (W-2, W-5).
    last_inbound_at = models.DateTimeField(null=True, blank=True)
    last_inbound_cause = models.CharField(max_length=24, blank=True)
    opened_by = models.ForeignKey(
        "Message", models.SET_NULL, null=True, blank=True, related_name="+", db_constraint=False
    )
    last_ad_at = models.DateTimeField(null=True, blank=True)  # the newest message from an ad (W-2)
    # The newest comment still owed its one private reply (W-6).
    open_comment = models.ForeignKey(
        "Message", models.SET_NULL, null=True, blank=True, related_name="+", db_constraint=False
    )
    last_contact_at = models.DateTimeField(null=True, blank=True)  # any word of theirs
    last_business_at = models.DateTimeField(null=True, blank=True)  # any word of ours
    # What lists sort by; None while a receipt or a reaction is all that has come.
    last_item_at = models.DateTimeField(null=True, blank=True)
    last_message = models.ForeignKey(
        "Message", models.SET_NULL, null=True, blank=True, related_name="+", db_constraint=False
    )
    # Another connected app controls the conversation until then, and may alone write in it.
    other_app_until = models.DateTimeField(null=True, blank=True)
    other_app = models.CharField(
        max_length=64, blank=True, db_default=""
    )  # its id, where the platform says it
    contact_saw_at = models.DateTimeField(null=True, blank=True)  # newest "seen" receipt
    unread = models.PositiveIntegerField(default=0)  # the contact's messages nobody opened
    created_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[Door[ThreadQuerySet]] = Door(ThreadQuerySet)
    everywhere = ThreadQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "contact"], name="thread_one_per_contact_and_account"
            ),
            models.UniqueConstraint(fields=["id", "workspace"], name="thread_of_its_workspace"),
            SameWorkspace(field="account", name="thread_account_same_workspace"),
            SameWorkspace(field="contact", name="thread_contact_same_workspace"),
            SameWorkspace(field="assignee", name="thread_assignee_same_workspace"),
            SameWorkspace(field="team", name="thread_team_same_workspace"),
            SameWorkspace(field="open_comment", name="thread_open_comment_same_workspace"),
            SameWorkspace(field="opened_by", name="thread_opened_by_same_workspace"),
            SameWorkspace(field="last_message", name="thread_last_message_same_workspace"),
            models.CheckConstraint(
                name="thread_lifecycle_is_known",
                condition=Q(lifecycle__in=["open", "snoozed", "resolved"]),
            ),
            models.CheckConstraint(
                name="thread_handler_is_known",
                condition=Q(handler__in=["automation", "waiting", "human"]),
            ),
            models.CheckConstraint(
                name="thread_snoozed_has_a_wake_time",
                condition=~Q(lifecycle="snoozed") | Q(wakes_at__isnull=False),
            ),
            models.CheckConstraint(
                name="thread_opening_has_a_cause",
                condition=Q(last_inbound_at__isnull=True) | ~Q(last_inbound_cause=""),
            ),
        ]
        indexes = [
            models.Index(fields=["workspace", "-last_item_at", "-id"], name="thread_newest"),
            models.Index(
                fields=["workspace", "last_inbound_at", "id"],
                name="thread_reply_by",
                condition=Q(lifecycle="open"),
            ),
            models.Index(fields=["contact"], name="thread_of_contact"),
        ]

    def __str__(self) -> str:
        return f"{self.contact} · {self.account}"

    def window(self, now: datetime) -> Window:
        """What may be sent here at ``now``; reads the account and the open comment, if any."""
        able = self.account.capabilities
        return Window.at(self.last_inbound_at, now, able, self._owed, self.last_ad_at)

    @property
    def _owed(self) -> OpenComment | None:
        comment = self.open_comment
        if comment is None or comment.sent_at is None:
            return None
        return OpenComment(comment.sent_at, comment.is_on_live)

    @property
    def needs_reply(self) -> bool:
        """The contact had the last word, or waits for a person, and the thread is open."""
        if self.lifecycle != self.Lifecycle.OPEN or self.last_contact_at is None:
            return False
        if self.handler == self.Handler.WAITING:
            return True
        return self.last_business_at is None or self.last_contact_at > self.last_business_at

    def take(self, member: Member) -> None:
        """Give the thread to ``member``, or raise AlreadyTaken when a colleague was first (H-7)."""
        free = Thread.everywhere.filter(Q(assignee=None) | Q(assignee=member), pk=self.pk)
        while not free.update(assignee=member, handler=self.Handler.HUMAN):
            self.refresh_from_db(fields=["assignee"])
            if self.assignee:
                raise AlreadyTaken(self.assignee)
        self.assignee, self.handler = member, self.Handler.HUMAN

    def give(self, member: Member | None, team: Team | None, handler: str) -> None:
        """To ``member``, whoever had it, or with None to ``team`` for one of it to take."""
        self._move(assignee=member, team=team or self.team, handler=handler)

    def release(self) -> None:
        """Nobody's again; whoever handles it stays the same."""
        self._move(assignee=None)

    def give_back(self) -> None:
        """Automation's again, and nobody's (K-7)."""
        self._move(assignee=None, handler=self.Handler.AUTOMATION)

    def resolve(self) -> None:
        """Close the thread until the contact writes again; automations may answer it then (K-7)."""
        self._move(
            lifecycle=self.Lifecycle.RESOLVED, handler=self.Handler.AUTOMATION, wakes_at=None
        )

    def snooze(self, until: datetime) -> None:
        """Out of sight until then; a word of the contact brings it back before."""
        self._move(lifecycle=self.Lifecycle.SNOOZED, wakes_at=until)

    def reopen(self) -> None:
        self._move(lifecycle=self.Lifecycle.OPEN, wakes_at=None)

    def mark_read(self) -> None:
        """Somebody of the team has looked."""
        self._move(unread=0)

    def _move(self, **fields: object) -> None:
        Thread.everywhere.filter(pk=self.pk).update(**fields)
        for name, value in fields.items():
            setattr(self, name, value)
