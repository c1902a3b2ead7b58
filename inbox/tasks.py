"""The tick: once a second it finds in the database what is due, so that no lost task loses work."""

from __future__ import annotations

from collections.abc import Callable

import structlog
from celery import shared_task
from django.db import transaction
from django.utils import timezone

from automations import left_comments
from automations.handoffs import escalation, failing, raising
from automations.tasks import wake_where_due
from inbox import heartbeat
from inbox.delivery import bells
from inbox.delivery.comments import moderation
from inbox.delivery.files import shelf_life
from inbox.delivery.settling import check_where_due
from inbox.hooks import waking as hooks
from inbox.threads.changes import Change, announce
from inbox.threads.models import Thread
from integrations.meta import broadcasts, ice_breakers, posts
from integrations.meta.tasks import wake_if_waiting

log = structlog.get_logger(__name__)
SNOOZED_AT_ONCE = 500


@shared_task(ignore_result=True)
def tick() -> None:
    """Wake what is due. Safe to run twice, and at the same time."""
    duties: tuple[Callable[[], object], ...] = (
        heartbeat.tick,
        bells.wake_due,
        wake_if_waiting,
        wake_snoozed,
        wake_where_due,
        moderation.ring_where_due,
        check_where_due,
        broadcasts.ask_where_due,
        posts.ask_again_where_due,
        hooks.ring_where_due,
        ice_breakers.read_where_due,
        left_comments.decide_where_due,
        escalation.escalate_where_due,
        raising.raise_where_ending,
        failing.hand_over_where_failing,
    )
    for duty in duties:
        try:
            duty()
        except Exception:  # one that fails must not keep the others from their turn
            log.exception("tick", duty=duty.__name__)


@shared_task(ignore_result=True)
def sweep_files() -> None:
    """Remove files that nobody sent, and the bytes of old ones. Safe to run twice."""
    if removed := shelf_life.sweep():
        log.info("files swept", removed=removed)


@transaction.atomic
def wake_snoozed() -> int:
    """Reopen the threads whose snooze has ended; how many there were."""
    due = Thread.everywhere.filter(
        lifecycle=Thread.Lifecycle.SNOOZED, wakes_at__lte=timezone.now()
    ).order_by("pk")
    threads = list(due.select_for_update(skip_locked=True, no_key=True)[:SNOOZED_AT_ONCE])
    Thread.everywhere.filter(pk__in=[thread.pk for thread in threads]).update(
        lifecycle=Thread.Lifecycle.OPEN, wakes_at=None
    )
    announce([Change(thread.workspace_id, thread.pk) for thread in threads])
    return len(threads)
