"""What the composer says and allows in each state (W-7, W-8); the guard decides at sending."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from inbox.threads import countdown
from inbox.threads.chips import Chip
from inbox.threads.models import Thread
from inbox.threads.window import State

_BUTTONS: dict[str, str | Promise] = {
    "open": pgettext_lazy("button", "Send"),
    "human_agent": gettext_lazy("Send as human reply"),
    "comment_reply": gettext_lazy("Send private reply"),
}
_TITLES: dict[str, str | Promise] = {
    "open": gettext_lazy("Free-reply window open"),
    "human_agent": gettext_lazy("Human Agent tag"),
    "locked": gettext_lazy("Locked"),
    "comment_reply": gettext_lazy("One private reply"),
    "reply_used": gettext_lazy("Private reply sent"),
    "account_off": gettext_lazy("Disconnected"),
}
_CAUSES: dict[str, str | Promise] = {
    "message": gettext_lazy("%(name)s wrote"),
    "story_reply": gettext_lazy("%(name)s replied to a story"),
    "story_mention": gettext_lazy("%(name)s mentioned you in a story"),
    "tap": gettext_lazy("%(name)s tapped a button"),
    "ad": gettext_lazy("%(name)s wrote from an ad"),
}


@dataclass(frozen=True, slots=True)
class Overlay:
    """Something else to know before writing, beside the window."""

    slug: str
    icon: str
    words: str


@dataclass(frozen=True, slots=True)
class Composer:
    """What ``_composer.html`` shows for ``thread`` at ``now``; the same for everybody."""

    thread: Thread
    chip: Chip

    @classmethod
    def of(cls, thread: Thread, now: datetime) -> Composer:
        return cls(thread, Chip.of(thread, now))

    @property
    def state(self) -> str:
        return self.chip.block or self.chip.current.state

    @property
    def tint(self) -> str:
        """The colour family, the same as the chip's."""
        return self.chip.block or self.chip.current.state

    @property
    def icon(self) -> str:
        return self.chip.icon

    @property
    def title(self) -> str:
        return str(_TITLES[self.state])

    @property
    def left(self) -> str:
        """Time left in two units, for a banner whose clock runs."""
        running = self.chip.current.ends_at and not self.chip.block
        return countdown.long(self.chip.left) if running else ""

    @property
    def advice(self) -> str:
        """The last part of the banner: what to mind, or what would open it again."""
        name = self.thread.contact.display_name
        match self.state:
            case "open":
                return self._then if self.chip.soon else ""
            case "human_agent":
                return _("text only, support not promotion")
            case "comment_reply":
                return _("the next needs their answer")
            case "account_off":
                return _("an admin can reconnect it")
        if self._lacks_approval:
            return _("this account has no Human Agent approval")
        return _("opens when %(name)s writes") % {"name": name}

    @property
    def since(self) -> datetime | None:
        """When the lock fell, if there was anything to lock."""
        opened = self.thread.last_inbound_at
        if self.state != State.LOCKED or opened is None:
            return None
        able = self.thread.account.capabilities
        return opened + (able.human_agent_for or able.open_for)

    @property
    def why(self) -> str:
        """What opened the window, in words; the template adds when."""
        cause = _CAUSES.get(self.thread.last_inbound_cause, _CAUSES["message"])
        return str(cause) % {"name": self.thread.contact.display_name}

    @property
    def can_send(self) -> bool:
        return self.state in _BUTTONS

    @property
    def button(self) -> str:
        """The primary button's verb."""
        if self.state == "open" and self.thread.handler == Thread.Handler.AUTOMATION:
            return _("Send and take over")
        if self.state == "open" and self.thread.assignee_id is None:
            return _("Send and take")
        return str(_BUTTONS.get(self.state, _BUTTONS["open"]))

    @property
    def comment_id(self) -> int | None:
        """The comment that a private reply would answer."""
        return self.thread.open_comment_id if self.state == State.COMMENT_REPLY else None

    @property
    def limit(self) -> int:
        """The most a text may have, in UTF-8 bytes (C-4)."""
        return self.thread.account.capabilities.text_bytes

    @property
    def overlay(self) -> Overlay | None:
        """The one thing that matters most beside the window."""
        if not self.can_send:
            return None
        if self.thread.handler == Thread.Handler.AUTOMATION:
            words = _("Automation is handling this · sending pauses it here")
            return Overlay("bot_active", "bolt", words)
        if self.thread.assignee_id is None:
            return Overlay("unassigned", "hand", _("Nobody has this yet"))
        return None

    @property
    def _lacks_approval(self) -> bool:
        return (
            self.state == State.LOCKED
            and self.thread.last_inbound_at is not None
            and self.thread.account.capabilities.human_agent_for is None
        )

    @property
    def _then(self) -> str:
        if self.chip.next == State.HUMAN_AGENT:
            return _("then Human Agent tag")
        return _("then locked")
