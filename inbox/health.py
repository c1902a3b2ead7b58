"""What load balancers and monitors ask: alive, ready, and figures. No sign-in, no names."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from prometheus_client import CollectorRegistry
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from redis.exceptions import RedisError

from inbox import figures, heartbeat, outbox_figures

QUIET = 15.0  # seconds without a sign of life before a worker counts as gone
LAG = timedelta(seconds=60)  # what may wait that long is not being worked on
STUCK = timedelta(minutes=5)  # a worker that dies in a call is found out long before


def alive(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return HttpResponse("ok\n", content_type="text/plain")


def ready(request: HttpRequest) -> JsonResponse:
    """Whether all parts work; 503 and, for each that does not, why."""
    parts = {name: _word(check) for name, check in _CHECKS.items()}
    fine = all(word == "ok" for word in parts.values())
    return JsonResponse({"ready": fine, "parts": parts}, status=200 if fine else 503)


def metrics(request: HttpRequest) -> HttpResponse:
    """Figures for Prometheus, counted now."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(figures.Figures())
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


class NotReady(Exception):
    """What is wrong with one part, in words for an operator."""


def _word(check: Callable[[], None]) -> str:
    try:
        check()
    except NotReady as reason:
        return str(reason)
    except (DatabaseError, RedisError, OSError) as error:
        return f"does not answer ({type(error).__name__})"
    return "ok"


def _database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def _redis() -> None:
    heartbeat.ages()


def _workers() -> None:
    """Somebody serves every queue, and the tick ticks."""
    gone = [_absence(name, age) for name, age in heartbeat.ages().items() if _is_gone(age)]
    if gone:
        raise NotReady("; ".join(gone))


def _is_gone(age: float | None) -> bool:
    return age is None or age > QUIET


def _absence(name: str, age: float | None) -> str:
    who = "the tick" if name == heartbeat.TICK else f"a worker of queue {name}"
    return f"{who} was {'never heard' if age is None else f'last heard {age:.0f} s ago'}"


def _intake() -> None:
    _not_older(figures.oldest_delivery(), "a webhook has waited")


def _lanes() -> None:
    _not_older(outbox_figures.most_overdue_lane(), "a lane has been due")


def _outbox() -> None:
    """What waits may wait for a limit, as long as it takes; a call ends within a minute."""
    _not_older(outbox_figures.longest_call(), "a call has been under way", STUCK)


def _not_older(since: datetime | None, what: str, lag: timedelta = LAG) -> None:
    if since is not None and (age := timezone.now() - since) > lag:
        raise NotReady(f"{what} for {age.total_seconds():.0f} s")


_CHECKS: dict[str, Callable[[], None]] = {
    "database": _database,
    "redis": _redis,
    "workers": _workers,
    "intake": _intake,
    "lanes": _lanes,
    "outbox": _outbox,
}
