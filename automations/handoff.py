"""Asking for a person: always on, in every thread, asked before any rule (H-1)."""

from __future__ import annotations

from automations.folding import fold

PHRASES = ("human", "agent", "talk to someone", "real person", "representative")
_FOLDED = tuple(fold(phrase) for phrase in PHRASES)


def asks_for_a_person(text: str) -> bool:
    """Whether one of the phrases stands in ``text``, as whole words."""
    words = fold(text)
    return any(
        words[start : start + len(phrase)] == phrase
        for phrase in _FOLDED
        for start in range(len(words) - len(phrase) + 1)
    )
