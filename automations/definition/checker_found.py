"""What the checker says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Level = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found, in a sentence. ``where`` is like “steps[2].send.texts[0]” or “keywords[0]”;
    "" is the whole rule. ``code`` names its kind.
    """

    level: Level
    code: str
    where: str
    words: str


def warning(code: str, where: str, words: str) -> Finding:
    return Finding("warning", code, where, words)
