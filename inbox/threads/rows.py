"""A thread as one row of a list: three lines, nothing personal, nothing asked of the database."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from inbox.threads.chips import Chip
from inbox.threads.lists import FAILED, NEVER, deadline_of, views_of
from inbox.threads.models import Message, Thread

SURFACES: dict[str, str | Promise] = {
    Message.Kind.COMMENT: gettext_lazy("Comment"),
    Message.Kind.STORY_REPLY: gettext_lazy("Story"),
    Message.Kind.STORY_MENTION: gettext_lazy("Story"),
}


@dataclass(frozen=True, slots=True)
class Snippet:
    """The last thing said: an icon for its kind, who of us said it, and the words."""

    text: str
    icon: str = ""
    by: str = ""
    failed: bool = False
    unsent: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """What ``_row.html`` needs. ``by_deadline`` and ``by_newest`` sort rows as plain strings."""

    thread: Thread
    chip: Chip
    snippet: Snippet
    views: tuple[str, ...]

    @classmethod
    def of(cls, thread: Thread, now: datetime) -> Row:
        """Needs a thread from ``lists.for_rows``."""
        chip = Chip.of(thread, now)
        return cls(thread, chip, snippet_of(thread.last_message), tuple(views_of(thread)))

    @property
    def surface(self) -> str:
        last = self.thread.last_message
        return str(SURFACES.get(last.kind if last else "", _("DM")))

    @property
    def by_deadline(self) -> str:
        thread = self.thread
        if thread.needs_reply and thread.last_contact_at:
            due = _ascending(deadline_of(thread))
            return f"1|{due}|{_ascending(thread.last_contact_at)}|{thread.pk:020d}"
        return f"2|{self.by_newest}"

    @property
    def by_newest(self) -> str:
        """Descending by time and id."""
        at = _ascending(NEVER, less=self.thread.last_item_at or self.thread.created_at)
        return f"{at}|{10**20 - self.thread.pk:020d}"

    @property
    def sentence(self) -> str:
        """The row's link for readers that do not see it."""
        thread, snippet = self.thread, self.snippet
        parts = [thread.contact.display_name]
        if thread.contact.name and thread.contact.username:
            parts.append(f"@{thread.contact.username}")
        if thread.unread:
            parts.append(_("%(count)d unread") % {"count": thread.unread})
        if snippet.text:
            parts.append(
                _("%(who)s: %(text)s") % {"who": snippet.by or _("says"), "text": snippet.text}
            )
        parts += [self.chip.sentence, self.surface]
        if thread.assignee:
            parts.append(_("assigned to %(name)s") % {"name": thread.assignee.name})
        return ", ".join(parts)


def rows(threads: Iterable[Thread], now: datetime) -> list[Row]:
    return [Row.of(thread, now) for thread in threads]


def snippet_of(message: Message | None) -> Snippet:
    if message is None:
        return Snippet("")
    if message.unsent_at:
        return Snippet(_("Message unsent"), icon="undo", unsent=True)
    icon, text = _content(message)
    outbound = getattr(message, "outbound", None)
    return Snippet(
        text,
        icon="bolt" if message.origin == Message.Origin.AUTOMATION else icon,
        by=_by(message),
        failed=outbound is not None and _has_failed(outbound),
    )


def _has_failed(outbound: Any) -> bool:
    """Whether it did not go, or only a person can tell if it did, and nobody has seen to it."""
    asks = outbound.state == "unknown" and outbound.check_due_at is None
    return outbound.handled_at is None and (asks or outbound.state in FAILED)


def _by(message: Message) -> str:
    if message.origin == Message.Origin.MEMBER:
        name = message.member.name if message.member else message.author_name
        return name.split(" ")[0]
    if message.origin == Message.Origin.API:
        return message.author_name or _("API")
    return _("App") if message.origin == Message.Origin.APP else ""


def _content(message: Message) -> tuple[str, str]:
    """An icon for what is not plain text, and the words."""
    if message.kind == Message.Kind.TAP:
        return "tap", str(message.context.get("tap", {}).get("title", "")) or message.text
    if message.kind == Message.Kind.STORY_MENTION:
        return "story", message.text or _("Mentioned you in a story")
    if message.kind == Message.Kind.STORY_REPLY:
        return "story", message.text or _("Replied to your story")
    if message.kind == Message.Kind.COMMENT:
        return "comment", message.text
    if message.kind == Message.Kind.UNSUPPORTED:
        return "alert", _("Something Instagram does not share")
    files = list(message.attachments.all())
    if files and not message.text:
        return "clip", files[0].get_kind_display()
    return ("clip" if files else ""), message.text


def _ascending(moment: datetime, less: datetime | None = None) -> str:
    """Microseconds of ``moment`` (less those of ``less``), padded: strings sort as times do."""
    micros = int(moment.timestamp() * 1_000_000)
    return f"{micros - int(less.timestamp() * 1_000_000) if less else micros:020d}"
