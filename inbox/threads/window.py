"""What may be sent in a thread now, and until when: one pure value, asked by everything (W-1)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from inbox.accounts.channels import Capabilities


class State(StrEnum):
    """The states a window can be in; the words of screens, API and data attributes."""

    OPEN = "open"
    HUMAN_AGENT = "human_agent"
    LOCKED = "locked"
    COMMENT_REPLY = "comment_reply"


@dataclass(frozen=True, slots=True)
class Window:
    """What may be sent in a thread now, and until when (W-1, W-6).

    ``ends_at`` is an aware UTC datetime and exclusive: at exactly 24 h the state has changed. It is
    None when time alone changes nothing. ``next`` is the state that follows at ``ends_at``.
    """

    state: State
    ends_at: datetime | None
    next: State | None
    last_inbound_at: datetime | None

    @classmethod
    def at(
        cls,
        last_inbound_at: datetime | None,
        now: datetime,
        capabilities: Capabilities,
        comment_at: datetime | None = None,
    ) -> Window:
        """The window at ``now``; ``comment_at`` is of the newest comment still owed its reply."""
        fallback, fallback_ends = _after_messages(comment_at, now, capabilities)
        if last_inbound_at is None:
            return cls._closing(fallback, fallback_ends, None)
        closes = last_inbound_at + capabilities.open_for
        human_until = last_inbound_at + (capabilities.human_agent_for or capabilities.open_for)
        if now < closes < human_until:
            return cls(State.OPEN, closes, State.HUMAN_AGENT, last_inbound_at)
        if now < human_until:
            state = State.OPEN if now < closes else State.HUMAN_AGENT
            follows, _ = _after_messages(comment_at, human_until, capabilities)
            return cls(state, human_until, follows, last_inbound_at)
        return cls._closing(fallback, fallback_ends, last_inbound_at)

    @classmethod
    def _closing(cls, state: State, ends_at: datetime | None, last: datetime | None) -> Window:
        return cls(state, ends_at, State.LOCKED if ends_at else None, last)

    @property
    def can_reply(self) -> bool:
        """Whether a person may write a message; a private reply to a comment is not one."""
        return self.state in (State.OPEN, State.HUMAN_AGENT)

    @property
    def needs_human_agent(self) -> bool:
        return self.state is State.HUMAN_AGENT

    def seconds_remaining(self, now: datetime) -> int:
        """Whole seconds to the end of the current state, 0 when nothing is running (W-15)."""
        return max(0, int((self.ends_at - now).total_seconds())) if self.ends_at else 0


def _after_messages(
    comment_at: datetime | None, now: datetime, capabilities: Capabilities
) -> tuple[State, datetime | None]:
    """What is left when the messages' own window gives nothing: one private reply, or nothing."""
    if comment_at is not None and now < comment_at + capabilities.comment_for:
        return State.COMMENT_REPLY, comment_at + capabilities.comment_for
    return State.LOCKED, None
