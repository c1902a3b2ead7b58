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
                for rest in rests(word, most, first=1):
                    yield hash(rest), number

    def _near(self, said: str) -> tuple[tuple[int, int], ...]:
        """The words that ``said`` may mean, each with the number of slips; itself among them."""
        words = ((number, self._words[number]) for number in self._candidates(said))
        compared = ((number, slips(said, word)) for number, word in words)
        return tuple((number, found) for number, found in compared if found is not None)

    def _candidates(self, said: str) -> set[int]:
        numbers = {self._numbers[word] for word in (said, said + "s") if word in self._numbers}
        if said not in EVERYDAY and SHORTEST - 1 <= len(said) <= self._longest:
            most = MOST if len(said) >= LONG - MOST else 1
            self._rests.add_to(numbers, map(hash, rests(said, most, first=0)))
        return numbers


def rests(word: str, most: int, first: int) -> set[str]:
    """What stays of the beginning of ``word`` when it loses up to ``most`` letters.

    Losing two, it keeps those before ``first``. Of known words the first letter stays, as it is
    right or swapped with the second; a word that was said loses it to be found then.
    """
    begins = word[:_BEGINNING]
    places = range(len(begins))
    found = {begins}
    found.update([begins[:at] + begins[at + 1 :] for at in places])
    if most == MOST:
        pairs = combinations(places[first:], 2)
        found.update([begins[:a] + begins[a + 1 : b] + begins[b + 1 :] for a, b in pairs])
    return found


class _Rests:
    """Numbers by hash, in three arrays: a tenth of what a dict of sets takes.

    Hashes that fall together give numbers that don't belong; whoever asks compares anyway.
    """

    def __init__(self, pairs: Iterable[tuple[int, int]]) -> None:
        hashes, self._numbers = array("q"), array("I", [0])
        for hashed, number in pairs:
            hashes.append(hashed)
            self._numbers.append(number)
        size = 1 << (2 * len(hashes)).bit_length()
        self._mask = size - 1
        self._first = array("I", bytes(4 * size))  # places from 1 on; 0 is none
        self._next = array("I", bytes(4 * len(self._numbers)))
        for place, hashed in enumerate(hashes, 1):
            slot = hashed & self._mask
            self._next[place] = self._first[slot]
            self._first[slot] = place

    def add_to(self, found: set[int], hashes: Iterable[int]) -> None:
        """Put the numbers of all of ``hashes`` into ``found``."""
        first, following, numbers, mask = self._first, self._next, self._numbers, self._mask
        for hashed in hashes:
            place = first[hashed & mask]
            while place:
                found.add(numbers[place])
                place = following[place]
