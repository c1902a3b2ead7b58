"""A folded text in pieces: words, numbers, signs, and which sentence each belongs to (W-12)."""

from __future__ import annotations

import re
from typing import NamedTuple

# Scripts written without spaces, or with spaces nobody agrees on (Korean): each sign is a piece.
UNSPACED = "\u0e00-\u0e7f\u3005\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3"
_INDIC_MARKS = "\u0900-\u0903\u093a-\u094f\u0955-\u0957\u0962\u0963"

_PIECE = re.compile(
    # 12  1.299,00  1 299: a space only before exactly three digits
    r"(?P<number>[0-9]{1,18}(?:[.,'’\u066b\u066c][0-9]{1,18}){0,6}(?:[ ][0-9]{3}(?![0-9])){0,4})"
    rf"|(?P<sign>[{UNSPACED}])"
    rf"|(?P<word>[^\W\d_{UNSPACED}](?:[^\W\d_{UNSPACED}]|[{_INDIC_MARKS}]){{0,63}})"
    r"|(?P<symbol>[%+$\u00a2-\u00a5\u20a0-\u20c0]|,[-–—])"  # 12,- is a price in some countries
    r"|(?P<end>[!?;\n\u061f\u061b\u06d4\u0964\u3002]|\.(?![ ]?[0-9]))"
)

# Arabic and Hebrew write "the", "and", "with", "for" as part of the next word.
_ARABIC = ("وال", "بال", "فال", "كال", "ال", "لل", "و", "ف", "ب", "ل", "ك")
_HEBREW = ("וה", "שה", "וב", "ול", "ה", "ו", "ב", "ל", "מ", "ש", "כ")


class Piece(NamedTuple):
    """``start`` and ``end`` count in the folded text."""

    forms: tuple[str, ...]  # as written, then without what Arabic and Hebrew put in front
    start: int
    end: int
    sort: str  # number, word, sign, symbol
    sentence: int
    glued: bool  # a number and a word with nothing between them, as in 2x1


def pieces(plain: str) -> list[Piece]:
    found: list[Piece] = []
    sentence = 0
    for match in _PIECE.finditer(plain):
        sort = match.lastgroup or ""
        if sort == "end":
            sentence += 1
            continue
        start, end = match.span()
        last = found[-1] if found else None
        glued = last is not None and last.end == start and {last.sort, sort} == {"number", "word"}
        found.append(Piece(_forms(match[0]), start, end, sort, sentence, glued))
    return found


def _forms(word: str) -> tuple[str, ...]:
    if "\u0590" <= word[0] <= "\u06ff":
        prefixes = _HEBREW if word[0] < "\u0600" else _ARABIC
        return (word, *(word[len(p) :] for p in prefixes if word.startswith(p) and word != p))
    return (word,)
