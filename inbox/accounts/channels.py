"""What each channel supports, as data (T-1, X-1). The core asks this table, never a name."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What may be sent over a channel, and for how long.

    ``open_for`` and ``human_agent_for`` count from the contact's last message, ``comment_for``
    from the comment; ``human_agent_for`` is None where people get no longer window (W-11).
    """

    open_for: timedelta
    human_agent_for: timedelta | None
    comment_for: timedelta
    tags: frozenset[str]
    text_bytes: int
    quick_replies: int
    quick_reply_characters: int

    def without_human_agent(self) -> Capabilities:
        """The same channel for an account that lacks the Human Agent approval (W-11)."""
        return replace(self, human_agent_for=None, tags=self.tags - {"HUMAN_AGENT"})


INSTAGRAM = Capabilities(
    open_for=timedelta(hours=24),
    human_agent_for=timedelta(days=7),
    comment_for=timedelta(days=7),
    tags=frozenset({"HUMAN_AGENT"}),
    text_bytes=1000,
    quick_replies=13,
    quick_reply_characters=20,
)

CHANNELS = {"instagram": INSTAGRAM}
