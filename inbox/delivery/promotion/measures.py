"""Percentages, prices and codes among the pieces of a text (W-12)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from inbox.delivery.promotion.folding import Folded
from inbox.delivery.promotion.lexicon import UNIT_WORDS
from inbox.delivery.promotion.tokens import Piece

_LONGEST_UNIT = 4  # pieces, of one before its number
_MINUS = ("-", "–", "—")
_PAIR_OF_LETTERS = re.compile(r"[^\W\d_]{2}")


class Measures:
    """Where each percentage and price of a text starts and ends, in pieces; ``slot`` answers."""

    def __init__(self, folded: Folded, text: Sequence[Piece]) -> None:
        self.folded = folded
        self.text = text
        self.ends: dict[str, dict[int, int]] = {"percent": {}, "money": {}}
        # From the last to the first: in 10-20 % the 10 is a percentage because the 20 is one.
        for at in reversed(range(len(text))):
            if text[at].sort == "number":
                self._measure(at)

    def slot(self, name: str, at: int) -> int:
        if name == "code":
            return self._code(at)
        if name == "number":
            return at + 1 if self.text[at].sort == "number" else 0
        return self.ends[name].get(at, 0)

    def reductions(self) -> Iterator[tuple[int, int]]:
        """First and last piece of each -20%: a minus right before, and not the end of a range."""
        for first, end in self.ends["percent"].items():
            start = self.text[first].start
            before = self.folded.plain[max(0, start - 2) : start]
            is_range = first > 0 and self.text[first - 1].sort in ("number", "symbol")
            if before.endswith(_MINUS) and not before[:-1].isalnum() and not is_range:
                yield first, end - 1

    def _measure(self, at: int) -> None:
        if at + 1 < len(self.text):
            for match in UNIT_WORDS.find_at(at + 1, self.text, _no_slot):
                self._note(match.entry.name, at, match.last + 1)
            if self._is_range(at):
                for ends in self.ends.values():
                    if at + 1 in ends:
                        ends[at] = ends[at + 1]
        for first in range(max(0, at - _LONGEST_UNIT), at):
            for match in UNIT_WORDS.find_at(first, self.text, _no_slot):
                if match.last == at - 1:
                    self._note(match.entry.name, first, at + 1)

    def _note(self, unit: str, first: int, end: int) -> None:
        same_sentence = self.text[first].sentence == self.text[end - 1].sentence
        if same_sentence:
            self.ends[unit][first] = max(end, self.ends[unit].get(first, 0))

    def _is_range(self, at: int) -> bool:
        between = self.folded.plain[self.text[at].end : self.text[at + 1].start]
        return between.strip() in ("-", "–", "—", "~", "〜")

    def _code(self, at: int) -> int:
        """The end of what is shaped like a code: SUMMER20, LUME, welcome10, VIP-5."""
        start, end = self.folded.place(self.text[at].start, self.text[at].end)
        may_go_on = at + 1 < len(self.text) and self._goes_on(at + 1)
        if not may_go_on and not self.folded.original[start:end].isupper():
            return 0  # as nearly all words
        end = at
        while end < len(self.text) and end - at < 5 and (end == at or self._goes_on(end)):
            if self.text[end].sort not in ("word", "number"):
                return 0
            end += 1
        written = self.folded.written(self.text[at].start, self.text[end - 1].end)
        return end if _is_code(written, shouted=self._is_shouted(at - 1)) else 0

    def _goes_on(self, at: int) -> bool:
        between = self.folded.plain[self.text[at - 1].end : self.text[at].start]
        return between in ("", "-", "_") and self.text[at].sort in ("word", "number")

    def _is_shouted(self, at: int) -> bool:
        """Whether the word before is in capitals too: then capitals do not tell a code."""
        if at < 0:
            return False
        before = self.folded.written(self.text[at].start, self.text[at].end)
        return before.isupper()


def _no_slot(_name: str, _at: int) -> int:
    return 0  # units hold no other units


def _is_code(written: str, *, shouted: bool) -> bool:
    """Letters and at most four digits: a tracking or sign-in code has more, and fewer letters."""
    letters = sum(sign.isalpha() for sign in written)
    digits = sum(sign.isdecimal() for sign in written)
    if not _PAIR_OF_LETTERS.search(written) or len(written) > 24 or digits > 4:
        return False
    return digits > 0 or (letters >= 3 and written.isupper() and not shouted)
