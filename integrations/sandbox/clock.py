"""The sandbox's idea of now, in milliseconds since 1970, so that a test can hold it still."""

import time
from datetime import UTC, datetime
from typing import Protocol

SECOND = 1_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR


class Clock(Protocol):
    def now(self) -> int: ...


class SystemClock:
    def now(self) -> int:
        return time.time_ns() // 1_000_000


def iso(at: int) -> str:
    """A time as the Graph API prints it: ``2026-04-05T05:27:08+0000``."""
    return datetime.fromtimestamp(at / SECOND, UTC).strftime("%Y-%m-%dT%H:%M:%S+0000")
