"""Words and phrases: one pass over the text finds them all (Aho–Corasick)."""

from __future__ import annotations

from collections import defaultdict
from enum import IntEnum

import ahocorasick

from automations.matching.said import SIGN_EDGE, Said, Spot, as_bytes


class Role(IntEnum):
    """What a phrase is to its rule."""

    CONTAINS = 0
    STARTS = 1
    EXACT = 2
    BARS = 3  # where it is found, the rule stays silent


class Phrases:
    """Phrases of whole words, each with the places of the rules that use it.

    What ``find`` costs grows with the text and with what is found, not with what is kept.
    """

    def __init__(self) -> None:
        self._uses: dict[str, dict[int, None]] = defaultdict(dict)
        self._kept: list[tuple[int, tuple[int, ...]]] = []  # length and uses of each phrase
        self._automaton: ahocorasick.Automaton | None = None
        self._has_signs = False

    def add(self, line: str, role: Role, place: int) -> None:
        """``line`` is a keyword's, of ``keyword_line``."""
        self._uses[line][place << 2 | role] = None
        self._has_signs = self._has_signs or line[0] == SIGN_EDGE

    def build(self) -> None:
        """Once, after all were added."""
        if not self._uses:
            return
        automaton = ahocorasick.Automaton(ahocorasick.STORE_INTS)
        for number, (line, uses) in enumerate(self._uses.items()):
            narrow = as_bytes(line)
            automaton.add_word(narrow, number)
            self._kept.append((len(narrow), tuple(uses)))
        automaton.make_automaton()
        self._automaton = automaton
        self._uses.clear()

    def find(self, said: Said, hits: dict[int, Spot], barred: set[int]) -> None:
        """Put the rules that are set off into ``hits``, and those an exclusion silences too."""
        if self._automaton is None:
            return
        self._find_in(said.line, self._automaton, hits, barred)
        if self._has_signs:
            self._find_in(said.sign_line, self._automaton, hits, barred)

    def _find_in(
        self, line: str, automaton: ahocorasick.Automaton, hits: dict[int, Spot], barred: set[int]
    ) -> None:
        narrow = as_bytes(line)
        for last, number in automaton.iter(narrow):
            length, uses = self._kept[number]
            start = last + 1 - length
            # Which roles fit: inside of the text, at its beginning, or all of it.
            highest = Role.CONTAINS if start else Role.EXACT
            if highest and length < len(narrow):
                highest = Role.STARTS
            for use in uses:
                role = use & 3
                if role == Role.BARS:
                    barred.add(use >> 2)
                elif role <= highest and use >> 2 not in hits:
                    hits[use >> 2] = _spot(narrow, start, last + 1)


def _spot(narrow: str, start: int, end: int) -> Spot:
    if narrow[0] == SIGN_EDGE:
        return narrow[start:end].encode("latin-1").decode().replace(SIGN_EDGE, "")
    return narrow.count(" ", 0, start), narrow.count(" ", start, end) - 1
