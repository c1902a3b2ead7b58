"""The window as a chip: colour, icon and words, and what it turns into by time alone (W-7)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from inbox.threads import countdown
from inbox.threads.models import Thread
from inbox.threads.window import State

_WORDS: dict[str, str | Promise] = {
    State.OPEN: "",
    State.HUMAN_AGENT: _("Human"),
    State.LOCKED: _("Locked"),
    State.COMMENT_REPLY: _("1 reply"),
    "reply_used": _("Reply used"),
    "account_off": _("Disconnected"),
}
_ICONS = {
    State.OPEN: "bubble-check",
    State.HUMAN_AGENT: "person",
    State.LOCKED: "lock",
    State.COMMENT_REPLY: "reply",
    "reply_used": "check",
    "account_off": "plug-off",
}
_SOON_ICONS = {State.OPEN: "hourglass", State.HUMAN_AGENT: "hourglass-person"}
_TICK = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Step:
    """One state of the window and its end (None when time alone changes nothing)."""

    state: State
    ends_at: datetime | None

    @property
    def words(self) -> str:
        return str(_WORDS[self.state])

    @property
    def icon(self) -> str:
        return _ICONS[self.state]

    @property
    def soon_icon(self) -> str:
        return _SOON_ICONS.get(self.state, self.icon)


@dataclass(frozen=True, slots=True)
class Chip:
    """What a chip shows at ``now``. The page counts down and walks ``steps``; no 24 h there."""

    steps: tuple[Step, ...]
    now: datetime
    block: str = ""  # why nothing can be sent whatever the window says

    @classmethod
    def of(cls, thread: Thread, now: datetime) -> Chip:
        return cls(tuple(_steps(thread, now)), now, _block(thread, now))

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
        return bool(self.current.ends_at) and self.left < countdown.SOON

    @property
    def icon(self) -> str:
        if self.block:
            return _ICONS[self.block]
        return self.current.soon_icon if self.soon else self.current.icon

    @property
    def text(self) -> str:
        if self.block:
            return str(_WORDS[self.block])
        time_left = countdown.short(self.left) if self.current.ends_at else ""
        return f"{self.current.words} {time_left}".strip()

    @property
    def script(self) -> str:
        """The steps as JSON, for the page's ticker."""
        return json.dumps(
            [
                {
                    "window": step.state,
                    "deadline": step.ends_at.isoformat() if step.ends_at else "",
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
        if self.block == "account_off":
            return str(_("account disconnected"))
        if self.block == "reply_used":
            return str(_("private reply used"))
        sentences = {
            State.OPEN: _("reply window open, %(left)s left"),
            State.HUMAN_AGENT: _("human agent window, %(left)s left"),
            State.COMMENT_REPLY: _("one private reply, %(left)s left"),
            State.LOCKED: _("locked until they write"),
        }
        return str(sentences[self.current.state]) % {"left": countdown.long(self.left)}


def _steps(thread: Thread, now: datetime) -> list[Step]:
    """The states that follow each other if nobody writes anything more."""
    window = thread.window(now)
    steps = [Step(window.state, window.ends_at)]
    while window.ends_at is not None:
        window = thread.window(max(window.ends_at, now + _TICK))
        steps.append(Step(window.state, window.ends_at))
    return steps


def _block(thread: Thread, now: datetime) -> str:
    if thread.account.status == thread.account.Status.DISCONNECTED:
        return "account_off"
    if thread.window(now).state is State.LOCKED and _private_reply_spent(thread):
        return "reply_used"
    return ""


def _private_reply_spent(thread: Thread) -> bool:
    """The newest word is our private reply to a comment, and only their answer opens more (W-6)."""
    outbound = getattr(thread.last_message, "outbound", None)
    return outbound is not None and outbound.kind == outbound.Kind.PRIVATE_REPLY
