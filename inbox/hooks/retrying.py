"""When a call is tried again, and when it is given up. Pure."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

# After each try but the last: ten tries in about 23 hours, three in a minute.
EVENT_WAITS = tuple(
    timedelta(seconds=each) for each in (5, 30, 120, 600, 1800, 3600, 10800, 21600, 43200)
)
STEP_WAITS = (timedelta(seconds=2), timedelta(seconds=8))
LONGEST_WISH = timedelta(hours=12)  # of Retry-After
STEP_WISH = timedelta(seconds=20)
SPREAD = 0.2  # each wait is up to a fifth shorter or longer, so that many don't come at once
FAILING_TOO_LONG = timedelta(days=3)
WORTH_REPEATING = frozenset({408, 409, 425, 429})  # among 400 to 499, for a rule's call


def next_wait(
    tries: int, *, is_step: bool, wish: timedelta | None, chance: Callable[[], float]
) -> timedelta | None:
    """How long to wait after ``tries`` tries; None: no more. ``chance`` is from 0 to 1.

    ``wish`` is the receiver's own (Retry-After): it may lengthen the wait, up to a bound. A rule's
    call is given up when the wish is longer than its contact should wait.
    """
    waits = STEP_WAITS if is_step else EVENT_WAITS
    if tries > len(waits):
        return None
    usual = waits[tries - 1] * (1 + SPREAD * (2 * chance() - 1))
    if wish is None:
        return usual
    if is_step and wish > STEP_WISH:
        return None
    return max(usual, min(wish, LONGEST_WISH))


def is_final(status: int | None, *, is_step: bool) -> bool:
    """Whether the same call would only be answered the same again.

    An endpoint is tried to the end, because people mend endpoints; a rule's contact waits.
    """
    if status == 410:
        return True
    return is_step and status is not None and status < 500 and status not in WORTH_REPEATING


def wish_of(header: str, now: datetime) -> timedelta | None:
    """What Retry-After asks for, None when it says nothing that can be read."""
    header = header.strip()
    if header.isascii() and header.isdigit():
        return timedelta(seconds=min(int(header[:9]), 10**8))
    try:
        until = parsedate_to_datetime(header)
    except (ValueError, TypeError):
        return None
    return max(timedelta(0), until.replace(tzinfo=until.tzinfo or UTC) - now)
