"""Text as the promotion check reads it, and where each of its characters stood before (W-12)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

# A character with the marks that make one letter with it: accents, Japanese voicing, Korean parts.
_LETTER = re.compile(
    r"(?s).[\u0300-\u036f\u3099\u309a\uff9e\uff9f\u1160-\u11ff]{0,8}",
)
# Left out: marks that people leave out when they type, and signs without a width of their own.
_DROPPED = re.compile(
    "[\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0640\u064b-\u065f\u0670\u093c"
    "\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\u20e3\ufe00-\ufe0f\ufeff]"
)
# Written either way by the same people: Arabic endings, the Turkish i, a sign like another.
_SAME = str.maketrans(
    {"ى": "ي", "ی": "ي", "ة": "ه", "ک": "ك", "ı": "i", "٪": "%", "×": "x", "−": "-"}
)


@dataclass(frozen=True, slots=True)
class Folded:
    """``plain[n]`` came from ``original[starts[n]:ends[n]]``."""

    original: str
    plain: str
    starts: Sequence[int]
    ends: Sequence[int]

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Where ``plain[start:end]`` stands in the original; it must not be empty."""
        return self.starts[start], self.ends[end - 1]

    def written(self, start: int, end: int) -> str:
        """``plain[start:end]`` with the case it was written in."""
        first, last = self.place(start, end)
        return self.original[first:last]


def fold(text: str) -> Folded:
    if text.isascii():
        return Folded(text, text.lower(), range(len(text)), range(1, len(text) + 1))
    plain: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for letter in _LETTER.finditer(text):
        for sign in _folded(letter[0]):
            plain.append(sign)
            starts.append(letter.start())
            ends.append(letter.end())
    return Folded(text, "".join(plain), starts, ends)


@lru_cache(maxsize=8192)
def _folded(letter: str) -> str:
    """Without case, accents and full width; digits of every script are 0 to 9."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", letter).casefold())
    plain = unicodedata.normalize("NFKC", _DROPPED.sub("", plain).translate(_SAME))
    return "".join(str(unicodedata.digit(s)) if s.isdecimal() else s for s in plain)
