"""One clock for the process and for the scripts in Redis; the database keeps its own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from unittest.mock import patch

import time_machine
from django.utils import timezone
from time_machine import Traveller

from inbox.delivery.pacing import keys


@contextmanager
def fake_time(start: datetime) -> Iterator[Traveller]:
    """Time stands still at ``start`` and goes on only by the traveller's hand."""

    def redis_clock() -> str:
        return str(keys.ms(timezone.now()))

    with (
        time_machine.travel(start, tick=False) as traveller,
        patch.object(keys, "redis_clock", redis_clock),
    ):
        yield traveller
