"""Patterns: regular expressions that cannot hang (K-2), by RE2.

A pattern is in RE2's syntax and looks for a place anywhere in the text as it was typed, in NFC,
with accents, emoji and punctuation; upper and lower case are the same. ``\\w``, ``\\d`` and ``\\b``
know ASCII alone; letters of every script are ``\\pL``, digits ``\\pN``. Time grows in step with the
text, as there is no going back in it, and memory is bounded.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import lru_cache, partial

import re2
import structlog
from django.utils.translation import gettext as _

from automations.matching.said import Said, Spot

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
    """Patterns looked for at once: those whose letters are not in the text cost nothing."""

    def __init__(self) -> None:
        self._patterns: list[tuple[str, int]] = []
        self._filters: list[tuple[re2.Filter, int]] = []  # each with the place of its first

    def add(self, pattern: str, place: int) -> None:
        self._patterns.append((pattern, place))

    def build(self) -> None:
        """Once, after all were added."""
        usable = [(pattern, place) for pattern, place in self._patterns if _is_usable(pattern)]
        self._patterns = usable
        for first in range(0, len(usable), _AT_ONCE):
            self._build(first, usable[first : first + _AT_ONCE])

    def find(self, said: Said, hits: dict[int, Spot]) -> None:
        """Put the rules that are set off into ``hits``."""
        for found_by, first in self._filters:
            for number in found_by.Match(said.composed) or ():
                pattern, place = self._patterns[first + number]
                if place not in hits:
                    hits[place] = partial(_words, pattern)

    def _build(self, first: int, patterns: Sequence[tuple[str, int]]) -> None:
        made = re2.Filter()
        for pattern, _place in patterns:
            made.Add(_composed(pattern), _options())
        try:
            made.Compile()
        except re2.error:  # too much for one; a single pattern never is
            half = len(patterns) // 2
            self._build(first, patterns[:half])
            self._build(first + half, patterns[half:])
        else:
            self._filters.append((made, first))


def _is_usable(pattern: str) -> bool:
    """Rules are checked before they are published; one that got past that matches nothing."""
    problem = pattern_problem(pattern)
    if problem:
        log.error("matching.bad_pattern", pattern=pattern, problem=problem)
    return not problem


def _words(pattern: str, said: Said) -> str:
    found = _compiled(pattern).search(said.composed)
    return str(found.group()) if found else ""


@lru_cache(maxsize=256)
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
