"""What the shape of a rule alone does not show: each makes it unfit to run (K-1 to K-5, C-4)."""

from __future__ import annotations

from collections.abc import Iterator

from automations.definition.mistakes_graph import graph_mistakes
from automations.definition.mistakes_kinds import step_mistakes
from automations.definition.mistakes_shared import (
    HINTS,
    TEXT_BYTES,
    BadRules,
    Mistake,
)
from automations.definition.mistakes_when import when_mistakes
from automations.definition.rules import RuleDefinition

__all__ = ["HINTS", "TEXT_BYTES", "BadRules", "Mistake", "mistakes_in", "mistakes_of"]


def mistakes_of(rule: RuleDefinition) -> Iterator[str]:
    """Everything for which ``rule`` must not go live: “where: what; what to do.” each."""
    return map(str, mistakes_in(rule))


def mistakes_in(rule: RuleDefinition) -> Iterator[Mistake]:
    """The same, each with its place and its kind."""
    yield from when_mistakes(rule)
    broken = list(step_mistakes(rule))
    yield from broken
    if not broken:  # where the steps lead can be told as soon as each of them is right
        yield from graph_mistakes(rule)
