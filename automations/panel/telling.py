"""The sidebar's first section, and the thread's past handoffs, for the thread's own screens."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from automations.models import Handoff
from automations.panel.panel import Panel, handoffs_of, is_shown
from inbox.threads.beside import Past, Section, Told
from inbox.threads.models import Thread


def tell(thread: Thread, now: datetime) -> Told:
    """Registered with ``inbox.threads.beside``; one query for a thread that never had a handoff."""
    handoffs = handoffs_of(thread)
    if not handoffs:
        return Told()
    newest, section = handoffs[0], None
    if is_shown(newest, now):
        panel = Panel(newest, thread, now)
        section = Section("panel/_handoff.html", panel.state, {"panel": panel})
    earlier = handoffs[1:] if section else handoffs
    return Told(section, [_past(each) for each in earlier if each.ended_at])


def _past(handoff: Handoff) -> Past:
    """Why a person was called, who came, and how it ended."""
    words = {
        "reason": handoff.get_reason_display(),
        "outcome": handoff.get_ended_display(),
        "name": handoff.taken_by.name if handoff.taken_by else "",
    }
    if handoff.taken_by:
        said = _("Handoff: %(reason)s · %(name)s · %(outcome)s") % words
    else:
        said = _("Handoff: %(reason)s · nobody took it · %(outcome)s") % words
    return Past("hand", said, handoff.ended_at or handoff.started_at)
