"""Why a message did not go, or waits: one sentence, and what a person can do about it (F-1)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from inbox.accounts.models import Account
from inbox.threads import remedies
from inbox.threads.models import Message
from inbox.threads.refused_files import what_of
from inbox.threads.sends import EXPLAINED, NO_SEND_FACTS, Call, SendFacts, Waits
from inbox.threads.timed import Timed

Words = str | Promise
_FAILED: dict[str, Words] = {
    "window_expired": _("The window closed before this could go."),
    "permission_missing": _(
        "%(account)s lost the “messages” permission or its login, so this was not sent."
    ),
    "rate_limited": _("Instagram kept asking us to wait, until it was too late to send this."),
    "contact_unavailable": _(
        "%(contact)s cannot receive messages from you (blocked, restricted or gone)."
    ),
    "content_rejected": _("Instagram refused this content."),
    "private_reply_used": _("One private reply per comment, within 7 days."),
    "opt_in_missing": _("No unused opt-in for “%(topic)s”."),
    "media_rejected": _("Instagram refused the file: %(file)s."),
    "instagram_unavailable": _("Their side had a problem until it was too late to send this."),
    "refused_here": _("Our guard stopped it."),
}
_NOT_NOW = _("Instagram does not let %(account)s do this now.")  # its login is fine
_NO_TOPIC = _("No unused opt-in for this topic.")
_ASKING = _("Not sure it arrived. Checking with Instagram.")
_PERSON_LOOKS = _("Not sure it arrived. A person has to look: open Instagram and check.")
_HELD: dict[str, Words] = {
    "rate_limited": _("Waiting, not failed: Instagram asked us to pause until {time}."),
    "instagram_unavailable": _(
        "Their side has a problem. Trying again by itself, next at {time}, until the window ends."
    ),
    "permission_missing": _("Waiting, not failed: Instagram let nothing through until {time}."),
}
_RETRYING = _("Waiting, not failed: trying again by itself at {time}.")
_DISCONNECTED = _("%(account)s lost the “messages” permission or its login. Messages are held.")
_STOPPED = _("Waiting, not failed: automations are stopped. This goes when they run again.")
_LATE = _("At this pace it would go at {time}, after the window closes.")
_TOO_LATE = _("It waits for its turn, and the window closes first.")


@dataclass(frozen=True, slots=True)
class Explanation:
    """A message that failed, waits or is unsure, explained: ``tone`` is its colour's name.

    ``said`` are the platform's words or the guard's; they are ``quoted`` beside the sentence where
    they are what one needs to know, and among the details otherwise. ``acts`` are what a person
    may do, by the names of ``remedies``.
    """

    reason: str
    tone: str
    sentence: Timed
    said: str = ""
    quoted: bool = False
    call: Call | None = None
    acts: tuple[str, ...] = ()
    take_over: bool = False

    @property
    def has_details(self) -> bool:
        return bool(self.call and self.call.codes) or bool(self.said and not self.quoted)


def explain(
    outbound: Any, message: Message, facts: SendFacts = NO_SEND_FACTS
) -> Explanation | None:
    """What became of ``outbound``; None where its status says it all."""
    match str(outbound.state):
        case "failed" | "expired":
            return _failed(outbound, message, facts)
        case "unknown":
            return _unknown(outbound, message, facts)
        case "queued" if facts.waits in EXPLAINED:
            return _waiting(outbound, message, facts)
        case "queued" if facts.misses:
            return _late(outbound, message, facts)
    return None


def _failed(outbound: Any, message: Message, facts: SendFacts) -> Explanation:
    reason = str(outbound.reason)
    return Explanation(
        reason=reason,
        tone="bad",
        sentence=Timed(_failure_words(reason, message), None, _names(outbound, message)),
        said=outbound.detail,
        quoted=reason in ("content_rejected", "refused_here"),
        call=_last(facts),
        acts=remedies.of_failed(outbound, message, facts),
        take_over=message.origin == Message.Origin.AUTOMATION,
    )


def _failure_words(reason: str, message: Message) -> Words:
    connected = message.thread.account.status == Account.Status.CONNECTED
    if reason == "permission_missing" and connected:
        return _NOT_NOW
    if reason == "opt_in_missing" and not _topic(message):
        return _NO_TOPIC
    return _FAILED[reason]


def _unknown(outbound: Any, message: Message, facts: SendFacts) -> Explanation:
    """Nothing is offered before it is settled, or nobody but a person can settle it (F-4)."""
    asks = outbound.check_due_at is None
    return Explanation(
        reason="outcome_unknown",
        tone="warn",
        sentence=Timed(_PERSON_LOOKS if asks else _ASKING),
        said=outbound.detail,
        call=_last(facts),
        acts=remedies.of_unknown(outbound, message) if asks else (),
    )


def _waiting(outbound: Any, message: Message, facts: SendFacts) -> Explanation:
    return Explanation(
        reason=facts.because,
        tone="bad" if facts.waits is Waits.ACCOUNT else "wait",
        sentence=Timed(_waiting_words(facts), facts.until, _names(outbound, message)),
        said=facts.said,
        call=_last(facts),
        acts=remedies.of_waiting(outbound, message, facts),
    )


def _waiting_words(facts: SendFacts) -> Words:
    if facts.waits is Waits.ACCOUNT:
        return _DISCONNECTED
    if facts.waits is Waits.STOPPED:
        return _STOPPED
    return _HELD.get(facts.because, _RETRYING)


def _late(outbound: Any, message: Message, facts: SendFacts) -> Explanation:
    at: datetime | None = facts.expected_at
    return Explanation(
        reason="",
        tone="warn",
        sentence=Timed(_LATE if at else _TOO_LATE, at),
        call=_last(facts),
        acts=remedies.of_waiting(outbound, message, facts),
    )


def _last(facts: SendFacts) -> Call | None:
    return facts.calls[-1] if facts.calls else None


def _topic(message: Message) -> str:
    """The opt-in's topic, as its message keeps it."""
    return str((message.context.get("topic") or {}).get("name", ""))


def _names(outbound: Any, message: Message) -> dict[str, object]:
    return {
        "account": message.thread.account,
        "contact": message.thread.contact.display_name,
        "topic": _topic(message),
        "file": what_of(outbound, message),
    }
