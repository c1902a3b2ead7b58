"""How far a message of ours has come: its status line and its history (ux, send status)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from inbox.threads.models import Message
from inbox.threads.sends import Call, SendFacts, Waits
from inbox.threads.timed import Timed

_ICONS = {
    "queued": "clock",
    "sending": "clock",
    "sent": "check",
    "delivered": "check-double",
    "seen": "check-double",
    "failed": "alert",
    "expired": "alert",
    "withdrawn": "undo",
    "unknown": "help",
}
_WORDS: dict[str, str | Promise] = {
    "queued": gettext_lazy("Queued"),
    "sending": gettext_lazy("Sending"),
    "sent": gettext_lazy("Sent"),
    "delivered": gettext_lazy("Delivered"),
    "seen": gettext_lazy("Seen {time}"),
    "failed": gettext_lazy("Not sent"),
    "expired": gettext_lazy("Not sent: the window closed at {time}"),
    "withdrawn": gettext_lazy("Taken back"),
    "unknown": gettext_lazy("Not sure it arrived"),
}
_WAITING_ICONS = {Waits.HELD: "hourglass", Waits.ACCOUNT: "plug-off", Waits.STOPPED: "hand"}
_WAITING: dict[Waits, str | Promise] = {
    Waits.TURN: gettext_lazy("Queued"),
    Waits.TIME: gettext_lazy("Queued for {time}"),
    Waits.RETRY: gettext_lazy("Trying again at {time}"),
    Waits.HELD: gettext_lazy("Waiting until {time}"),
    Waits.ACCOUNT: gettext_lazy("Waiting: the account is disconnected"),
    Waits.STOPPED: gettext_lazy("Waiting: automations are stopped"),
}


@dataclass(frozen=True, slots=True)
class Status:
    """An icon and few words. ``expected_at`` is when it is to go: the page counts down to it."""

    icon: str
    words: Timed
    waits: str = ""
    expected_at: datetime | None = None
    misses: bool = False


@dataclass(frozen=True, slots=True)
class Moment:
    """A line of a message's history; ``call`` is the one that it tells of."""

    words: str
    at: datetime | None = None
    call: Call | None = None

    @property
    def took(self) -> str:
        """How long its call took, in seconds; nothing while it is under way."""
        if self.call is None or self.call.ended_at is None:
            return ""
        return f"{(self.call.ended_at - self.call.started_at).total_seconds():.1f}"


def status_of(outbound: Any, message: Message, facts: SendFacts) -> Status:
    state = str(outbound.state)
    if state == "queued":
        return _waiting(outbound, facts)
    times = {"seen": message.seen_at, "expired": outbound.window_ends_at}
    words = _WORDS[state]
    if state == "expired" and outbound.window_ends_at is None:
        words = _("Not sent: the window closed")
    if state == "withdrawn" and outbound.detail:
        words = _("Taken back · %(why)s")
        return Status(_ICONS[state], Timed(words, None, {"why": outbound.detail}))
    return Status(_ICONS[state], Timed(words, times.get(state)))


def _waiting(outbound: Any, facts: SendFacts) -> Status:
    icon = _WAITING_ICONS.get(facts.waits, "clock")
    if facts.misses and outbound.window_ends_at:
        words = Timed(_("Would miss the window ({time})"), outbound.window_ends_at)
        return Status("alert", words, facts.waits, misses=True)
    words = Timed(_WAITING[facts.waits], facts.until)
    expected_at = facts.expected_at if facts.waits is Waits.TURN else None
    return Status(icon, words, facts.waits, expected_at)


def history_of(outbound: Any, message: Message, facts: SendFacts) -> list[Moment]:
    """What happened to it in order: written, each call with its end and what was said, arrived."""
    found = [Moment(_("Queued"), outbound.created_at)]
    found += [_told(call) for call in facts.calls]
    state = str(outbound.state)
    if state in ("delivered", "seen"):
        found.append(Moment(_("Arrived: Instagram confirmed it")))
    if message.seen_at:
        found.append(Moment(_("Seen"), message.seen_at))
    if state in ("failed", "expired", "withdrawn"):
        found.append(Moment(str(outbound.get_state_display()), outbound.settled_at))
    if outbound.handled_at:
        name = outbound.handled_by.name if outbound.handled_by else _("a person")
        found.append(Moment(_("Seen to by %(name)s") % {"name": name}, outbound.handled_at))
    return found


def _told(call: Call) -> Moment:
    words = _("Sent to Instagram: %(outcome)s") % {"outcome": call.outcome_words.lower()}
    return Moment(words, call.started_at, call)
