"""The lanes' Celery task. It is only a bell: the truth of what is due is in the database."""

from typing import Any

from celery import shared_task
from celery.signals import worker_shutting_down

from inbox.delivery import lanes


@shared_task(acks_late=True, ignore_result=True)
def serve_lane(account_id: int) -> None:
    """Send what waits for the account. Safe to run twice, late or never."""
    lanes.serve(account_id)


@worker_shutting_down.connect
def _finish_the_call_in_hand(**_: Any) -> None:
    lanes.stopping.set()
