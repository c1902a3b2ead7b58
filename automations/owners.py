"""Whether people own a thread, so that automations stay silent in it (K-7)."""

from __future__ import annotations

from datetime import datetime, timedelta

from automations.models import AutomationSettings
from inbox.threads.models import Thread


def people_own(thread: Thread, settings: AutomationSettings, now: datetime) -> bool:
    """Whether somebody has taken it, or a person wrote in it within the last hours.

    Handoffs are another matter: while one is open, the thread is people's too.
    """
    if thread.handler != Thread.Handler.HUMAN:
        return False
    if thread.assignee_id is not None or thread.last_business_at is None:
        return True
    return now < thread.last_business_at + timedelta(hours=settings.pause_hours)
