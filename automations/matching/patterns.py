"""Patterns: regular expressions that cannot hang (K-2), by RE2.

A pattern is in RE2's syntax and looks for a place anywhere in the text as it was typed, in NFC,
with accents, emoji and punctuation; upper and lower case are the same. ``\\w``, ``\\d`` and ``\\b``
know ASCII alone; letters of every script are ``\\pL``, digits ``\\pN``. Time grows in step with the
text, as there is no going back in it, and memory is bounded.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import lru_cache, partial

import ahocorasick
import re2
import structlog
from django.utils.translation import gettext as _

from automations.matching.literals import needed
from automations.matching.said import Said, Spot, as_bytes

LONGEST_PATTERN = 500  # characters
_MEMORY = 1 << 18  # bytes for each pattern; more than about 10,000 instructions are refused
_AT_ONCE = 4096  # patterns in one filter; RE2 refuses to build far larger ones

log = structlog.get_logger(__name__)


def pattern_problem(pattern: str) -> str:
    """Why ``pattern`` can't be used, in a sentence; "" if it can."""
    if not pattern.strip():
        return _("The pattern is empty; write one, or choose another way to match.")
    if len(pattern) > LONGEST_PATTERN:
        return _("The pattern is %(size)d characters long; %(most)d is the most.") % {
            "size": len(pattern),
            "most": LONGEST_PATTERN,
        }
    try:
        matches_nothing = _compiled(pattern).search("") is not None
    except re2.error as error:
        return _("The pattern can't be read: %(error)s.") % {"error": _in_words(error)}
    if matches_nothing:
        return _("The pattern fits an empty text, and so every text; say what it must hold.")
    return ""


class Patterns:
    """Patterns that are looked for at once.

    Most need some letters: those are found in one pass, and a pattern is tried where they are. RE2
    itself looks for the others all at once.
    """

    def __init__(self) -> None:
        self._patterns: list[tuple[str, int]] = []
        self._by_letters: dict[str, list[int]] = defaultdict(list)  # places in ``_patterns``
        self._others: list[int] = []
        self._letters: ahocorasick.Automaton | None = None
        self._filters: list[tuple[re2.Filter, list[int]]] = []

    def add(self, pattern: str, place: int) -> None:
        number = len(self._patterns)
        self._patterns.append((pattern, place))
        letters = needed(_composed(pattern))
        for piece in letters:
            self._by_letters[piece].append(number)
        if not letters and _usable(pattern):
            self._others.append(number)

    def build(self) -> None:
        """Once, after all were added."""
        if self._by_letters:
            self._letters = ahocorasick.Automaton()
            for piece, numbers in self._by_letters.items():
                self._letters.add_word(as_bytes(piece), tuple(numbers))
            self._letters.make_automaton()
            self._by_letters.clear()
        for first in range(0, len(self._others), _AT_ONCE):
            self._build(self._others[first : first + _AT_ONCE])

    def find(self, said: Said, hits: dict[int, Spot]) -> None:
        """Put the rules that are set off into ``hits``."""
        if not self._patterns:
            return
        for number in self._fitting(said.composed):
            pattern, place = self._patterns[number]
            if place not in hits:
                hits[place] = partial(_words, pattern)

    def _fitting(self, text: str) -> Iterator[int]:
        for found_by, numbers in self._filters:
            for found in found_by.Match(text) or ():
                yield numbers[found]
        if self._letters is None:
            return
        found_letters = self._letters.iter(as_bytes(text.casefold()))
        for number in {number for _end, numbers in found_letters for number in numbers}:
            compiled = _usable(self._patterns[number][0])
            if compiled and compiled.search(text):
                yield number

    def _build(self, numbers: Sequence[int]) -> None:
        made = re2.Filter()
        for number in numbers:
            made.Add(_composed(self._patterns[number][0]), _options())
        try:
            made.Compile()
        except re2.error:  # too much for one; a single pattern never is
            half = len(numbers) // 2
            self._build(numbers[:half])
            self._build(numbers[half:])
        else:
            self._filters.append((made, list(numbers)))


@lru_cache(maxsize=1024)
def _usable(pattern: str) -> re2._Regexp | None:
    """Rules are checked before they are published; one that got past that matches nothing."""
    if problem := pattern_problem(pattern):
        log.error("matching.bad_pattern", pattern=pattern, problem=problem)
        return None
    return _compiled(pattern)


def _words(pattern: str, said: Said) -> str:
    found = _compiled(pattern).search(said.composed)
    return str(found.group()) if found else ""


def _compiled(pattern: str) -> re2._Regexp:
    return re2.compile(_composed(pattern), _options())


def _options() -> re2.Options:
    options = re2.Options()
    options.case_sensitive = False
    options.log_errors = False
    options.max_mem = _MEMORY
    return options


def _composed(pattern: str) -> str:
    return unicodedata.normalize("NFC", pattern)


def _in_words(error: re2.error) -> str:
    """RE2 gives bytes that look like its own text."""
    said = error.args[0] if error.args else ""
    return said.decode(errors="replace") if isinstance(said, bytes) else str(said)
