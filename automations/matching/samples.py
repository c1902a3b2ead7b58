"""What a keyword catches and what it lets pass, to be shown where it is written (K-2)."""

from __future__ import annotations

from collections.abc import Iterator

from automations.definition.rules import Match as Mode
from automations.definition.rules import RuleDefinition
from automations.folding import fold
from automations.matching.index import Index
from automations.matching.rules import CompiledRule
from automations.matching.said import Said

SHOWN = 4  # of each


def samples(keyword: str, match: Mode, typos: int | None = None) -> tuple[list[str], list[str]]:
    """A few texts that ``keyword`` matches, and a few like them that it does not.

    They are made of the keyword alone and asked of the matcher itself, so they are always true.
    Patterns, meanings and rules without keywords have none.
    """
    if match in ("any", "pattern", "intent") or not fold(keyword):
        return [], []
    definition = RuleDefinition(("dm",), (), match, (keyword,), typos=typos)
    index = Index([CompiledRule(0, "", 0, 0, definition)])
    hits: list[str] = []
    misses: list[str] = []
    for text in dict.fromkeys(_tried(keyword.strip(), match)):
        (hits if index.find(Said(text)).hits else misses).append(text)
    return hits[:SHOWN], misses[:SHOWN]


def _tried(keyword: str, match: Mode) -> Iterator[str]:
    if match == "fuzzy":
        yield from _mistyped(" ".join(fold(keyword)))
        return
    yield f"{keyword.upper()}!"
    yield f"{keyword} ok?"
    yield f"ok {keyword}"
    yield f"{keyword}{keyword[-1]}"
    yield keyword[:-1]


def _mistyped(keyword: str) -> Iterator[str]:
    """From none to the worst; the longest word has the slips."""
    word = max(keyword.split(), key=len)
    middle = len(word) // 2
    swapped = word[: middle - 1] + word[middle] + word[middle - 1] + word[middle + 1 :]
    doubled = word[:middle] + word[middle - 1 :]
    missing = word[:middle] + word[middle + 1 :]
    two, three = (missing[:-1], doubled + word[-1]), (swapped[:-2], word[: middle + 1])
    for tried in (word, swapped, missing, doubled, *two, *three, word[1:]):
        if tried:
            yield keyword.replace(word, tried, 1)
