"""A text prepared once for all that looks into it."""

from __future__ import annotations

import unicodedata
from bisect import bisect_left
from collections.abc import Callable
from functools import cached_property

from automations.folding import fold, signs

# Far above what the platform lets people write (1,000 bytes a message, 2,200 signs a comment).
LONGEST_TEXT = 5_000  # characters; what comes after them is not looked at
SIGN_EDGE = "\x01"  # before, between and after signs; a space does the same for words

# The words that set a rule off: by place and count in the text, as they are to be shown, or to be
# looked for again.
Spot = tuple[int, int] | str | Callable[["Said"], str]


class Said:
    """What somebody said, folded."""

    def __init__(self, text: str) -> None:
        self.text = text[:LONGEST_TEXT]
        self.words = fold(self.text)
        self.line = as_line(self.words)

    @cached_property
    def sign_line(self) -> str:
        return as_sign_line(signs(self.text))

    @cached_property
    def composed(self) -> str:
        """As typed, for patterns: accents and case are there, in the one form that NFC gives."""
        return unicodedata.normalize("NFC", self.text)

    def quote(self, spot: Spot) -> str:
        """The words at ``spot`` as they were written."""
        if isinstance(spot, str):
            return spot
        if callable(spot):
            return spot(self)
        first, count = spot
        wanted = self.words[first : first + count]
        written = self.text[self._starts_at(first) : self._ends_at(first + count)]
        return written if fold(written) == wanted else " ".join(wanted)

    def _starts_at(self, word: int) -> int:
        """Where a word begins: one before the shortest beginning of the text that has it."""
        begun = bisect_left(
            range(len(self.text)), True, key=lambda end: len(fold(self.text[:end])) > word
        )
        return begun - 1

    def _ends_at(self, words: int) -> int:
        """Where so many words end, with the marks that belong to the last letter."""
        wanted = self.words[:words]
        end = bisect_left(
            range(len(self.text)), True, key=lambda end: fold(self.text[:end])[:words] == wanted
        )
        while end < len(self.text) and unicodedata.category(self.text[end])[0] == "M":
            end += 1
        return end


def as_line(words: tuple[str, ...]) -> str:
    """Words with a space at either end, so that a phrase in it is of whole words."""
    return f" {' '.join(words)} "


def as_sign_line(found: tuple[str, ...]) -> str:
    return f"{SIGN_EDGE}{SIGN_EDGE.join(found)}{SIGN_EDGE}"


def as_bytes(text: str) -> str:
    """UTF-8 with a character for each byte, for automatons: what can follow a byte is one of 256,
    and looking for the right one among thousands of Chinese signs would take longer."""
    return text if text.isascii() else text.encode().decode("latin-1")


def keyword_line(keyword: str) -> str:
    """A keyword as it stands in ``line``, or in ``sign_line`` if it has signs alone, or nothing."""
    if words := fold(keyword):
        return as_line(words)
    found = signs(keyword)
    return as_sign_line(found) if found else ""
