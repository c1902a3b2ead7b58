"""Seeing every stored delivery through, whatever is in it (F-5)."""

from __future__ import annotations

import time

import psycopg
import structlog
from django.db import InterfaceError, OperationalError, transaction

from integrations.meta.intake import aside, deliveries, waiting, waking
from integrations.meta.intake.apply import apply
from integrations.meta.intake.store import Collided

COLLISIONS = 5  # in a row, before the deliveries are taken one by one

log = structlog.get_logger()


def drain(seconds: float) -> bool:
    """Process what is stored for at most ``seconds``; whether there may be more."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if not process_some():
            waiting.adopt()
            return False
    return True


def process_some() -> int:
    """Claim a batch and process it in one transaction; how many deliveries it held.

    What makes a whole batch fail is found by taking its deliveries one by one.
    """
    claimed: list[int] = []
    for _ in range(COLLISIONS):
        try:
            _process_together(claimed)
        except Collided:
            continue
        except (OperationalError, InterfaceError) as error:
            if not _is_collision(error):
                raise
        except Exception as error:  # noqa: BLE001  # whatever it is, it is found and set aside
            log.warning("a batch is taken apart", deliveries=len(claimed), error=repr(error))
            break
        else:
            return len(claimed)
    for delivery_id in claimed:
        aside.process_alone(delivery_id)
    return len(claimed)


def _process_together(claimed: list[int]) -> None:
    """Fills ``claimed``, so that the caller knows what was claimed when this raises."""
    with transaction.atomic():
        batch = deliveries.claim()
        claimed[:] = [one.pk for one in batch]
        if len(batch) == deliveries.MOST_TOGETHER:
            waking.wake()  # there is more: let another worker help
        if batch:
            apply([arrival for one in batch for arrival in aside.read(one)])
            deliveries.finish(batch)


def _is_collision(error: Exception) -> bool:
    """Two workers met; one of them gave way and simply tries again."""
    met = (psycopg.errors.DeadlockDetected, psycopg.errors.SerializationFailure)
    return isinstance(error.__cause__, met)
