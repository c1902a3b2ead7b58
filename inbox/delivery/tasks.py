"""The lanes' Celery task. It is only a bell: the truth of what is due is in the database."""

from typing import Any

from celery import shared_task
from celery.signals import worker_shutting_down

from inbox.delivery import lanes, settling
from inbox.delivery.comments import moderation
from inbox.delivery.control import asking


@shared_task(acks_late=True, ignore_result=True)
def serve_lane(account_id: int) -> None:
    """Send what waits for the account. Safe to run twice, late or never."""
    lanes.serve(account_id)


@shared_task(acks_late=True, ignore_result=True)
def moderate(moderation_id: int) -> None:
    """Carry out a wish about a comment. Safe to run twice, late or never."""
    moderation.carry_out(moderation_id)


@shared_task(acks_late=True, ignore_result=True)
def ask_for_control(event_id: int) -> None:
    """Ask another app for a conversation. Safe to run twice: the answered request is left alone."""
    asking.carry_out(event_id)


@shared_task(acks_late=True, ignore_result=True)
def settle(account_id: int) -> None:
    """Ask about one message that may have arrived. Safe to run twice, late or never."""
    settling.check_next(account_id)


@worker_shutting_down.connect
def _finish_the_call_in_hand(**_: Any) -> None:
    lanes.stopping.set()
