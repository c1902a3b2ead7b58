"""What a person may do about a message that failed, waits or is unsure, in the order offered.

The names are those of ``templates/threads/_item_act.html``. Sending again is offered only where
it can succeed.
"""

from __future__ import annotations

from typing import Any

from inbox.accounts.models import Account
from inbox.threads.models import Message
from inbox.threads.sends import SendFacts, Waits

_BY_REASON: dict[str, tuple[str, ...]] = {
    "window_expired": ("human", "edit_if_open", "note", "watch"),
    "permission_missing": ("retry", "reconnect", "note"),
    "rate_limited": ("retry", "note"),
    "contact_unavailable": ("resolve", "note"),
    "content_rejected": ("edit", "note"),
    "private_reply_used": ("public_reply", "note"),
    "opt_in_missing": ("note",),
    "media_rejected": ("replace_file",),
    "instagram_unavailable": ("retry", "note"),
    "refused_here": ("edit", "why"),
}
_OWN_WORDS = {"human", "edit", "edit_if_open"}  # only who wrote for a person writes it again
_WORDS = _OWN_WORDS | {"note"}


def of_failed(outbound: Any, message: Message, facts: SendFacts) -> tuple[str, ...]:
    offered = _BY_REASON[str(outbound.reason)]
    acts = [act for act in offered if _is_possible(act, outbound, message, facts)]
    if message.origin == Message.Origin.AUTOMATION:
        acts.insert(0, "take_over")
    return (*acts, *_seen_to(outbound))


def of_unknown(outbound: Any, message: Message) -> tuple[str, ...]:
    """A person has looked and says how it is."""
    return ("arrived", "send_again")


def of_waiting(outbound: Any, message: Message, facts: SendFacts) -> tuple[str, ...]:
    """A wait that nothing but a person can end offers no hurry."""
    match facts.waits:
        case Waits.ACCOUNT:
            return ("reconnect", "withdraw")
        case Waits.STOPPED:
            return ("withdraw",)
    return ("next", "withdraw")


def _is_possible(act: str, outbound: Any, message: Message, facts: SendFacts) -> bool:
    if act == "retry":
        return facts.can_retry
    if act == "reconnect":
        return message.thread.account.status != Account.Status.CONNECTED
    if act == "public_reply":
        return outbound.comment is not None and _takes_answers(outbound.comment)
    if act in _OWN_WORDS and message.origin != Message.Origin.MEMBER:
        return False
    return bool(message.text) if act in _WORDS else True


def _takes_answers(comment: Message) -> bool:
    return not (comment.unsent_at or comment.hidden_at or comment.is_on_live)


def _seen_to(outbound: Any) -> tuple[str, ...]:
    return () if outbound.handled_at else ("handled",)
