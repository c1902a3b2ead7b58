"""Messages while a batch is folded: every rule here gives the same result in any order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from inbox.threads.models import Message
from integrations.meta.wire.values import Edited, File, Said

NEVER = datetime.min.replace(tzinfo=UTC)
FROM_OUTSIDE = (Message.Origin.CONTACT, Message.Origin.APP)


@dataclass(slots=True)
class Line:
    """A message row as it is and as it will be.

    Before anything told its words it is a shell (``sent_at`` None) that only holds what came early:
    an edit, a reaction, a receipt, the removal. ``files`` are to replace the stored attachments.
    """

    workspace_id: int
    account_id: int
    thread_id: int
    external_id: str
    id: int | None = None
    origin: str = Message.Origin.APP
    kind: str = Message.Kind.TEXT
    text: str = ""
    sent_at: datetime | None = None
    reply_to: str = ""
    context: Mapping[str, Any] = field(default_factory=dict)
    edits: int = 0
    edited_at: datetime | None = None
    unsent_at: datetime | None = None
    seen_at: datetime | None = None
    files: tuple[File, ...] | None = None
    changed: bool = False
    told_now: bool = False
    unsent_now: bool = False

    @property
    def order(self) -> tuple[datetime, str]:
        """Where it stands in its thread: by the platform's time, then by its id."""
        return self.sent_at or NEVER, self.external_id

    @property
    def is_ours(self) -> bool:
        """Written here; what Meta echoes of it adds nothing."""
        return self.origin not in FROM_OUTSIDE

    @property
    def is_inbound(self) -> bool:
        return self.origin == Message.Origin.CONTACT

    def tell(self, said: Said, at: datetime) -> None:
        """Take in the words. Told twice in two ways, the fuller way stays."""
        if self.is_ours:
            return
        if self.sent_at is None:
            self.origin = Message.Origin.CONTACT if said.inbound else Message.Origin.APP
            self.told_now = True
        elif _fullness(said.context) <= _fullness(self.context) or self.unsent_at:
            return
        self.sent_at = min(at, self.sent_at or at)
        self.changed = True
        if self.unsent_at is None:
            self._write(said)

    def _write(self, said: Said) -> None:
        self.kind, self.reply_to, self.files = said.kind, said.reply_to, said.files
        self.context = said.context or {}
        if not self.edits:
            self.text = said.text

    def edit(self, edited: Edited, at: datetime) -> None:
        """The highest number wins; at the same number the later one."""
        new = (edited.number, at, edited.text)
        if self.unsent_at or new <= (self.edits, self.edited_at or NEVER, self.text):
            return
        self.edits, self.edited_at, self.text = new
        self.changed = True

    def unsend(self, at: datetime) -> None:
        """A tombstone, which wins for ever: our copy of the words goes."""
        if self.unsent_at is None:
            self.kind, self.text, self.reply_to = Message.Kind.TEXT, "", ""
            self.context, self.files = {}, ()
            self.edits, self.edited_at = 0, None
            self.unsent_now = self.changed = True
        if self.unsent_at is None or at < self.unsent_at:
            self.unsent_at, self.changed = at, True

    def see(self, at: datetime) -> None:
        """The first receipt counts."""
        if self.seen_at is None or at < self.seen_at:
            self.seen_at, self.changed = at, True


def _fullness(context: Mapping[str, Any] | None) -> int:
    """A tap says more than the message sent along with it, and each more than its standby copy."""
    found = context or {}
    return 2 * ("tap" in found) + ("standby" not in found)


def in_order(lines: Iterable[Line]) -> list[Line]:
    return sorted(lines, key=lambda line: (line.account_id, line.order))
