"""Why a message did not go, in one sentence that says what to do next (F-1)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from inbox.accounts.models import Account
from inbox.threads.models import Message

_SENTENCES: dict[str, str | Promise] = {
    "window_expired": gettext_lazy("The window closed before this could go."),
    "permission_missing": gettext_lazy(
        "%(account)s lost a permission or its login. An admin can reconnect it."
    ),
    "rate_limited": gettext_lazy(
        "Instagram asked us to slow down, and the window closed meanwhile."
    ),
    "contact_unavailable": gettext_lazy(
        "%(contact)s cannot receive messages from you (blocked, restricted or gone)."
    ),
    "content_rejected": gettext_lazy(
        "Instagram refused this content. Change the words and send again."
    ),
    "private_reply_used": gettext_lazy("One private reply per comment, within 7 days."),
    "opt_in_missing": gettext_lazy("There is no unused opt-in for this."),
    "media_rejected": gettext_lazy("Instagram refused the file's type or size."),
    "instagram_unavailable": gettext_lazy("Instagram had a problem until the window closed."),
    "outcome_unknown": gettext_lazy(
        "Not sure it arrived. Open Instagram and look before you send it again."
    ),
    "refused_here": gettext_lazy("Our guard stopped it."),
}


@dataclass(frozen=True, slots=True)
class Explanation:
    """A failed message explained. ``reusable``: a person's words, to be put back and written on."""

    reason: str
    sentence: str
    detail: str
    reusable: bool
    take_over: bool


def explain(outbound: Any, message: Message) -> Explanation:
    """What became of ``outbound`` (failed, expired or unknown); reads the contact and account."""
    unknown = outbound.state == "unknown"
    reason = "outcome_unknown" if unknown and not outbound.reason else outbound.reason
    words = {"account": message.thread.account, "contact": message.thread.contact.display_name}
    sentence = str(_SENTENCES[reason]) % words
    connected = message.thread.account.status == Account.Status.CONNECTED
    if reason == "permission_missing" and connected:
        sentence = _("Instagram does not let %(account)s do this now.") % words
    if unknown:
        sentence = _("Not sure it arrived. Checking with Instagram.")
    by_person = message.origin == Message.Origin.MEMBER
    return Explanation(
        reason=reason,
        sentence=sentence,
        detail=outbound.detail,
        reusable=by_person and not unknown and bool(message.text),
        take_over=message.origin == Message.Origin.AUTOMATION and not unknown,
    )
