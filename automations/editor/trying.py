"""Which keywords of a draft a text would hit."""

from __future__ import annotations

from dataclasses import dataclass

from msgspec.structs import replace

from automations.definition import RuleDefinition
from automations.definition.rules import Match
from automations.heard import Heard
from automations.matching import Matcher, samples
from automations.models import Rule, RuleVersion

MOST_SAMPLES = 3  # keywords for which samples are shown


@dataclass(frozen=True, slots=True)
class Tried:
    """What became of a text: whether the words of the rule let it fire, and which it has."""

    fires: bool
    hits: dict[str, bool]


def tried(definition: RuleDefinition, text: str) -> Tried:
    """Only words are looked at: not the surface, nor the time, nor who says it."""
    words: list[tuple[str, Match]] = [(word, definition.match) for word in definition.keywords]
    words += [(word, "contains") for word in definition.excluding]
    rows = [
        _row(number, replace(definition, match=match, keywords=(word,), excluding=()))
        for number, (word, match) in enumerate(words, 1)
    ]
    heard = Heard(frozenset({"dm"}), text)
    matched = {match.rule.pk for match in Matcher.of([*rows, _row(0, definition)]).matches(heard)}
    hits = {word: number in matched for number, (word, _match) in enumerate(words, 1)}
    return Tried(0 in matched, hits)


def _row(number: int, definition: RuleDefinition) -> Rule:
    """A rule that is nowhere else, and listens to words alone."""
    alone = replace(definition, on=("dm",), steps=(), where=None)
    rule = Rule(pk=number, name=str(number), position=number)
    rule.live = RuleVersion(pk=number, rule=rule, number=1, definition=alone.to_json())
    return rule


def samples_of(definition: RuleDefinition) -> tuple[list[str], list[str]]:
    """For words with forgiven typos: a few that are forgiven, and a few that are not."""
    if definition.match != "fuzzy":
        return [], []
    hits: list[str] = []
    misses: list[str] = []
    for keyword in definition.keywords[:MOST_SAMPLES]:
        hit, missed = samples(keyword, definition.match, definition.typos)
        hits += hit
        misses += missed
    return hits, misses
