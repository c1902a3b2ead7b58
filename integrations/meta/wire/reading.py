"""Taking single values out of JSON whose shape nobody promises."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import msgspec

Json = Mapping[str, Any]
NOTHING: Json = {}
OLDEST = datetime(2010, 1, 1, tzinfo=UTC)  # before Instagram; an earlier time is no time
ID_LENGTH = 64
MESSAGE_ID_LENGTH = 255


def mapping(value: object) -> Json:
    """``value`` if it is an object, else an empty one."""
    return value if isinstance(value, dict) else NOTHING


def words(value: object, limit: int | None = None) -> str:
    """Text as it is; a number as text; anything else is no text."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    return str(value)[:limit]


def ident(value: object, limit: int = ID_LENGTH) -> str:
    """An id as text, whether it came as text or as a number; one that cannot be ours is none."""
    text = words(value).strip() if not isinstance(value, float) else ""
    return text if len(text) <= limit else ""


def message_id(value: object) -> str:
    return ident(value, MESSAGE_ID_LENGTH)


def moment(value: object) -> datetime | None:
    """A time in seconds or milliseconds, as a number or as text, whichever unit it is in."""
    try:
        number = float(words(value))
        seconds = number / 1000 if number > 100_000_000_000 else number  # in seconds: year 5138
        at = datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        return _written_out(value)
    return at if at > OLDEST else None


def _written_out(value: object) -> datetime | None:
    """ISO 8601 with an offset, as the Graph API writes times (``2026-04-05T05:27:08+0000``)."""
    try:
        at = datetime.fromisoformat(words(value))
    except ValueError:
        return None
    return at if at.tzinfo and at > OLDEST else None


def dump(value: object) -> str:
    """JSON with sorted keys: the same for equal values, and acceptable to PostgreSQL."""
    return msgspec.json.encode(value, order="sorted").decode()
