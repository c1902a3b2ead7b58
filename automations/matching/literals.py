"""Letters that a text must hold for a pattern to fit, so that most patterns need not be tried."""

from __future__ import annotations

import re
from collections.abc import Sequence

SHORTEST = 2  # letters; a single one is in nearly every text
# What a pattern in RE2's syntax consists of, as far as it matters here.
_PART = re.compile(
    r"""
      (?P<class>   \[\^?\]?(?:\\.|\[:\^?\w+:\]|[^\]\\])*\] )   # one letter of several
    | (?P<nothing> \\[dDsSwWbBAz] | [.^$] )                    # no letter of its own
    | (?P<unknown> \\[A-Za-z0-9]                               # more follows that is no letter
                 | \(\?(?!P?<\w+>|[A-Za-z-]*:) )              # flags, which are no part at all
    | (?P<many>    [*+?] | \{[0-9]+(?:,[0-9]*)?\} )            # how often the one before comes
    | (?P<open>    \((?:\?(?:P?<\w+>|[A-Za-z-]*:))? )
    | (?P<close>   \) )
    | (?P<either>  \| )
    | (?P<letter>  \\. | [^\\] )
    """,
    re.VERBOSE | re.DOTALL,
)
_Pieces = tuple[str, ...]  # one of them is in the text, or nothing is known


def needed(pattern: str) -> tuple[str, ...]:
    """Case-folded pieces of which every text that fits holds at least one; none if not known."""
    opened: list[list[list[_Pieces]]] = [[[]]]  # in each bracket, its branches, and their pieces
    run, before = "", ""
    for part in _PART.finditer(pattern):
        kind, was, before = part.lastgroup, before, part.lastgroup or ""
        if kind == "letter":
            run += part.group()[-1]
            continue
        if kind == "many" and part.group() != "+":  # perhaps never
            run = run[:-1]
            if was == "close":
                opened[-1][-1].pop()
        if run:
            opened[-1][-1].append((run.casefold(),))
            run = ""
        if kind == "open":
            opened.append([[]])
        elif kind == "either":
            opened[-1].append([])
        elif kind == "close" and len(opened) > 1:
            inside = _of_all(opened.pop())
            opened[-1][-1].append(inside)
        elif kind in ("close", "unknown"):
            return ()
    opened[-1][-1].append((run.casefold(),))
    return _of_all(opened[0])


def _of_all(branches: Sequence[Sequence[_Pieces]]) -> _Pieces:
    """The best pieces of each branch; nothing if one of them has none."""
    best = [max(pieces, key=_worth, default=()) for pieces in branches]
    return tuple(piece for pieces in best for piece in pieces) if min(map(_worth, best)) else ()


def _worth(pieces: _Pieces) -> int:
    shortest = min(map(len, pieces), default=0)
    return shortest if shortest >= SHORTEST else 0
