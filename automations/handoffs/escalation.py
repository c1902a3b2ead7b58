"""Handoffs that nobody took go to the next person, then to the leads (H-6)."""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog
from django.db import transaction
from django.utils import timezone

from automations.handoffs import routing, telling
from automations.models import AutomationSettings, Handoff
from inbox.delivery.locks import lock_thread
from inbox.threads.models import Thread, TimelineEvent

log = structlog.get_logger(__name__)
AT_ONCE = 100


def escalate_where_due() -> int:
    """Ask the next wherever it is time; how many handoffs moved on. Safe to run twice."""
    due = Handoff.everywhere.filter(escalates_at__lte=timezone.now()).order_by("escalates_at")
    rows = list(due.values_list("thread_id", "pk")[:AT_ONCE])
    return sum(_one(thread_id, handoff_id) for thread_id, handoff_id in rows)


def _one(thread_id: int, handoff_id: int) -> bool:
    try:
        return _escalate(thread_id, handoff_id)
    except Exception:  # one that can't move on must not keep the others waiting
        log.exception("a handoff did not move on", handoff=handoff_id)
        return False


@transaction.atomic
def _escalate(thread_id: int, handoff_id: int) -> bool:
    thread, now = lock_thread(thread_id), timezone.now()
    rows = Handoff.everywhere.select_for_update(no_key=True).filter(escalates_at__lte=now)
    handoff = rows.filter(pk=handoff_id).first()
    if handoff is None:  # taken meanwhile, or somebody else's tick was first
        return False
    _ask_the_next(handoff, thread, now)
    return True


def _ask_the_next(handoff: Handoff, thread: Thread, now: datetime) -> None:
    """Whoever is free and was not asked; when there is nobody, all who lead are told."""
    settings = AutomationSettings.everywhere.of(thread.workspace_id)
    before = handoff.offered_to
    if before:
        handoff.asked = [*handoff.asked, before.pk]
    chosen = routing.choose(settings, handoff.team, handoff.asked)
    handoff.offered_to, handoff.escalations = chosen, handoff.escalations + 1
    handoff.escalates_at = now + timedelta(minutes=settings.take_minutes) if chosen else None
    handoff.save(update_fields=["asked", "offered_to", "escalations", "escalates_at"])
    event = telling.write(
        thread,
        TimelineEvent.Kind.ESCALATED,
        {
            "why": "untaken",
            "reason": handoff.reason,
            "to": chosen.name if chosen else "leads",
            "instead_of": before.name if before else "",
            "handoff": handoff.pk,
        },
    )
    telling.call(thread, [chosen] if chosen else routing.leads(thread.workspace_id), event)
