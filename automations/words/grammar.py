"""Finding a wish in a sentence: names alone say little, what stands around them says it (H-1, H-2).

The parts of a meaning's file, and when they count:

- ``people``: what is wished for. Alone, or with polite words only, it counts (“human!!”, “agent
  please”). In a longer sentence it needs ``contact`` (“talk to”) before it, ``after`` behind it
  (Turkish “görüşmek”), or ``with`` before and ``do`` behind it (German “mit … sprechen”); or
  ``want`` (“need”) before it and nothing behind it but ``tail``, so that “I need a human” counts
  and “I need a human hair wig” does not.
- ``anyone``: as people, but never by ``want`` or alone (“talk to your team”).
- ``between``: may stand between a verb and its name (“a”, “the”, “some real”).
- ``always``: counts wherever it stands.
- ``never``: hides what it holds from all of these (“human resources”).
- ``polite``: may stand beside people who stand alone, and behind those who are wanted.
- ``not``: right before one of these, it is not wished for; ``not_after`` anywhere behind it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from automations.words.phrases import PARTS, Phrase, Phrases
from automations.words.sentences import Clause

NAMES = ("people", "anyone", "always")  # a text without one of these says nothing


@dataclass(frozen=True, slots=True)
class Found:
    """Where a part's phrase stands among the words of a clause."""

    start: int
    end: int
    part: str


class Grammar:
    """The phrases of a meaning, ready to be looked for."""

    def __init__(self, phrases: Phrases) -> None:
        self._by_first: dict[str, list[tuple[Phrase, str]]] = defaultdict(list)
        for part in PARTS:
            for phrase in sorted(phrases[part], key=lambda phrase: (-len(phrase), phrase)):
                self._by_first[phrase[0]].append((phrase, part))
        names = [phrase for part in NAMES for phrase in phrases[part]]
        self._single = frozenset(phrase[0] for phrase in names if len(phrase) == 1)
        self._beginnings = frozenset(phrase[:2] for phrase in names if len(phrase) > 1)

    def may_find(self, words: Phrase) -> bool:
        """Whether ``words`` hold the beginning of a name; most texts don't."""
        return not self._single.isdisjoint(words) or not self._beginnings.isdisjoint(
            pairwise(words)
        )

    def find(self, clauses: Sequence[Clause]) -> str:
        """What of a sentence says it, as it was written; "" if nothing does."""
        readings = [_Reading(self._found_in(clause.meant), len(clause.meant)) for clause in clauses]
        alone = [reading.is_name_alone for reading in readings]
        if any(alone) and all(
            reading.is_polite or one for reading, one in zip(readings, alone, strict=True)
        ):
            clause = clauses[alone.index(True)]
            return clause.written(0, len(clause.meant))
        for clause, reading in zip(clauses, readings, strict=True):
            if wish := reading.wish:
                return clause.written(wish.start, wish.end)
        return ""

    def _found_in(self, words: Phrase) -> Iterator[Found]:
        for start, word in enumerate(words):
            for phrase, part in self._by_first.get(word, ()):
                end = start + len(phrase)
                if words[start:end] == phrase:
                    yield Found(start, end, part)


class _Reading:
    """The phrases found in one clause, and what they say together."""

    def __init__(self, found: Iterator[Found], size: int) -> None:
        self._size = size
        self._all = list(found)
        hidden = [one for one in self._all if one.part == "never"]
        self._names = [
            one
            for one in self._all
            if one.part in NAMES and not any(_hides(trap, one) for trap in hidden)
        ]
        self._ending = _by(self._all, "end")
        self._starting = _by(self._all, "start")

    @property
    def is_name_alone(self) -> bool:
        """Whether the clause is a name, and perhaps polite words."""
        names = [one for one in self._names if one.part in ("people", "always")]
        refused = any(not self._is_within_longer(one) for one in self._of_part("not"))
        covered = self._is_covered(names + self._of_part("polite"))
        return bool(names) and covered and not refused

    @property
    def is_polite(self) -> bool:
        return self._is_covered(self._of_part("polite"))

    @property
    def wish(self) -> Found | None:
        """From the verb to the name, the longest one; None when nothing is wished for."""
        wishes = [
            Found(min(verb.start, name.start), max(verb.end, name.end), "wish")
            for name in self._names
            if (verb := self._said_of(name)) and not self._is_refused(verb, name)
        ]
        return max(wishes, key=lambda wish: wish.end - wish.start, default=None)

    def _said_of(self, name: Found) -> Found | None:
        """What makes the name a wish."""
        if name.part == "always":
            return name
        before = [one for at in self._places(name.start, back=True) for one in self._ending[at]]
        behind = [one for at in self._places(name.end) for one in self._starting[at]]
        if verb := _first(before, "contact") or _first(behind, "after"):
            return verb
        verb = _first(before, "with")
        if verb and _first(behind, "do"):
            return verb
        verb = _first(before, "want") if name.part == "people" else None
        return verb if verb and self._ends_at(name.end) else None

    def _ends_at(self, at: int) -> bool:
        """Whether nothing follows that would make the name part of something else."""
        following = {one.part for one in self._starting[at]}
        return at == self._size or not following.isdisjoint(("tail", "polite"))

    def _is_refused(self, verb: Found, name: Found) -> bool:
        """Whether it is said not to be wished for."""
        if any(one.start >= name.end for one in self._of_part("not_after")):
            return True
        first = min(verb.start, name.start)
        if any(one.start < first < one.end for one in self._of_part("not")):
            return True
        links = ("between", "want", "contact", "with")
        places = self._places(name.start, links, back=True) + self._places(first, links, back=True)
        return any(
            one.part == "not" and not self._is_within_longer(one)
            for at in places
            for one in self._ending[at]
        )

    def _is_within_longer(self, small: Found) -> bool:
        """“有没有” asks whether there is one, though “没有” says there is none."""
        return any(
            one.start <= small.start
            and small.end <= one.end
            and one.end - one.start > small.end - small.start
            for one in self._all
            if one.part in ("want", "contact", "always")
        )

    def _places(
        self, at: int, over: Collection[str] = ("between",), *, back: bool = False
    ) -> list[int]:
        """``at``, and where one gets from there over phrases of these parts."""
        places = [at]
        for place in places:  # it grows while it is walked
            for one in (self._ending if back else self._starting)[place]:
                beyond = one.start if back else one.end
                if one.part in over and beyond not in places:
                    places.append(beyond)
        return places

    def _of_part(self, part: str) -> list[Found]:
        return [one for one in self._all if one.part == part]

    def _is_covered(self, by: Sequence[Found]) -> bool:
        """Whether the phrases together leave no word of the clause out."""
        return len({at for one in by for at in range(one.start, one.end)}) == self._size


def _hides(trap: Found, name: Found) -> bool:
    """Whether they overlap, and the name is not the longer one around the trap."""
    is_around = name.start <= trap.start and trap.end <= name.end
    overlap = name.start < trap.end and trap.start < name.end
    return overlap and not (is_around and name.end - name.start > trap.end - trap.start)


def _first(found: Sequence[Found], part: str) -> Found | None:
    return next((one for one in found if one.part == part), None)


def _by(found: Sequence[Found], edge: str) -> defaultdict[int, list[Found]]:
    places: defaultdict[int, list[Found]] = defaultdict(list)
    for one in found:
        places[getattr(one, edge)].append(one)
    return places
