"""Signs of life: each worker says every two seconds which queues it serves, the tick that it ran.

They are kept in Redis and only ever read by ``health``. A worker that hangs stops saying so,
because its heartbeat runs in the same loop that fetches its tasks.
"""

from __future__ import annotations

import time
from typing import Any

import structlog
from celery.signals import heartbeat_sent, worker_ready
from django.core.cache import cache
from redis.exceptions import RedisError

log = structlog.get_logger(__name__)
KEPT = 3600  # seconds; long enough to say how long somebody has been gone
QUEUES = ("intake", "background", "lanes")
TICK = "tick"

_served: tuple[str, ...] = ()  # by this process


def tick() -> None:
    """The tick has run."""
    _leave(TICK)


def ages() -> dict[str, float | None]:
    """Seconds since each queue's worker and the tick were last heard; None when never."""
    names = (*QUEUES, TICK)
    left = cache.get_many([_key(name) for name in names])
    now = time.time()
    heard = {name: left.get(_key(name)) for name in names}
    return {name: None if at is None else max(0.0, now - at) for name, at in heard.items()}


@worker_ready.connect
def _note_queues(sender: Any, **_: Any) -> None:
    global _served  # noqa: PLW0603  # one worker, one process
    _served = tuple(queue.name for queue in sender.task_consumer.queues)
    _leave(*_served)


@heartbeat_sent.connect
def _beat(**_: Any) -> None:
    _leave(*_served)


def _leave(*names: str) -> None:
    try:
        cache.set_many({_key(name): time.time() for name in names}, KEPT)
    except RedisError as error:  # the worker has worse troubles, and tells them itself
        log.warning("no sign of life left", error=repr(error))


def _key(name: str) -> str:
    return f"alive:{name}"
