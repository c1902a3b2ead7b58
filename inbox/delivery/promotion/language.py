"""The little language of the word lists (W-12).

=================  ==========================================================================
``special offer``  these words, in this order, in one sentence; punctuation between is ignored
``offer[s]``       what is in brackets may be missing; ``[an|our]`` either of them, or none
``(this|next)``    one of these
``скидк*``         any ending
``{percent}``      20%, % 20, 20 percent      ``{money}``  €12, 12 EUR      ``{number}``  12
``{code}``         SUMMER20, LUME, welcome10: capitals, or letters with a few digits
``{...}``          up to five words (or signs, in scripts without spaces)
``use it!``        an invitation: counts even where the sentence speaks of something past
=================  ==========================================================================
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import product
from typing import NamedTuple

from inbox.delivery.promotion.folding import fold
from inbox.delivery.promotion.tokens import pieces

GAP = "..."
_SLOTS = ("percent", "money", "number", "code", GAP)
_CHOICE = re.compile(r"\(([^()]{1,600})\)|\[([^\[\]]{1,300})\]")
_HOLE = re.compile(r"\{([a-z.]{1,10})\}")


class Step(NamedTuple):
    """One piece of a phrase. ``sort`` is word, stem, glued (to the piece before) or slot."""

    sort: str
    what: str


def choices(phrase: str) -> Iterator[list[tuple[Step, ...]]]:
    """What a phrase asks for, one after the other: each time one of several ways to say it.

    Raises ValueError when ``phrase`` is not in the language.
    """
    for part in _parts(phrase):
        ways = [tuple(_steps(plain, phrase)) for plain in _spelled_out(part)]
        if any(ways):
            yield ways


def _parts(phrase: str) -> Iterator[str]:
    """``phrase`` cut at the spaces that are not inside brackets."""
    depth = start = 0
    for at, sign in enumerate(phrase):
        depth += (sign in "([") - (sign in ")]")
        if sign == " " and depth == 0:
            yield phrase[start:at]
            start = at + 1
    yield phrase[start:]


def _spelled_out(part: str) -> Iterator[str]:
    """``a[b](c|d)`` as all it stands for; brackets inside brackets too."""
    cut = _CHOICE.search(part)
    if cut is None:
        yield part
        return
    inside = cut[1].split("|") if cut[1] else ["", *cut[2].split("|")]
    for chosen, rest in product(inside, list(_spelled_out(part[cut.end() :]))):
        yield from _spelled_out(part[: cut.start()] + chosen + rest)


def _steps(plain: str, phrase: str) -> Iterator[Step]:
    for number, text in enumerate(_HOLE.split(plain)):
        if number % 2:
            if text not in _SLOTS:
                raise ValueError(f"unknown {{{text}}} in the phrase {phrase!r}")
            yield Step("slot", text)
        else:
            if set("(){}[]|") & set(text):
                raise ValueError(f"a bracket or bar too many in the phrase {phrase!r}")
            yield from _words(text)


def _words(text: str) -> Iterator[Step]:
    folded = fold(text).plain
    for piece in pieces(folded):
        if folded[piece.end : piece.end + 1] == "*":
            yield Step("stem", piece.forms[0])
        else:
            yield Step("glued" if piece.glued else "word", piece.forms[0])
