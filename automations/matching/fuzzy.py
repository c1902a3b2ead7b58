"""Phrases that may be mistyped (K-2, typo-tolerant)."""

from __future__ import annotations

from collections import defaultdict

from automations.matching.near import NearWords
from automations.matching.said import Said, Spot

_Uses = dict[tuple[int, int], None]  # place of a rule and the most slips that it forgives


class FuzzyPhrases:
    """Phrases as a tree of words; a text walks down it with every word that its own may mean."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._steps: dict[tuple[int, int], int] = {}  # from a node, by a word, to a node
        self._ends: dict[int, _Uses] = defaultdict(dict)
        self._near: NearWords | None = None

    def add(self, words: tuple[str, ...], most: int, place: int) -> None:
        """``most`` slips in each word, or fewer where the word's length says so."""
        node = 0
        for word in words:
            number = self._numbers.setdefault(word, len(self._numbers))
            node = self._steps.setdefault((node, number), len(self._steps) + 1)
        self._ends[node][place, most] = None

    def build(self) -> None:
        """Once, after all were added."""
        if self._numbers:
            self._near = NearWords(list(self._numbers))

    def find(self, said: Said, hits: dict[int, Spot]) -> None:
        """Put the rules that are set off into ``hits``."""
        if self._near is None:
            return
        near = self._near.near
        under_way: dict[tuple[int, int], int] = {}  # node and worst word so far → first word
        for at, word in enumerate(said.words):
            heads = {(0, 0): at} | under_way
            under_way = {}
            for number, slips in near(word):
                for (node, worst), first in heads.items():
                    further = self._steps.get((node, number))
                    if further is not None:
                        worst_now = max(worst, slips)
                        under_way.setdefault((further, worst_now), first)
                        self._arrive(further, worst_now, (first, at + 1 - first), hits)

    def _arrive(self, node: int, worst: int, spot: Spot, hits: dict[int, Spot]) -> None:
        for place, most in self._ends.get(node, ()):
            if worst <= most:
                hits.setdefault(place, spot)
