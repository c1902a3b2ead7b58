"""Why a thread is open, or is not: what the contact did, and the rule it falls under (W-5)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from inbox.threads.models import Thread

# Where a channel's own rules can be read.
SOURCES: Final = {
    "instagram": "https://developers.facebook.com/docs/messenger-platform/policy/policy-overview/"
}
_CAUSES: dict[str, str | Promise] = {
    "message": gettext_lazy("%(name)s wrote"),
    "story_reply": gettext_lazy("%(name)s replied to a story"),
    "story_mention": gettext_lazy("%(name)s mentioned you in a story"),
    "tap": gettext_lazy("%(name)s tapped a button"),
    "ad": gettext_lazy("%(name)s wrote from an ad"),
}
_RULES: dict[str, str | Promise] = {
    "open": gettext_lazy("For 24 hours after that, anything may be sent."),
    "human_agent": gettext_lazy(
        "From 24 hours to 7 days a person may still answer in text, for support and not "
        "promotion; Instagram is told so by the Human Agent tag."
    ),
    "comment_reply": gettext_lazy(
        "A comment allows exactly one private reply within 7 days; only their answer opens the "
        "conversation."
    ),
    "reply_used": gettext_lazy(
        "The one private reply to the comment has been sent; only their answer opens more."
    ),
    "other_app": gettext_lazy(
        "Another app connected to this account controls the conversation, and only that app may "
        "write in it until it gives it back."
    ),
    "locked": gettext_lazy(
        "Instagram lets a business write only after the person did. Their next message opens it "
        "again."
    ),
}
_PAGE_END = timedelta(milliseconds=1)  # so that the page of earlier items ends with the event


@dataclass(frozen=True, slots=True)
class Why:
    """Two plain sentences, the event that they name, and where the rule is written."""

    event: str
    at: datetime | None
    message_id: int | None
    rule: str
    source: str

    @property
    def name(self) -> str:
        """The event's name in the timeline, as in ``#message-12``."""
        return f"message-{self.message_id}" if self.message_id else ""

    @property
    def page_before(self) -> str:
        """The instant whose page of earlier items holds the event."""
        return (self.at + _PAGE_END).isoformat() if self.at else ""


def why(thread: Thread, state: str, *, lacks_approval: bool) -> Why:
    """Reads the account, the contact and the open comment of ``thread``."""
    event, at, message_id = _event(thread, state)
    rule = _RULES.get(state, _RULES["locked"])
    if lacks_approval:
        rule = _(
            "After 24 hours Instagram asks for the Human Agent approval, which this account does "
            "not have. Their next message opens it again."
        )
    elif state == "account_off":
        rule = thread.account.status_detail or _(
            "The account must be connected again before anything can be sent."
        )
    return Why(event, at, message_id, str(rule), SOURCES.get(thread.account.channel, ""))


def _event(thread: Thread, state: str) -> tuple[str, datetime | None, int | None]:
    """What the contact did, when, and the message it came with."""
    name = {"name": thread.contact.display_name}
    comment = thread.open_comment
    if comment is not None and (state == "comment_reply" or thread.last_inbound_at is None):
        return _("%(name)s commented") % name, comment.sent_at, comment.pk
    if thread.last_inbound_at is None:
        return _("%(name)s has not written a direct message yet") % name, None, None
    cause = _CAUSES.get(thread.last_inbound_cause, _CAUSES["message"])
    return str(cause) % name, thread.last_inbound_at, thread.opened_by_id
