"""The words of a meaning, as its file in ``data/`` holds them: by language, then by their part.

Every language adds to one pool: people mix languages, and nobody says which one they write.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import product
from pathlib import Path

from automations.folding import fold

Phrase = tuple[str, ...]  # folded words
DATA = Path(__file__).parent / "data"
# What a language may say, and what each is for: automations.words.grammar.
PARTS = (
    "always", "people", "anyone", "contact", "after", "with", "do", "want", "tail", "between",
    "polite", "never", "not", "not_after",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Phrases:
    """The phrases of one meaning by their part, all languages together."""

    by_part: Mapping[str, frozenset[Phrase]]

    def words(self, *parts: str) -> set[str]:
        """Every word of these parts."""
        return {word for part in parts for phrase in self[part] for word in phrase}

    def __getitem__(self, part: str) -> frozenset[Phrase]:
        return self.by_part.get(part, frozenset())


@cache
def phrases_of(meaning: str) -> Phrases:
    """What ``data/MEANING.toml`` holds."""
    languages = tomllib.loads((DATA / f"{meaning}.toml").read_text(encoding="utf-8"))
    found: dict[str, set[Phrase]] = {part: set() for part in PARTS}
    for language in languages.values():
        for part in PARTS:
            found[part] |= folded(_forms(language, part))
    return Phrases({part: frozenset(phrases) for part, phrases in found.items()})


@cache
def whole_messages(meaning: str) -> frozenset[Phrase]:
    """What ``data/MEANING.toml`` holds, where a language is only a list of whole messages."""
    languages = tomllib.loads((DATA / f"{meaning}.toml").read_text(encoding="utf-8"))
    return frozenset(folded(phrase for phrases in languages.values() for phrase in phrases))


@cache
def ordinary_words() -> frozenset[str]:
    """Words that are what they are, however little keeps them from one of ours."""
    languages = tomllib.loads((DATA / "ordinary.toml").read_text(encoding="utf-8"))
    return frozenset(
        word for words in languages.values() for phrase in folded(words) for word in phrase
    )


def folded(phrases: Iterable[str]) -> set[Phrase]:
    """As a text's words are compared."""
    return {words for phrase in phrases if (words := fold(phrase))}


def _forms(language: Mapping[str, list[str]], part: str) -> Iterable[str]:
    """The words of a part; names of people with what the language puts before or behind them."""
    words = language.get(part, [])
    if part not in ("people", "anyone"):
        return words
    before, behind = ["", *language.get("prefixes", [])], ["", *language.get("suffixes", [])]
    return (prefix + word + suffix for prefix, word, suffix in product(before, words, behind))
