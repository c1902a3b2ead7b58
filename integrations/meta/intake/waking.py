"""Waking the intake workers: once for a burst, however many deliveries are in it."""

from __future__ import annotations

from functools import lru_cache

import redis
import structlog
from django.conf import settings
from kombu.exceptions import OperationalError

FLAG = "handoff:intake:awake"
FLAG_MS = 2_000  # a task lost with its worker costs at most this; the tick finds the rest
SECONDS = 2.0

log = structlog.get_logger()


@lru_cache(maxsize=4)
def _redis(url: str) -> redis.Redis:
    return redis.Redis.from_url(url, socket_timeout=SECONDS, socket_connect_timeout=SECONDS)


def wake() -> None:
    """Enqueue ``process_intake`` unless one is on its way. Never raises: the tick is there."""
    from integrations.meta.tasks import process_intake

    try:
        if _redis(settings.REDIS_URL).set(FLAG, 1, nx=True, px=FLAG_MS):
            process_intake.apply_async(retry=False, ignore_result=True)
    except (redis.RedisError, OperationalError, OSError) as error:
        log.warning("intake not woken, the tick will find it", error=repr(error))


def answer() -> None:
    """A worker is up: whatever is stored from now on needs a new call."""
    try:
        _redis(settings.REDIS_URL).delete(FLAG)
    except (redis.RedisError, OSError) as error:
        log.warning("the intake's wake flag stays until it expires", error=repr(error))
