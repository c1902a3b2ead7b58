"""Typing errors: one is forgiven in words from 5 letters on, two from 9; none in short words."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache

from rapidfuzz.distance import OSA

ONE_FROM, TWO_FROM = 5, 9  # letters
LONGEST = 20  # letters; longer words count as they are written
# Arabic and Hebrew write no vowels: one letter more or less is another word there, not an error.
_NO_VOWELS = re.compile("[\u0590-\u05ff\u0600-\u06ff]")
_DRAWN_OUT = re.compile(r"(.)\1{2,}")  # humaaaan


class Spelling:
    """Finds which of ``known`` was meant by a word.

    A word is found by what is left of it without one or two of its letters: the same is left of
    the word that was meant. So it costs what the word's own length costs, however many are known.
    """

    def __init__(
        self,
        known: Collection[str],
        ordinary: Collection[str] = (),
        *,
        one_from: int = ONE_FROM,
        two_from: int = TWO_FROM,
    ) -> None:
        self._known = frozenset(known)
        self._as_they_are = self._known | frozenset(ordinary)
        self._one_from, self._two_from = one_from, two_from
        self._by_rest: dict[str, list[str]] = {}
        for word in sorted(self._known):
            for rest in _rests(word, self._forgives(word)):
                self._by_rest.setdefault(rest, []).append(word)
        self.meant = lru_cache(maxsize=16_384)(self._meant)

    def _meant(self, word: str) -> str:
        """The known word that was meant, else ``word``."""
        if word in self._as_they_are or not word.isalpha():
            return word
        for shorter in (word, _DRAWN_OUT.sub(r"\1\1", word), _DRAWN_OUT.sub(r"\1", word)):
            if shorter in self._known:
                return shorter
        return self._nearest(_DRAWN_OUT.sub(r"\1", word)) or word

    def _nearest(self, word: str) -> str | None:
        if not self._one_from - 1 <= len(word) <= LONGEST:
            return None
        rests = _rests(word, 2 if len(word) >= self._two_from - 2 else 1)
        candidates = {known for rest in rests for known in self._by_rest.get(rest, ())}
        near = [
            (distance, known)
            for known in candidates
            if (distance := OSA.distance(word, known)) <= self._forgives(known)
        ]
        return min(near)[1] if near else None

    def _forgives(self, word: str) -> int:
        if not self._one_from <= len(word) <= LONGEST or _NO_VOWELS.search(word):
            return 0
        return 2 if len(word) >= self._two_from else 1


def _rests(word: str, edits: int) -> set[str]:
    """``word``, and what is left of it without up to ``edits`` letters; nothing for none."""
    rests = {word} if edits else set()
    for _ in range(edits):
        rests |= {rest[:at] + rest[at + 1 :] for rest in rests for at in range(len(rest))}
    return rests
