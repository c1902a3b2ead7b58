"""Each group's changes are counted, so that a page can tell whether it missed one.

The count lives in Redis. Losing it costs pages a refetch, nothing more.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from inbox.live import layer

KEPT_FOR = 7 * 24 * 3600  # seconds after a group's last change


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a group's count stands, and when it last moved (by the publisher's clock)."""

    number: int
    changed_at: datetime | None


def raise_all(groups: Sequence[str]) -> dict[str, int]:
    """Count one change in each group. Taken before the change is read back, so that of two pieces
    the one with the higher number was read later."""
    now = datetime.now(UTC).isoformat()
    with layer.connection().pipeline(transaction=False) as pipeline:
        for group in groups:
            pipeline.hincrby(_key(group), "number", 1)
            pipeline.hset(_key(group), "changed_at", now)
            pipeline.expire(_key(group), KEPT_FOR)
        answers = pipeline.execute()
    return {group: int(answers[3 * place]) for place, group in enumerate(groups)}


def standing(group: str) -> Standing:
    """Where ``group`` stands now."""
    return standings([group])[group]


def standings(groups: Sequence[str]) -> dict[str, Standing]:
    """Where these groups stand now, in one round trip."""
    with layer.connection().pipeline(transaction=False) as pipeline:
        for group in groups:
            pipeline.hmget(_key(group), ["number", "changed_at"])
        return {
            group: _standing(*found)
            for group, found in zip(groups, pipeline.execute(), strict=True)
        }


def _standing(number: bytes | None, changed_at: bytes | None) -> Standing:
    moved = datetime.fromisoformat(_text(changed_at)) if changed_at else None
    return Standing(int(number or 0), moved)


def _key(group: str) -> str:
    return f"{layer.prefix()}:live:{group}"


def _text(value: bytes | str) -> str:
    return value.decode() if isinstance(value, bytes) else value
