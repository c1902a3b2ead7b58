"""What may still be said to a person, by the clock alone. The sandbox's own copy of Meta's rule."""

from enum import StrEnum

from .clock import DAY, HOUR

STANDARD = 24 * HOUR
HUMAN_AGENT = 7 * DAY
PRIVATE_REPLY = 7 * DAY


class Window(StrEnum):
    OPEN = "open"
    HUMAN_AGENT = "human_agent"
    CLOSED = "closed"


def window_at(acted_at: int | None, now: int, lasts: int = STANDARD) -> Window:
    """The window of a thread whose person last acted at ``acted_at``, in milliseconds.

    Half-open: at exactly 24 hours it is no longer open. ``lasts`` is longer than a day only where
    the opening action was an ad and the account's window for ads is.
    """
    if acted_at is None:
        return Window.CLOSED
    passed = now - acted_at
    if passed < lasts:
        return Window.OPEN
    if passed < HUMAN_AGENT:
        return Window.HUMAN_AGENT
    return Window.CLOSED
