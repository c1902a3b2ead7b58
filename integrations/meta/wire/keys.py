"""What makes an item the same item when it comes again."""

from __future__ import annotations

import hashlib

from integrations.meta.wire.reading import dump

LONGEST = 255


class Key:
    """The parts that name an item; with none, the item itself names it by its digest."""

    __slots__ = ("_parts",)

    def __init__(self, *parts: str) -> None:
        self._parts = parts

    def of(self, item: object) -> str:
        """The key as text, never longer than its column."""
        text = ":".join(self._parts)
        if not text:
            return "digest:" + hashlib.sha256(dump(item).encode()).hexdigest()
        if len(text) > LONGEST:
            return f"{self._parts[0]}:sha256:" + hashlib.sha256(text.encode()).hexdigest()
        return text
