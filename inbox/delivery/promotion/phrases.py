"""All phrases of the word lists, found in a text in one reading (W-12)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from inbox.delivery.promotion.language import GAP, Step, choices
from inbox.delivery.promotion.tokens import Piece

_MOST_BETWEEN = 5  # pieces in a gap

# Answers where what stands at a piece ends: the index after it, or 0 when it is not there.
Slot = Callable[[str, int], int]
Ways = list[tuple[Step, ...]]


class Entry(NamedTuple):
    """Which list a phrase is of, and whether it is an invitation."""

    name: str
    invites: bool


class Match(NamedTuple):
    """Pieces ``first`` to ``last``, both included."""

    entry: Entry
    first: int
    last: int


def _ways_on() -> defaultdict[str, list[Place]]:
    return defaultdict(list)


@dataclass(slots=True)
class Place:
    """A point in phrases, and the ways on from it. All phrases start at one place."""

    words: dict[str, list[Place]] = field(default_factory=_ways_on)
    stems: dict[str, list[Place]] = field(default_factory=_ways_on)
    stem_lengths: set[int] = field(default_factory=set)
    glued: dict[str, list[Place]] = field(default_factory=_ways_on)
    slots: dict[str, list[Place]] = field(default_factory=_ways_on)
    onward: list[Place] = field(default_factory=list)  # where what comes next may be missing
    entries: list[Entry] = field(default_factory=list)  # what has been said when one is here
    is_lone: bool = False  # only one step leads here

    def add(self, phrase: str, name: str) -> None:
        """Add a phrase of the list ``name``; raises ValueError when it is not in the language."""
        parts = list(choices(phrase.removesuffix("!")))
        if all(() in ways for ways in parts):
            raise ValueError(f"nothing of the phrase {phrase!r} has to be there")
        self._add(parts, Entry(name, phrase.endswith("!")))

    def _add(self, parts: list[Ways], entry: Entry) -> None:
        first, *rest = parts
        if () in first:  # a phrase starts where it has to, so that most words end a search at once
            self._add(rest, entry)
        here = self._lead([way for way in first if way])
        for ways in rest:
            here = here._lead(ways)
        here.entries.append(entry)

    def _lead(self, ways: Ways) -> Place:
        """The place that any of ``ways`` leads to; phrases that start alike share it."""
        is_lone = len(ways) == 1 and len(ways[0]) == 1
        if is_lone and (shared := [place for place in self._by(ways[0][0]) if place.is_lone]):
            return shared[0]
        to = Place(is_lone=is_lone)
        for steps in ways:
            here = self
            for step in steps[:-1]:
                there = Place()
                here._by(step).append(there)
                here = there
            if steps:
                here._by(steps[-1]).append(to)
            else:
                self.onward.append(to)
        return to

    def _by(self, step: Step) -> list[Place]:
        if step.sort == "stem":
            self.stem_lengths.add(len(step.what))
            return self.stems[step.what]
        return {"word": self.words, "glued": self.glued, "slot": self.slots}[step.sort][step.what]

    def find(self, text: Sequence[Piece], slot: Slot) -> Iterator[Match]:
        for first in range(len(text)):
            yield from self.find_at(first, text, slot)

    def find_at(self, first: int, text: Sequence[Piece], slot: Slot) -> list[Match]:
        """The phrases that start with the piece ``first``, none across the end of a sentence."""
        found: list[Match] = []
        ahead = self._after(text[first], first, slot)
        while ahead:
            place, at = ahead.pop()
            if place.entries and _ends_a_word(text, at):
                found += [Match(entry, first, at - 1) for entry in place.entries]
            if place.onward:
                ahead += [(onward, at) for onward in place.onward]
            if at < len(text) and text[at].sentence == text[first].sentence:
                ahead += place._after(text[at], at, slot)
        return found

    def _after(self, piece: Piece, at: int, slot: Slot) -> list[tuple[Place, int]]:
        """Where one gets by the piece ``at``. Most lead nowhere, and that has to be quick."""
        after: list[tuple[Place, int]] = []
        for form in piece.forms:
            if form in self.words:
                after += [(place, at + 1) for place in self.words[form]]
            for length in self.stem_lengths:
                if form[:length] in self.stems:
                    after += [(place, at + 1) for place in self.stems[form[:length]]]
        if piece.glued and piece.forms[0] in self.glued:
            after += [(place, at + 1) for place in self.glued[piece.forms[0]]]
        if self.slots:
            after += self._after_slots(at, slot)
        return after

    def _after_slots(self, at: int, slot: Slot) -> Iterator[tuple[Place, int]]:
        for name, places in self.slots.items():
            ends = range(at, at + _MOST_BETWEEN + 1) if name == GAP else (slot(name, at),)
            for end in ends:
                if end:
                    yield from ((place, end) for place in places)


def _ends_a_word(text: Sequence[Piece], at: int) -> bool:
    """Whether a phrase may end before ``at``: not inside 2x1m, 2nd."""
    return at >= len(text) or not text[at].glued or text[at - 1].sort != "number"
