"""Keywords of some rules in the form in which a text finds them; built once, then only read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from automations.definition.rules import Match as Mode
from automations.matching.fuzzy import FuzzyPhrases
from automations.matching.patterns import Patterns
from automations.matching.phrases import Phrases, Role
from automations.matching.rules import CompiledRule
from automations.matching.said import Said, Spot, keyword_line
from automations.matching.tolerance import MOST

_ROLES: Mapping[Mode, Role] = {
    "exact": Role.EXACT,
    "contains": Role.CONTAINS,
    "starts_with": Role.STARTS,
}


@dataclass(slots=True)
class Found:
    """Places of rules: set off by their keywords, and silenced by an exclusion."""

    hits: dict[int, Spot] = field(default_factory=dict)
    barred: set[int] = field(default_factory=set)


class Layer:
    """Rules by their places in ``rules``."""

    def __init__(self, rules: Sequence[CompiledRule]) -> None:
        self.rules = rules
        self.size = sum(map(weight, rules))
        self._phrases, self._fuzzy, self._patterns = Phrases(), FuzzyPhrases(), Patterns()
        for place, rule in enumerate(rules):
            self._add(place, rule)
        for part in (self._phrases, self._fuzzy, self._patterns):
            part.build()

    def find(self, said: Said) -> Found:
        """Rules whose keywords fit the text; those that listen to any text are not among them."""
        found = Found()
        self._phrases.find(said, found.hits, found.barred)
        self._fuzzy.find(said, found.hits)
        self._patterns.find(said, found.hits)
        return found

    def _add(self, place: int, rule: CompiledRule) -> None:
        definition = rule.definition
        for line in filter(None, map(keyword_line, definition.excluding)):
            self._phrases.add(line, Role.BARS, place)
        match definition.match:
            case "any" | "intent":  # by meaning: a part of its own that is asked in ``find``
                return
            case "pattern":
                for pattern in definition.keywords:
                    self._patterns.add(pattern, place)
                return
        most = MOST if definition.typos is None else definition.typos
        role = _ROLES.get(definition.match, Role.CONTAINS)
        for line in filter(None, map(keyword_line, definition.keywords)):
            if definition.match == "fuzzy" and line[0] == " ":
                self._fuzzy.add(tuple(line.split()), most, place)
            else:
                self._phrases.add(line, role, place)


def weight(rule: CompiledRule) -> int:
    """How much there is to build for a rule."""
    return 1 + len(rule.definition.keywords) + len(rule.definition.excluding)
