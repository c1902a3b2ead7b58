"""What one should know before writing, beside the window."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from inbox.threads.models import Thread


@dataclass(frozen=True, slots=True)
class Overlay:
    """Something else to know before writing. ``refused`` are the words that did not arrive."""

    slug: str
    icon: str
    words: str
    refused: str = ""


def overlay_of(thread: Thread) -> Overlay | None:
    """The one thing that matters most in a thread in which a message may be sent."""
    if unreachable := _unreachable(thread):
        return unreachable
    if thread.contact.opted_out_at:  # P-3
        words = _("%(name)s opted out of automated messages · people may answer")
        return Overlay("opted_out", "no-bell", words % {"name": thread.contact.display_name})
    if thread.handler == Thread.Handler.AUTOMATION:
        words = _("Automation is handling this · sending pauses it here")
        return Overlay("bot_active", "bolt", words)
    if thread.assignee_id is None:
        return Overlay("unassigned", "hand", _("Nobody has this yet"))
    return None


def _unreachable(thread: Thread) -> Overlay | None:
    """The platform would not deliver our last word, and the contact has not written since."""
    last = thread.last_message
    outbound = getattr(last, "outbound", None)
    if last is None or outbound is None or outbound.state != "failed":
        return None
    if outbound.reason != "contact_unavailable":
        return None
    words = _("Last send refused: %(name)s cannot receive messages")
    name = {"name": thread.contact.display_name}
    return Overlay("unreachable", "person-off", words % name, last.text)
