"""What the composer says and allows in each state (W-7, W-8); the guard decides at sending."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from inbox.threads import countdown, modes, spoken
from inbox.threads.chips import Chip
from inbox.threads.models import Message, Thread
from inbox.threads.modes import Answer
from inbox.threads.overlays import Overlay, overlay_of
from inbox.threads.why import Why, why
from inbox.threads.window import State

_BUTTONS: dict[str, str | Promise] = {
    "open": pgettext_lazy("button", "Send"),
    "human_agent": gettext_lazy("Send as human reply"),
}
_TITLES: dict[str, str | Promise] = {
    "open": gettext_lazy("Free-reply window open"),
    "human_agent": gettext_lazy("Human Agent tag"),
    "locked": gettext_lazy("Locked"),
    "comment_reply": gettext_lazy("One private reply"),
    "reply_used": gettext_lazy("Private reply sent"),
    "other_app": gettext_lazy("Another app controls this"),
    "account_off": gettext_lazy("Disconnected"),
}


@dataclass(frozen=True)
class Composer:
    """What ``_composer.html`` shows for ``thread`` at ``now``; the same for everybody.

    ``comment`` is the one that is offered to be answered without a click.
    """

    thread: Thread
    chip: Chip
    now: datetime
    comment: Message | None

    @classmethod
    def of(cls, thread: Thread, now: datetime) -> Composer:
        """Needs a thread from ``lists.for_panes``."""
        return cls(thread, Chip.of(thread, now), now, modes.newest_comment(thread))

    @property
    def next(self) -> Composer | None:
        """What it becomes by time alone, for a page that cannot be told (W-7)."""
        if self.ends_at is None:
            return None
        at = self.ends_at
        return Composer(self.thread, Chip.of(self.thread, at), at, self.comment)

    # --- The banner -------------------------------------------------------------------------------
    @property
    def state(self) -> str:
        return self.chip.block or self.chip.current.state

    @property
    def ends_at(self) -> datetime | None:
        """When time alone changes the state; None when it does not."""
        return self.chip.block_until if self.chip.block else self.chip.current.ends_at

    @property
    def title(self) -> str:
        return str(_TITLES[self.state])

    @property
    def left(self) -> str:
        """Time left in two units, for a banner whose clock runs."""
        if self.chip.block or not self.chip.current.is_counted:
            return ""
        return countdown.long(self.chip.left)

    @property
    def live(self) -> bool:
        """A comment on a live video is all there is, and it counts while the video is live."""
        return not self.chip.block and self.chip.current.live

    @property
    def advice(self) -> str:
        """The last part of the banner: what to mind, or what would open it again."""
        name = {"name": self.thread.contact.display_name}
        match self.state:
            case "open":
                return ""
            case "human_agent":
                return _("text only, support not promotion")
            case "comment_reply":
                return _("the next needs their answer")
            case "reply_used":
                return _("opens when %(name)s answers") % name
            case "other_app":
                return _("only that app may write for now")
            case "account_off":
                return _("sends are held until it is connected again")
        if self.lacks_approval:
            return _("this account has no Human Agent approval")
        return _("opens when %(name)s writes") % name

    @property
    def then(self) -> str:
        """What follows the open window, said from two hours before (W-7)."""
        if self.state != State.OPEN:
            return ""
        is_human = self.chip.next == State.HUMAN_AGENT
        return _("then Human Agent tag") if is_human else _("then locked")

    @property
    def last_call(self) -> str:
        """Said instead in the last five minutes."""
        if self.state == State.HUMAN_AGENT:
            return _("send now, or it locks")
        if self.state != State.OPEN:
            return ""
        if self.chip.next == State.HUMAN_AGENT:
            return _("Send now, or it becomes a human reply")
        return _("Send now, or it locks")

    @property
    def since(self) -> datetime | None:
        """When the lock fell, if there was anything to lock."""
        opened = self.thread.last_inbound_at
        if self.state != State.LOCKED or opened is None:
            return None
        able = self.thread.account.capabilities
        return opened + (able.human_agent_for or able.open_for)

    @property
    def lacks_approval(self) -> bool:
        return self.state == State.LOCKED and self.thread.window(self.now).lacks_approval

    @cached_property
    def why(self) -> Why:
        return why(self.thread, self.state, lacks_approval=self.lacks_approval)

    # --- What may be written ----------------------------------------------------------------------
    @property
    def can_send(self) -> bool:
        """Whether a person may write a message now; the answers to a comment are apart (W-6)."""
        return self.state in _BUTTONS

    @property
    def is_rich(self) -> bool:
        """Whether files and quick replies may go as well (W-8)."""
        return self.state == State.OPEN

    @cached_property
    def privately(self) -> Answer | None:
        """The comment that still has its private reply, unless something stops every message."""
        if self.chip.block in ("other_app", "account_off"):
            return None
        return modes.private_answer(self.thread, self.now)

    @cached_property
    def publicly(self) -> Answer | None:
        if self.chip.block == "account_off":
            return None
        return modes.public_answer(self.thread, self.comment, self.now)

    @property
    def sends(self) -> list[str]:
        """The modes in which something can be sent, beside the note."""
        found = [modes.MESSAGE] if self.can_send else []
        found += [modes.PRIVATE_REPLY] if self.privately else []
        return found + ([modes.PUBLIC_REPLY] if self.publicly else [])

    @property
    def home(self) -> str:
        return modes.home(self.state)

    @property
    def buttons(self) -> dict[str, str]:
        """The primary button's verb in each mode."""
        return {
            modes.MESSAGE: self._send,
            modes.PRIVATE_REPLY: _("Send private reply"),
            modes.PUBLIC_REPLY: _("Reply publicly"),
        }

    @property
    def button(self) -> str:
        """The primary button's verb in the mode one begins in."""
        return self.buttons[self.home]

    @property
    def _send(self) -> str:
        if self.overlay and self.overlay.slug == "unreachable":
            return _("Try once more")
        if self.state == State.OPEN and self.thread.handler == Thread.Handler.AUTOMATION:
            return _("Send and take over")
        if self.state == State.OPEN and self.thread.assignee_id is None:
            return _("Send and take")
        return str(_BUTTONS.get(self.state, _BUTTONS["open"]))

    @property
    def comment_id(self) -> int | None:
        """The comment that a private reply would answer where nothing else can be sent."""
        alone = self.state == State.COMMENT_REPLY and self.privately
        return self.privately.comment.pk if alone and self.privately else None

    @cached_property
    def overlay(self) -> Overlay | None:
        """The one thing that matters most beside the window."""
        return overlay_of(self.thread) if self.can_send else None

    # --- Data for the page ------------------------------------------------------------------------
    @property
    def limit(self) -> int:
        """The most a text may have, in UTF-8 bytes (C-4)."""
        return self.thread.account.capabilities.text_bytes

    @property
    def media(self) -> str:
        """Which files may be sent, as JSON: content types and most bytes by kind (T-1)."""
        able = self.thread.account.capabilities.media
        limits = {kind: {"types": it.types, "size": it.size} for kind, it in able.items()}
        return json.dumps(limits)

    @property
    def media_types(self) -> str:
        """The content types for the file picker."""
        able = self.thread.account.capabilities.media
        return ",".join(each for limit in able.values() for each in limit.types)

    @property
    def announcements(self) -> str:
        """What is said aloud when so many seconds are left, as JSON; nothing else is (W-7)."""
        return json.dumps(spoken.marks() if self.left else {})

    @property
    def changed(self) -> str:
        """Said above the field when a page sees this state begin; ``{time}`` is filled there."""
        return spoken.changed(self.state, self.thread.contact.display_name)
