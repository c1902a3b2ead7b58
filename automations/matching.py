"""Which rules a text sets off. One value per account, built once and kept until a rule changes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Self

from automations.definition import RuleDefinition, Surface, stored
from automations.folding import fold
from automations.models import Rule
from inbox.accounts.models import Account

Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CompiledRule:
    """A rule as it is kept in memory."""

    pk: int
    name: str
    definition: RuleDefinition


class Matcher:
    """The rules of an account, found by their keywords.

    Keywords are kept by their first word, so a text costs what its own words cost, however many
    rules there are.
    """

    def __init__(self, rules: Sequence[CompiledRule]) -> None:
        self._rules = rules
        self._exact: dict[Words, list[int]] = defaultdict(list)
        self._by_first_word: dict[str, dict[Words, list[int]]] = defaultdict(dict)
        for place, rule in enumerate(rules):
            for keyword in rule.definition.keywords:
                self._add(fold(keyword), rule.definition.match, place)

    @classmethod
    def of(cls, rows: Sequence[Rule]) -> Self:
        """From rows in the order in which the first match wins."""
        return cls([CompiledRule(row.pk, row.name, stored(row.live.definition)) for row in rows])

    def matches(self, text: str, surface: Surface) -> list[CompiledRule]:
        """The rules that ``text`` sets off on ``surface``, the first wins (K-4)."""
        words = fold(text)
        places = sorted(set(self._exact.get(words, ())) | set(self._contained(words)))
        return [self._rules[at] for at in places if surface in self._rules[at].definition.on]

    def _add(self, words: Words, match: str, place: int) -> None:
        if match == "exact":
            self._exact[words].append(place)
        elif words:
            self._by_first_word[words[0]].setdefault(words, []).append(place)

    def _contained(self, words: Words) -> Iterator[int]:
        for start, word in enumerate(words):
            for keyword, places in self._by_first_word.get(word, {}).items():
                if words[start : start + len(keyword)] == keyword:
                    yield from places


_kept: dict[int, tuple[tuple[int, int], Matcher]] = {}


def matcher_for(account: Account) -> Matcher:
    """The account's matcher, built anew when a rule of its workspace has changed."""
    edition = Rule.everywhere.edition(account.workspace_id)
    known = _kept.get(account.pk)
    if known is None or known[0] != edition:
        known = (edition, Matcher.of(list(Rule.everywhere.in_force(account))))
        _kept[account.pk] = known
    return known[1]
