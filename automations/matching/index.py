"""All keywords of many rules, in the form in which a text finds them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from automations.definition.rules import Match as Mode
from automations.definition.rules import RuleDefinition
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


@dataclass(frozen=True, slots=True)
class _Folded:
    """What a definition comes to; kept, because folding is most of the work of building."""

    definition: RuleDefinition
    keywords: tuple[str, ...]
    excluding: tuple[str, ...]


class Index:
    """Built once, then only read, by as many threads as like.

    ``before`` is the index that this one replaces: what has not changed is taken from it.
    """

    def __init__(self, rules: Sequence[CompiledRule], before: Index | None = None) -> None:
        self.rules = rules
        self._phrases, self._fuzzy, self._patterns = Phrases(), FuzzyPhrases(), Patterns()
        known = before.folded if before else {}
        self.folded: dict[int, _Folded] = {}
        for place, rule in enumerate(rules):
            self.folded[rule.version_id] = folded = _fold(rule, known.get(rule.version_id))
            self._add(place, folded)
        self._phrases.build()
        self._fuzzy.build(before._fuzzy if before else None)
        self._patterns.build()

    def find(self, said: Said) -> Found:
        """Rules whose keywords fit the text; those that listen to any text are not among them."""
        found = Found()
        self._phrases.find(said, found.hits, found.barred)
        self._fuzzy.find(said, found.hits)
        self._patterns.find(said, found.hits)
        return found

    def _add(self, place: int, folded: _Folded) -> None:
        for line in folded.excluding:
            self._phrases.add(line, Role.BARS, place)
        definition = folded.definition
        most = MOST if definition.typos is None else definition.typos
        for line in folded.keywords:
            match definition.match:
                case "any" | "intent":  # by meaning: a part of its own that is asked in ``find``
                    break
                case "pattern":
                    self._patterns.add(line, place)
                case "fuzzy" if line[0] == " ":
                    self._fuzzy.add(tuple(line.split()), most, place)
                case mode:
                    self._phrases.add(line, _ROLES.get(mode, Role.CONTAINS), place)


def _fold(rule: CompiledRule, known: _Folded | None) -> _Folded:
    definition = rule.definition
    if known and known.definition == definition:
        return known
    if definition.match == "pattern":
        keywords: tuple[str, ...] = definition.keywords
    else:
        keywords = tuple(filter(None, map(keyword_line, definition.keywords)))
    excluding = tuple(filter(None, map(keyword_line, definition.excluding)))
    return _Folded(definition, keywords, excluding)
