"""The closed list of F-1 as its pages explain it: an icon, a sentence, and what to do next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from inbox.delivery.models import Reason


@dataclass(frozen=True, slots=True)
class Explained:
    """A reason in words. ``next`` says what a person can do about all of its messages."""

    slug: str
    word: str | Promise
    icon: str
    meaning: str | Promise
    next: str | Promise


_ALL = [
    Explained(
        Reason.WINDOW_EXPIRED, Reason.WINDOW_EXPIRED.label, "hourglass",
        _("The reply window closed before the message could go."),
        _("It can no longer be sent. Write again once the contact has written."),
    ),
    Explained(
        Reason.PERMISSION_MISSING, Reason.PERMISSION_MISSING.label, "plug-off",
        _("The account lost a permission or its login."),
        _("An admin reconnects the account; then these can be retried."),
    ),
    Explained(
        Reason.RATE_LIMITED, Reason.RATE_LIMITED.label, "gauge",
        _("Instagram asked us to slow down for too long."),
        _("Retry those whose window is still open. What only waits is in the queue."),
    ),
    Explained(
        Reason.CONTACT_UNAVAILABLE, Reason.CONTACT_UNAVAILABLE.label, "person-off",
        _("The contact cannot receive messages from you: blocked, restricted or gone."),
        _("Try once more later, or mark them handled."),
    ),
    Explained(
        Reason.CONTENT_REJECTED, Reason.CONTENT_REJECTED.label, "message-off",
        _("Instagram refused the words or what they link to."),
        _("Open the conversation, change the words and send them again."),
    ),
    Explained(
        Reason.PRIVATE_REPLY_USED, Reason.PRIVATE_REPLY_USED.label, "reply",
        _("A comment takes one private reply, within 7 days."),
        _("Reply publicly, or wait until the contact writes."),
    ),
    Explained(
        Reason.OPT_IN_MISSING, Reason.OPT_IN_MISSING.label, "bell",
        _("The contact has no unused opt-in for this topic."),
        _("Ask for the opt-in again inside an open window."),
    ),
    Explained(
        Reason.MEDIA_REJECTED, Reason.MEDIA_REJECTED.label, "image-off",
        _("Instagram refused the type or the size of the file."),
        _("Open the conversation and send another file."),
    ),
    Explained(
        Reason.INSTAGRAM_UNAVAILABLE, Reason.INSTAGRAM_UNAVAILABLE.label, "cloud-off",
        _("Instagram had a problem for as long as the message could be tried."),
        _("Retry those whose window is still open."),
    ),
    Explained(
        Reason.OUTCOME_UNKNOWN, Reason.OUTCOME_UNKNOWN.label, "help",
        _("Nobody could find out whether the message arrived."),
        _("Open Instagram, look, and say for each whether it arrived."),
    ),
    Explained(
        Reason.REFUSED_HERE, Reason.REFUSED_HERE.label, "shield",
        _("Our own guard stopped it, because Instagram’s rules forbid it."),
        _("The details name the rule. Open the conversation and write it differently."),
    ),
]  # fmt: skip
REASONS: Final = {each.slug: each for each in _ALL}
ALL: Final = "all"  # in an address: failures of every reason
EVERY: Final = Explained(
    ALL, _("All failures"), "alert", _("Messages that did not go, whatever the reason."), ""
)


def named(slug: str) -> Explained | None:
    """The reason with this slug, or what stands for all of them; None for anything else."""
    return EVERY if slug == ALL else REASONS.get(slug)
