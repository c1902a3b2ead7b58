"""What the guard is told a thread allows, and what it says."""

from __future__ import annotations

from dataclasses import InitVar, asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Self

from inbox.accounts.channels import HUMAN_AGENT, MediaKind
from inbox.delivery.guard.content import Button, Content, Media, QuickReply, Text
from inbox.delivery.models import Reason


class Surface(StrEnum):
    """Where the words will appear; the same words as ``Outbound.Kind``."""

    MESSAGE = "message"
    PRIVATE_REPLY = "private_reply"
    PUBLIC_REPLY = "public_reply"


@dataclass(frozen=True, slots=True)
class CommentGrant:
    """What a comment allows: public replies, and exactly one private reply (W-6).

    ``ends_at`` is when the private reply becomes too late; None says that it already is.
    ``is_over`` says that the live video it was under has ended.
    """

    comment_id: str
    ends_at: datetime | None
    is_spent: bool = False
    is_live: bool = False
    is_over: bool = False
    is_deleted: bool = False
    is_hidden: bool = False


@dataclass(frozen=True, slots=True)
class Grants:
    """Whom a thread lets us write to: its contact and, beside the window, one of their comments.

    With a ``comment`` the message answers that comment, ``publicly`` below it; without one it goes
    to the contact. ``other_app``: another connected app controls the conversation.
    ``promotions_blocked``: the workspace lets nobody confirm what looks promotional (W-12).
    """

    contact_id: str
    comment: CommentGrant | None = None
    publicly: bool = False
    other_app: bool = False
    promotions_blocked: bool = False


@dataclass(frozen=True, slots=True)
class Envelope:
    """What exactly will be sent, in our own terms.

    ``recipient`` is the contact's scoped id, or the comment's id on the two comment surfaces.
    """

    surface: Surface
    recipient: str
    text: str = ""
    tag: str | None = None
    media: Media | None = None
    quick_replies: tuple[QuickReply, ...] = ()
    buttons: tuple[Button, ...] = ()

    @classmethod
    def of(cls, surface: Surface, recipient: str, content: Content, tag: str | None = None) -> Self:
        if isinstance(content, Media):
            return cls(surface, recipient, media=content, tag=tag)
        taps, buttons = content.quick_replies, content.buttons
        return cls(surface, recipient, content.text, tag, quick_replies=taps, buttons=buttons)

    def content(self, support_because: str = "") -> Content:
        """What it carries, as the guard is asked about it again; a stamped tag is no part of it."""
        if self.media is not None:
            return self.media
        asked = self.tag if self.tag and self.tag != HUMAN_AGENT else ""
        return Text(self.text, self.quick_replies, asked, support_because, self.buttons)

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> Self:
        media = stored.get("media")
        return cls(
            surface=Surface(stored["surface"]),
            recipient=stored["recipient"],
            text=stored["text"],
            tag=stored.get("tag"),
            media=Media(**{**media, "kind": MediaKind(media["kind"])}) if media else None,
            quick_replies=tuple(QuickReply(**each) for each in stored.get("quick_replies", ())),
            buttons=tuple(Button(**each) for each in stored.get("buttons", ())),
        )


PROOF = object()  # known to the guard alone


@dataclass(frozen=True, slots=True)
class Allowed:
    """This envelope may go, until ``ends_at`` (None: time alone forbids nothing).

    ``live`` says that it answers a comment on a live video. Only ``decide`` can make one: the proof
    is not kept, so a copy can't be made either.
    """

    envelope: Envelope
    ends_at: datetime | None
    proof: InitVar[object]
    live: bool = False

    def __post_init__(self, proof: object) -> None:
        if proof is not PROOF:
            raise TypeError("Only guard.decide() can allow a message.")


@dataclass(frozen=True, slots=True)
class Refused:
    """This may not go. ``code`` is stable for programs, ``detail`` tells a person what to do.

    ``words`` are what looked promotional, as they were written (W-12).
    """

    reason: Reason
    code: str
    detail: str
    words: tuple[str, ...] = ()


Verdict = Allowed | Refused
