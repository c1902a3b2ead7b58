"""Which of many words are meant by one that may be mistyped, whatever their number.

Two words few slips apart have the same rest when each loses few letters (“symmetric deletes”), and
the rests of their beginnings do, too. So the rests of all known words are kept, and those of a
word that was said are looked up: a few dozen look-ups, and the words found are then compared.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import combinations

from automations.matching.everyday import EVERYDAY
from automations.matching.tolerance import LONG, MOST, SHORTEST, allowed, slips

_BEGINNING = 8  # letters that are looked at; longer rests would find less and cost more
_REMEMBERED = 4096  # words that were said, with what they mean


class NearWords:
    """Words by number, found by what people type for them."""

    def __init__(self, words: Sequence[str]) -> None:
        self._words = words
        self._numbers = {word: number for number, word in enumerate(words)}
        self._longest = max((len(word) for word in words if allowed(word)), default=-MOST) + MOST
        self._rests = _Rests(self._pairs())
        self.near = lru_cache(_REMEMBERED)(self._near)

    def _pairs(self) -> Iterator[tuple[int, int]]:
        for number, word in enumerate(self._words):
            if most := allowed(word):
                for rest in rests(word, most):
                    yield hash(rest), number

    def _near(self, said: str) -> tuple[tuple[int, int], ...]:
        """The words that ``said`` may mean, each with the number of slips; itself among them."""
        words = ((number, self._words[number]) for number in self._candidates(said))
        compared = ((number, slips(said, word)) for number, word in words)
        return tuple((number, found) for number, found in compared if found is not None)

    def _candidates(self, said: str) -> set[int]:
        numbers = {self._numbers[word] for word in (said, said + "s") if word in self._numbers}
        if said in EVERYDAY or not SHORTEST - 1 <= len(said) <= self._longest:
            return numbers
        for rest in rests(said, MOST if len(said) >= LONG - MOST else 1):
            numbers.update(self._rests.of(hash(rest)))
        return numbers


def rests(word: str, most: int) -> set[str]:
    """What stays of the beginning of ``word`` when it loses up to ``most`` letters."""
    begins = word[:_BEGINNING]
    found = {begins}
    for place in range(len(begins)):
        found.add(begins[:place] + begins[place + 1 :])
    if most == MOST:
        for first, second in combinations(range(len(begins)), 2):
            found.add(begins[:first] + begins[first + 1 : second] + begins[second + 1 :])
    return found


class _Rests:
    """Numbers by hash, in three arrays: a tenth of what a dict of sets takes.

    Hashes that fall together give numbers that don't belong; whoever asks compares anyway.
    """

    def __init__(self, pairs: Iterable[tuple[int, int]]) -> None:
        hashes, self._numbers = array("q"), array("I")
        for hashed, number in pairs:
            hashes.append(hashed)
            self._numbers.append(number)
        size = 1 << (2 * len(hashes)).bit_length()
        self._mask = size - 1
        self._first = array("I", bytes(4 * size))  # one more than the place; 0 is none
        self._next = array("I", bytes(4 * len(hashes)))
        for place, hashed in enumerate(hashes):
            slot = hashed & self._mask
            self._next[place] = self._first[slot]
            self._first[slot] = place + 1

    def of(self, hashed: int) -> Iterator[int]:
        place = self._first[hashed & self._mask]
        while place:
            yield self._numbers[place - 1]
            place = self._next[place - 1]
