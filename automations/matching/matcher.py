"""Which rules something sets off: the compiled matcher (K-1, K-2, K-4)."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from typing import TYPE_CHECKING, Self

from automations.definition.rules import Surface, stored
from automations.matching.explaining import why_not
from automations.matching.index import Index
from automations.matching.rules import CompiledRule, Match
from automations.matching.said import Said
from automations.matching.scope import Open, listens

if TYPE_CHECKING:
    from automations.heard import Heard
    from automations.models import Rule

_AS_FALLBACK: frozenset[Surface] = frozenset({"fallback"})


class Matcher:
    """Rules in the order in which the first match wins, found by their keywords.

    A value: built once, read by any thread, never asks the database. Schedules and what a contact
    has had before are not looked at here.
    """

    def __init__(self, rules: Sequence[CompiledRule], before: Matcher | None = None) -> None:
        self._index: Index = Index(rules, before._index if before else None)
        self._open = Open(rules)
        self._mine: frozenset[int] | None = None
        self.rules = list(rules)  # all in order

    @classmethod
    def of(cls, rows: Sequence[Rule]) -> Self:
        """From live rules, each with its version at hand, in their order."""
        return cls([compiled(row) for row in rows])

    def only(self, places: frozenset[int]) -> Matcher:
        """The same for some of the rules, by their places; all that is compiled is shared."""
        part = copy(self)
        part._mine = places
        part.rules = [self._index.rules[place] for place in sorted(places)]
        return part

    def matches(self, heard: Heard) -> list[Match]:
        """The rules that ``heard`` sets off, the first wins (K-4); fallbacks are none of them."""
        return self._matches(heard, heard.surfaces - _AS_FALLBACK)

    def fallbacks(self, heard: Heard) -> list[Match]:
        """The rules for what no rule answers, in their order; their keywords count too.

        A comment has none: who talks under a post to others is not to be answered each time.
        """
        is_message = heard.surfaces and not heard.is_comment
        return self._matches(heard, _AS_FALLBACK) if is_message else []

    def why_not(self, rule: CompiledRule, heard: Heard) -> str:
        """The first thing that keeps ``rule`` from being set off, in a sentence; "" if it is.

        The rule need not be one of this matcher's, so a draft can be asked about. It is built anew
        each time: for people who try things out.
        """
        alone = Matcher([rule])
        if alone.matches(heard) or alone.fallbacks(heard):
            return ""
        return why_not(rule, heard, has_words=alone._has_words(heard))

    def _matches(self, heard: Heard, surfaces: frozenset[Surface]) -> list[Match]:
        if not surfaces:
            return []
        said = Said(heard.text)
        found = self._index.find(said)
        for place in self._open.to(heard, surfaces):
            found.hits[place] = ""
        matches = []
        for place in sorted(found.hits.keys() - found.barred):
            rule = self._index.rules[place]
            is_mine = self._mine is None or place in self._mine
            if is_mine and listens(rule, heard, surfaces):
                matches.append(Match(rule, found.hits[place], said))
        return matches

    def _has_words(self, heard: Heard) -> bool:
        """Whether the keywords fit, exclusions aside."""
        return bool(self._index.find(Said(heard.text)).hits)


def compiled(row: Rule) -> CompiledRule:
    """A live rule as matchers keep it."""
    if row.live is None:
        raise ValueError(f"rule {row.pk} has nothing live")
    definition = stored(row.live.definition)
    return CompiledRule(row.pk, row.name, row.live.pk, row.position, definition)
