"""The webhooks' Celery tasks. They are bells: the truth of what is due is in the database."""

from __future__ import annotations

from typing import Any

import structlog
from celery import shared_task
from celery.signals import worker_process_shutdown, worker_shutdown

from inbox.hooks import pool, shelf_life, telling, waking

log = structlog.get_logger(__name__)
PATIENCE = 20.0  # seconds, at the end; what is still under way then is repeated by others


@shared_task(acks_late=True, ignore_result=True)
def send_due() -> None:
    """Begin the calls that are due. Safe to run twice, late or never."""
    waking.heard()  # before the first claim: what is written after it must ring again
    pool.of_this_process().begin_due()


@shared_task(acks_late=True, ignore_result=True)
def tell_answers() -> None:
    """Tell rules what they were answered. Safe to run twice, late or never."""
    telling.tell_due()


@shared_task(ignore_result=True)
def sweep() -> None:
    """Delete what is older than the log is kept. Safe to run twice."""
    if swept := shelf_life.sweep():
        log.info("webhook log swept", calls=swept)


@worker_process_shutdown.connect
@worker_shutdown.connect
def _finish_what_is_under_way(**_: Any) -> None:
    if pool.of_this_process.cache_info().currsize:
        pool.of_this_process().close(PATIENCE)
