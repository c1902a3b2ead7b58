"""What a matcher holds and what it finds."""

from __future__ import annotations

from dataclasses import dataclass

from automations.definition.rules import RuleDefinition


@dataclass(frozen=True, slots=True)
class CompiledRule:
    """A live rule as it is kept in memory; ``position`` is its place in the workspace's order."""

    pk: int
    name: str
    version_id: int
    position: int
    definition: RuleDefinition


@dataclass(frozen=True, slots=True)
class Match:
    """A rule that was set off. ``words`` are the contact's own words that did it.

    Where they can't be told apart in the text, they are the keyword's. Empty for rules that any
    text sets off.
    """

    rule: CompiledRule
    words: str
