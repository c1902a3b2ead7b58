"""Text as matching sees it: without case, accents, emoji, punctuation or full-width forms (K-2)."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# Marks that people leave out when they type: accents, Hebrew points, Arabic vowels and stretching.
_ACCENTS = "\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u064b-\u065f\u0670\u0640"
# Apostrophes, and signs without a width that only shape what they stand between.
_NOTHING = "'’‘ʼ`´\u00ad\u200b-\u200f\u2060\ufeff"
_DROPPED = re.compile(f"[{_ACCENTS}{_NOTHING}]")
# Scripts written without spaces: each sign is a word of its own, so that words are found in them.
_UNSPACED = re.compile(
    r"([\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff])"
)


def fold(text: str) -> tuple[str, ...]:
    """The words of ``text``; two texts that people take for the same give the same words."""
    plain = unicodedata.normalize("NFKD", text).casefold().replace("ı", "i")
    plain = unicodedata.normalize("NFKC", _DROPPED.sub("", unicodedata.normalize("NFKD", plain)))
    spaced = _UNSPACED.sub(r" \1 ", plain)
    return tuple("".join(sign if _is_word(sign) else " " for sign in spaced).split())


@lru_cache(maxsize=4096)
def _is_word(sign: str) -> bool:
    """Letters, numbers, and the marks that are part of letters in some scripts."""
    return unicodedata.category(sign)[0] in "LNM"
