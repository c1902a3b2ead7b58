"""A text as sentences and clauses: “no, a person” refuses nothing, “no person” does."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from automations.folding import fold

_SENTENCES = re.compile(r"\.(?=\s|$)|[!?\n…¡¿。！？؟।॥]+")
_UNSPACED = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_PIECES = re.compile(rf"[{_UNSPACED}]|[^\W{_UNSPACED}]+|\W")
_CLAUSES = re.compile(r"[,;:،؛、，；：()\[\]\"“”„«»—–|]+|\s-+\s")


@dataclass(frozen=True, slots=True)
class Clause:
    """What stands between two signs: as it was written, and the words that were meant."""

    text: str
    meant: tuple[str, ...]

    def written(self, start: int, end: int) -> str:
        """The words from ``start`` up to ``end``, as they were written."""
        pieces, at = [], 0
        for piece in _pieces(self.text):
            size = len(fold(piece))
            if at + size > start and at < end:
                pieces.append(piece)
            at += size
        return "".join(pieces).strip()


def sentences_of(text: str, meant: Callable[[str], str]) -> list[list[Clause]]:
    """The clauses of each sentence; ``meant`` mends the typing errors of a folded word."""
    sentences = [
        [
            Clause(clause, tuple(map(meant, words)))
            for clause in _CLAUSES.split(sentence)
            if (words := fold(clause))
        ]
        for sentence in _SENTENCES.split(text)
    ]
    return [clauses for clauses in sentences if clauses]


def _pieces(text: str) -> Iterator[str]:
    """Words with the space around them; where a piece holds several words, each of them."""
    for piece in re.findall(r"\s*\S+\s*", text):
        if len(fold(piece)) > 1:
            yield from _PIECES.findall(piece)
        else:
            yield piece
