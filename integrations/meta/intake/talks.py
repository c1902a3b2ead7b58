"""Threads while a batch is folded. Times only move forward, whatever the order of arrival."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from inbox.accounts.channels import Cause
from inbox.contacts.models import Contact
from inbox.threads.models import Message, Thread
from integrations.meta.intake.lines import NEVER, Line
from integrations.meta.wire.values import Said

Place = tuple[datetime, str]


@dataclass(slots=True)
class Talk:
    """A thread with its contact, as stored and as it will be."""

    workspace_id: int
    account_id: int
    contact_id: int
    scoped_id: str
    thread_id: int
    profile: str
    profile_at: datetime | None
    has_username: bool
    lifecycle: str
    last_inbound_at: datetime | None
    last_inbound_cause: str
    opened_by_id: int | None
    opened_by: str | None  # the external id of that message
    last_ad_at: datetime | None
    last_contact_at: datetime | None
    last_business_at: datetime | None
    last_item_at: datetime | None
    contact_saw_at: datetime | None
    last_message_id: int | None
    last_place: Place | None
    open_comment_id: int | None
    comment_place: Place | None
    unread: int = 0  # to be added
    last_line: Line | None = None
    opening_line: Line | None = None
    comment_line: Line | None = None
    username: str = ""
    reopened_by: list[Line] = field(default_factory=list)
    has_written: bool = False
    changed: bool = False

    def hear(self, said: Said, line: Line, at: datetime) -> None:
        """The contact said ``line`` at ``at``; some ways of saying open the window (W-2, W-4)."""
        self.last_contact_at = self._later(self.last_contact_at, at)
        if not said.cause:
            return
        if said.cause == Cause.AD:
            self.last_ad_at = self._later(self.last_ad_at, at)
        opening = (at, said.cause, said.external_id)
        if opening > self._opening:
            self.last_inbound_at, self.last_inbound_cause, self.opened_by = opening
            self.opening_line, self.changed = line, True

    @property
    def _opening(self) -> tuple[datetime, str, str]:
        """What keeps the window open; later ones win, and among equals always the same."""
        return self.last_inbound_at or NEVER, self.last_inbound_cause, self.opened_by or ""

    def answered(self, at: datetime) -> None:
        """The business said something at ``at``."""
        self.last_business_at = self._later(self.last_business_at, at)

    def seen(self, at: datetime) -> None:
        self.contact_saw_at = self._later(self.contact_saw_at, at)

    def happened(self, at: datetime) -> None:
        """Something to show happened at ``at``."""
        self.last_item_at = self._later(self.last_item_at, at)

    def add(self, line: Line) -> None:
        """A message that was told just now takes its place."""
        if self.last_place is None or line.order > self.last_place:
            self.last_place, self.last_line, self.changed = line.order, line, True
        self.happened(line.order[0])
        if line.is_inbound:
            self._add_inbound(line)

    def _add_inbound(self, line: Line) -> None:
        self.unread += 1
        self.changed = True
        if self.lifecycle != Thread.Lifecycle.OPEN:
            self.lifecycle = Thread.Lifecycle.OPEN
            self.reopened_by.append(line)
        if line.kind != Message.Kind.COMMENT:
            self.has_written = True
        elif self.comment_place is None or line.order > self.comment_place:
            self.comment_place, self.comment_line = line.order, line

    def call_by(self, username: str) -> None:
        """Comments bring the writer's username; it fills a gap and overrides nothing."""
        if username and not self.has_username and username > self.username:
            self.username = username

    def wants_profile(self, before: datetime) -> bool:
        """They wrote, so a look-up is allowed now; a refusal before ``before`` may have passed."""
        if not self.has_written or self.profile == Contact.Profile.KNOWN:
            return False
        return self.profile_at is None or self.profile_at < before

    def _later(self, stored: datetime | None, at: datetime) -> datetime:
        if stored is None or at > stored:
            self.changed = True
            return at
        return stored
