"""The window as a chip: colour, icon and words, and what it turns into by time alone (W-7)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from inbox.threads import countdown
from inbox.threads.control import controlled_by_other
from inbox.threads.models import Thread
from inbox.threads.window import State

LIVE = "live"  # a comment on a live video: its icon and words, in place of a countdown
_WORDS: dict[str, str | Promise] = {
    State.OPEN: "",
    State.HUMAN_AGENT: _("Human"),
    State.LOCKED: _("Locked"),
    State.COMMENT_REPLY: _("1 reply"),
    LIVE: _("Live only"),
    "reply_used": _("Reply used"),
    "other_app": _("Other app"),
    "account_off": _("Disconnected"),
}
_ICONS = {
    State.OPEN: "bubble-check",
    State.HUMAN_AGENT: "person",
    State.LOCKED: "lock",
    State.COMMENT_REPLY: "reply",
    LIVE: "broadcast",
    "reply_used": "check",
    "other_app": "plug",
    "account_off": "plug-off",
}
_SOON_ICONS = {State.OPEN: "hourglass", State.HUMAN_AGENT: "hourglass-person"}
_BLOCKED: dict[str, str | Promise] = {
    "reply_used": _("private reply used"),
    "other_app": _("another app controls it"),
    "account_off": _("account disconnected"),
}
_SENTENCES: dict[str, str | Promise] = {
    State.OPEN: _("reply window open, %(left)s left"),
    State.HUMAN_AGENT: _("human agent window, %(left)s left"),
    State.COMMENT_REPLY: _("one private reply, %(left)s left"),
    LIVE: _("one private reply, only while the video is live"),
    State.LOCKED: _("locked until they write"),
}
_TICK = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Step:
    """One state of the window and its end (None when time alone changes nothing).

    ``live``: the end is that of a broadcast, which nobody knows; ``ends_at`` is its latest.
    """

    state: State
    ends_at: datetime | None
    live: bool = False

    @property
    def key(self) -> str:
        """Under which its words and icon are found."""
        return LIVE if self.live else self.state

    @property
    def is_counted(self) -> bool:
        """Whether the time left is worth showing."""
        return self.ends_at is not None and not self.live

    @property
    def words(self) -> str:
        return str(_WORDS[self.key])

    @property
    def icon(self) -> str:
        return _ICONS[self.key]

    @property
    def soon_icon(self) -> str:
        return _SOON_ICONS.get(self.state, self.icon)


@dataclass(frozen=True, slots=True)
class Chip:
    """What a chip shows at ``now``. The page counts down and walks ``steps``; no 24 h there.

    ``block`` is why nothing can be sent whatever the window says; it goes by itself at
    ``block_until`` where that is known.
    """

    steps: tuple[Step, ...]
    now: datetime
    block: str = ""
    block_until: datetime | None = None

    @classmethod
    def of(cls, thread: Thread, now: datetime) -> Chip:
        block = _block(thread, now)
        until = thread.other_app_until if block == "other_app" else None
        return cls(tuple(_steps(thread, now)), now, block, until)

    @property
    def current(self) -> Step:
        return self.steps[0]

    @property
    def next(self) -> str:
        return self.steps[1].state if len(self.steps) > 1 else ""

    @property
    def left(self) -> int:
        """Whole seconds to the end of the current state; 0 when nothing runs."""
        ends_at = self.current.ends_at
        return max(0, int((ends_at - self.now).total_seconds())) if ends_at else 0

    @property
    def soon(self) -> bool:
        return self.current.is_counted and self.left < countdown.SOON

    @property
    def icon(self) -> str:
        if self.block:
            return _ICONS[self.block]
        return self.current.soon_icon if self.soon else self.current.icon

    @property
    def text(self) -> str:
        if self.block:
            return str(_WORDS[self.block])
        time_left = countdown.short(self.left) if self.current.is_counted else ""
        return f"{self.current.words} {time_left}".strip()

    @property
    def script(self) -> str:
        """The steps as JSON, for the page's ticker."""
        return json.dumps(
            [
                {
                    "window": step.state,
                    "deadline": step.ends_at.isoformat() if step.ends_at else "",
                    "counted": step.is_counted,
                    "words": step.words,
                    "icon": step.icon,
                    "soonIcon": step.soon_icon,
                }
                for step in self.steps
            ]
        )

    @property
    def sentence(self) -> str:
        """The chip in words, for readers that do not see it."""
        if self.block:
            return str(_BLOCKED[self.block])
        return str(_SENTENCES[self.current.key]) % {"left": countdown.long(self.left)}


def _steps(thread: Thread, now: datetime) -> list[Step]:
    """The states that follow each other if nobody writes anything more."""
    window = thread.window(now)
    steps = [Step(window.state, window.ends_at, window.live)]
    while window.ends_at is not None:
        window = thread.window(max(window.ends_at, now + _TICK))
        steps.append(Step(window.state, window.ends_at, window.live))
    return steps


def _block(thread: Thread, now: datetime) -> str:
    if thread.account.status == thread.account.Status.DISCONNECTED:
        return "account_off"
    if controlled_by_other(thread, now):
        return "other_app"
    if thread.window(now).state is State.LOCKED and getattr(thread, "awaits_answer", False):
        return "reply_used"
    return ""
