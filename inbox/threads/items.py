"""One item of a timeline as the screen shows it: kind, side, words of origin and state."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from inbox.threads.comments import NO_FACTS, Card, Facts, wish_words
from inbox.threads.happenings import EventItem
from inbox.threads.models import Message, Note
from inbox.threads.reasons import Explanation, explain
from inbox.threads.remedies import of_waiting
from inbox.threads.sends import NO_SEND_FACTS, SendFacts
from inbox.threads.status import Moment, Status, history_of, status_of

GROUP_WITHIN = 300  # seconds between two of one author's items that share a head and a foot
FAILED = ("failed", "expired", "unknown")
_OUT = {
    Message.Origin.MEMBER: "out-agent",
    Message.Origin.AUTOMATION: "out-bot",
    Message.Origin.API: "out-api",
    Message.Origin.APP: "out-app",
}
_IN = {
    Message.Kind.TEXT: "in-text",
    Message.Kind.MEDIA: "in-media",
    Message.Kind.TAP: "in-tap",
    Message.Kind.STORY_REPLY: "in-story-reply",
    Message.Kind.STORY_MENTION: "in-story-mention",
    Message.Kind.COMMENT: "in-comment",
}


@dataclass(frozen=True, slots=True)
class MessageItem:
    """Something said by either side; with a ``card`` when it is a contact's comment."""

    message: Message
    quoted: Message | None = None
    card: Card | None = None
    facts: Facts = NO_FACTS
    send: SendFacts = NO_SEND_FACTS

    template = "threads/_item_message.html"

    @property
    def name(self) -> str:
        return f"message-{self.message.pk}"

    @property
    def at(self) -> datetime:
        return self.message.sent_at or self.message.created_at

    @property
    def order(self) -> tuple[datetime, int, str, int]:
        """Messages of one instant stand as the platform counts them; ours without id come last."""
        return (self.at, 1, self.message.external_id or "\U0010ffff", self.message.pk)

    @property
    def outbound(self) -> Any:
        return getattr(self.message, "outbound", None)

    @property
    def origin(self) -> str:
        """Whose it is and how it came, before anything happened to it."""
        if not self.message.is_inbound:
            return _OUT[Message.Origin(self.message.origin)]
        return _IN.get(Message.Kind(self.message.kind), "unsupported")

    @property
    def kind(self) -> str:
        if self.message.unsent_at:
            return "unsent"
        if self.message.kind == Message.Kind.UNSUPPORTED:
            return "unsupported"
        return "failed" if self.state in FAILED else self.origin

    @property
    def side(self) -> str:
        return "in" if self.message.is_inbound else "out"

    @property
    def author(self) -> str:
        """Items of one author next to each other are shown as a group."""
        message = self.message
        if message.origin == Message.Origin.MEMBER:
            return f"member-{message.member_id}"
        return f"{message.origin}-{message.author_name}"

    @property
    def author_name(self) -> str:
        message = self.message
        if message.origin == Message.Origin.MEMBER and message.member:
            return message.member.name
        return message.author_name

    @property
    def origin_words(self) -> str:
        """Who of us said it, in words; the contact's own need none."""
        match self.origin:
            case "out-app":
                return _("Sent from the Instagram app")
            case "out-bot":
                if not self.author_name:  # an acknowledgement of the product's own
                    return _("Automatic answer")
                return _("Rule: %(name)s") % {"name": self.author_name}
            case "out-api":
                return _("API: %(name)s") % {"name": self.author_name or _("unnamed")}
        return self.author_name if self.side == "out" else ""

    @property
    def reply_words(self) -> str:
        """Where a reply went that was no ordinary message; a public one names its comment."""
        if self.outbound and self.outbound.tag:
            return _("Human Agent tag")
        is_private = self.outbound and self.outbound.kind == "private_reply"
        return _("Private reply to a comment") if is_private else ""

    @property
    def is_public_reply(self) -> bool:
        return bool(self.outbound) and bool(self.outbound.kind == "public_reply")

    @property
    def may_delete(self) -> bool:
        """A public reply of ours that stands on the platform; nothing of a live video can go."""
        message = self.message
        on_platform = message.external_id is not None and message.unsent_at is None
        waits = bool(self.facts.wish) and not self.facts.wish_refused
        return self.is_public_reply and on_platform and not waits and not message.is_on_live

    @property
    def wish(self) -> str:
        return wish_words(self.facts)

    @property
    def state(self) -> str:
        return self.outbound.state if self.outbound else ""

    @property
    def status(self) -> Status | None:
        return status_of(self.outbound, self.message, self.send) if self.outbound else None

    @property
    def history(self) -> list[Moment]:
        return history_of(self.outbound, self.message, self.send)

    @property
    def failure(self) -> Explanation | None:
        """Why it did not go or has to wait, where its status alone would leave one guessing."""
        return explain(self.outbound, self.message, self.send) if self.outbound else None

    @property
    def turn_acts(self) -> tuple[str, ...]:
        """What can be done about a message that simply waits for its turn."""
        waits = self.state == "queued" and self.failure is None
        return of_waiting(self.outbound, self.message, self.send) if waits else ()

    @property
    def reactions(self) -> list[Any]:
        return [reaction for reaction in self.message.reactions.all() if reaction.emoji]

    @property
    def attachments(self) -> list[Any]:
        return [] if self.message.unsent_at else list(self.message.attachments.all())


@dataclass(frozen=True, slots=True)
class NoteItem:
    """What only the team reads."""

    note: Note

    template = "threads/_item_note.html"
    kind = side = "note"
    state = ""

    @property
    def name(self) -> str:
        return f"note-{self.note.pk}"

    @property
    def at(self) -> datetime:
        return self.note.created_at

    @property
    def order(self) -> tuple[datetime, int, str, int]:
        return (self.at, 2, "", self.note.pk)

    @property
    def author(self) -> str:
        return self.name  # notes stand alone


Item = MessageItem | NoteItem | EventItem
