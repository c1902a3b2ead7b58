"""Time left, in the few words that chips and banners have room for. Always rounded down."""

from __future__ import annotations

MINUTE, HOUR, DAY = 60, 3600, 86_400  # seconds
SOON = 2 * HOUR  # under this a chip turns solid
VERY_SOON = 15 * MINUTE  # under this seconds are shown


def short(seconds: int) -> str:
    """One unit above two hours (``5d``, ``13h``), then ``1h 42m``, then ``14:05``."""
    if seconds >= DAY:
        return f"{seconds // DAY}d"
    if seconds >= SOON:
        return f"{seconds // HOUR}h"
    return _fine(seconds)


def long(seconds: int) -> str:
    """Two units: ``5d 3h``, ``13h 20m``, then ``14:05``."""
    if seconds >= DAY:
        days, rest = divmod(seconds, DAY)
        return f"{days}d {rest // HOUR}h"
    return _fine(seconds)


def about(seconds: int) -> str:
    """A coarse time to come: ``2 min``, ``3 h``, ``2 d``; nothing under half a minute.

    To the nearest, as it is a guess; with hours only from an hour and a half.
    """
    if seconds < MINUTE // 2:
        return ""
    for unit, word, least in ((DAY, "d", 2 * DAY), (HOUR, "h", 90 * MINUTE)):
        if seconds >= least:
            return f"{(seconds + unit // 2) // unit} {word}"
    return f"{max(1, (seconds + MINUTE // 2) // MINUTE)} min"


def passed(seconds: int) -> str:
    """How long something has gone on: ``18 min``, ``2 h 5 min``, ``3 d 4 h``; down, as ever."""
    minutes = max(0, seconds) // MINUTE
    if minutes < 60:
        return f"{minutes} min"
    hours, minutes = divmod(minutes, 60)
    if hours < 24:
        return f"{hours} h {minutes} min" if minutes else f"{hours} h"
    days, hours = divmod(hours, 24)
    return f"{days} d {hours} h" if hours else f"{days} d"


def _fine(seconds: int) -> str:
    if seconds < VERY_SOON:
        return f"{max(0, seconds) // MINUTE}:{max(0, seconds) % MINUTE:02d}"
    hours, rest = divmod(seconds, HOUR)
    return f"{hours}h {rest // MINUTE}m" if hours else f"{rest // MINUTE}m"
