"""What may be sent in a thread now, and until when: one pure value, asked by everything (W-1)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from inbox.accounts.channels import Capabilities, Cause


class State(StrEnum):
    """The states a window can be in; the words of screens, API and data attributes."""

    OPEN = "open"
    HUMAN_AGENT = "human_agent"
    LOCKED = "locked"
    COMMENT_REPLY = "comment_reply"


@dataclass(frozen=True, slots=True)
class OpenComment:
    """A comment still owed its one private reply; ``live``: only during the broadcast (W-6)."""

    at: datetime
    live: bool = False


@dataclass(frozen=True, slots=True)
class Window:
    """What may be sent in a thread now, and until when (W-1, W-6).

    ``ends_at`` is an aware UTC datetime and exclusive: at exactly 24 h the state has changed. It is
    None when time alone changes nothing. ``next`` is the state that follows at ``ends_at``.
    ``live`` says that what is left is a comment on a live video, which may end before.
    ``lacks_approval`` says that only the account's missing approval locks it (W-11).
    """

    state: State
    ends_at: datetime | None
    next: State | None
    last_inbound_at: datetime | None
    live: bool = False
    lacks_approval: bool = False

    @classmethod
    def at(
        cls,
        last_inbound_at: datetime | None,
        now: datetime,
        capabilities: Capabilities,
        comment: OpenComment | None = None,
        last_ad_at: datetime | None = None,
    ) -> Window:
        """The window at ``now``.

        ``last_inbound_at`` is the contact's newest act that opens the window and ``last_ad_at``
        their newest message from an ad, which may keep it open for longer (W-2).
        """
        if last_inbound_at is not None:
            closes = _closes(last_inbound_at, last_ad_at, capabilities)
            human_until = last_inbound_at + (capabilities.human_agent_for or capabilities.open_for)
            if now < closes:
                follows = _after(closes, human_until, capabilities, comment)
                return cls(State.OPEN, closes, follows, last_inbound_at)
            if now < human_until:
                follows = _without_messages(human_until, capabilities, comment)
                return cls(State.HUMAN_AGENT, human_until, follows, last_inbound_at)
        lacks = _lacks_approval(last_inbound_at, now, capabilities)
        if comment is None or _without_messages(now, capabilities, comment) is State.LOCKED:
            return cls(State.LOCKED, None, None, last_inbound_at, lacks_approval=lacks)
        ends_at = comment.at + capabilities.comment_lasts(live=comment.live)
        return cls(State.COMMENT_REPLY, ends_at, State.LOCKED, last_inbound_at, comment.live, lacks)

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


def _closes(last: datetime, last_ad_at: datetime | None, capabilities: Capabilities) -> datetime:
    """The end of the open window: each act opens it for its own time, the last to end counts."""
    closes = last + capabilities.open_for
    return closes if last_ad_at is None else max(closes, last_ad_at + capabilities.lasts(Cause.AD))


def _after(
    closes: datetime, human_until: datetime, capabilities: Capabilities, comment: OpenComment | None
) -> State:
    if closes < human_until:
        return State.HUMAN_AGENT
    return _without_messages(closes, capabilities, comment)


def _without_messages(
    at: datetime, capabilities: Capabilities, comment: OpenComment | None
) -> State:
    """What is left when the messages' own window gives nothing: one private reply, or nothing."""
    if comment and at < comment.at + capabilities.comment_lasts(live=comment.live):
        return State.COMMENT_REPLY
    return State.LOCKED


def _lacks_approval(last: datetime | None, now: datetime, capabilities: Capabilities) -> bool:
    gives = capabilities.approval_gives
    return last is not None and gives is not None and now < last + gives
