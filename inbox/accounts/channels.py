"""What each channel supports, as data (T-1, X-1). The core asks this table, never a name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

HUMAN_AGENT = "HUMAN_AGENT"
MEGABYTE = 1 << 20  # bytes


class Cause(StrEnum):
    """The acts of a contact that open the window (W-2)."""

    MESSAGE = "message"
    STORY_REPLY = "story_reply"
    STORY_MENTION = "story_mention"
    TAP = "tap"
    AD = "ad"


class MediaKind(StrEnum):
    """The kinds of file that a channel may carry."""

    IMAGE = "image"
    AUDIO = "audio"
    VIDEO = "video"
    FILE = "file"


@dataclass(frozen=True, slots=True)
class MediaLimit:
    """Which files of a kind a channel takes: content types, and the most bytes."""

    types: tuple[str, ...]
    size: int


@dataclass(frozen=True, slots=True)
class Tag:
    """A word that lets a message go outside the window, and what it is for (T-1)."""

    name: str
    meaning: str | Promise


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What may be sent over a channel, and for how long.

    ``open_for`` counts from any act of Cause; ``longer`` names the causes that open it for longer.
    ``human_agent_for`` counts from the contact's last message and is None where people get no
    longer window; ``approval_gives`` is then what they would get with the approval that the
    account lacks (W-11). ``comment_for`` and ``live_comment_for`` count from the comment.
    ``refused_since`` dates the tags that a channel once took.
    """

    open_for: timedelta
    human_agent_for: timedelta | None
    comment_for: timedelta
    live_comment_for: timedelta
    tags: frozenset[str]
    text_bytes: int
    media: Mapping[MediaKind, MediaLimit]
    quick_replies: int
    quick_reply_characters: int
    buttons: int
    button_characters: int
    button_text_characters: int  # the words above buttons
    payload_characters: int  # what a tap tells us
    longer: Mapping[Cause, timedelta] = field(default_factory=dict)
    refused_since: Mapping[str, date] = field(default_factory=dict)
    approval_gives: timedelta | None = None

    def without_human_agent(self) -> Capabilities:
        """The same channel for an account that lacks the Human Agent approval (W-11)."""
        return replace(
            self,
            human_agent_for=None,
            approval_gives=self.human_agent_for,
            tags=self.tags - {HUMAN_AGENT},
        )

    def without_longer(self) -> Capabilities:
        """The same channel for an account that has not confirmed its longer windows (W-2)."""
        return replace(self, longer={})

    def lasts(self, cause: Cause) -> timedelta:
        """How long ``cause`` keeps the window open (W-2)."""
        return self.longer.get(cause, self.open_for)

    def comment_lasts(self, *, live: bool) -> timedelta:
        """How long a comment grants its one private reply (W-6)."""
        return self.live_comment_for if live else self.comment_for


TAGS = {
    tag.name: tag
    for tag in (
        Tag(HUMAN_AGENT, _("a person answers a question, within 7 days")),
        Tag("POST_PURCHASE_UPDATE", _("news about an order the contact made")),
        Tag("CONFIRMED_EVENT_UPDATE", _("a reminder of an event the contact signed up for")),
        Tag("ACCOUNT_UPDATE", _("a change in the contact's account or application")),
    )
}
# Meta refuses all tags but HUMAN_AGENT with code 100 since this day, on both channels.
_RETIRED = {name: date(2026, 4, 27) for name in TAGS if name != HUMAN_AGENT}

INSTAGRAM = Capabilities(
    open_for=timedelta(hours=24),
    longer={Cause.AD: timedelta(days=7)},  # Meta's policy page of 2026-09-28
    human_agent_for=timedelta(days=7),
    comment_for=timedelta(days=7),
    live_comment_for=timedelta(hours=4),  # while it is live; no broadcast lasts longer
    tags=frozenset({HUMAN_AGENT}),
    refused_since=_RETIRED,
    text_bytes=1000,
    media={
        MediaKind.IMAGE: MediaLimit(("image/png", "image/jpeg", "image/gif"), 8 * MEGABYTE),
        MediaKind.AUDIO: MediaLimit(
            ("audio/aac", "audio/mp4", "audio/x-m4a", "audio/wav", "audio/x-wav"), 25 * MEGABYTE
        ),
        MediaKind.VIDEO: MediaLimit(
            ("video/mp4", "video/ogg", "video/x-msvideo", "video/quicktime", "video/webm"),
            25 * MEGABYTE,
        ),
        MediaKind.FILE: MediaLimit(("application/pdf",), 25 * MEGABYTE),  # since 2025-12-19
    },
    quick_replies=13,
    quick_reply_characters=20,
    buttons=3,
    button_characters=20,
    button_text_characters=640,
    payload_characters=1000,
)

CHANNELS = {"instagram": INSTAGRAM}
