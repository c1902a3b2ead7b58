"""The bell that has workers make the calls that are due. When it is lost, the tick rings again."""

from __future__ import annotations

import redis
import structlog
from django.core.cache import cache
from django.utils import timezone
from kombu.exceptions import KombuError

from inbox.celery import app
from inbox.hooks.models import HookCall

log = structlog.get_logger(__name__)
SEND, TELL = "inbox.hooks.tasks.send_due", "inbox.hooks.tasks.tell_answers"  # they import this
RUNG = "hooks:rung"
RUNG_SECONDS = 2  # a bell lost with its worker costs at most this


def ring() -> None:
    """Have a worker make what is due: one bell for a burst. Never raises."""
    try:
        if cache.add(RUNG, 1, RUNG_SECONDS):
            _enqueue(SEND)
    except (redis.RedisError, OSError) as error:
        log.warning("webhooks not rung, the tick will", error=repr(error))


def heard() -> None:
    """A worker looks: whatever is written from now on needs another bell."""
    try:
        cache.delete(RUNG)
    except (redis.RedisError, OSError) as error:
        log.warning("the bell of webhooks stays until it expires", error=repr(error))


def ring_to_tell() -> None:
    """Have a worker tell listeners what rules' calls were answered. Never raises."""
    _enqueue(TELL)


def ring_where_due() -> None:
    """The tick's part."""
    now = timezone.now()
    if HookCall.everywhere.due(now).exists():
        ring()
    if HookCall.everywhere.filter(tell_at__lte=now).exists():
        ring_to_tell()


def _enqueue(task: str) -> None:
    try:
        app.send_task(task, expires=30, retry=False)
    except (KombuError, redis.RedisError, OSError) as error:
        log.warning("webhooks not rung, the tick will", task=task, error=repr(error))
