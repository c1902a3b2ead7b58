"""What there is to say about a rule before it goes live: what is wrong, and what may surprise.

Errors keep it from going live; warnings don't. Pure: what it may know is in ``Beside``.
"""

from __future__ import annotations

from collections.abc import Iterator

from automations.definition.checker_beside import Beside, Surroundings, beside
from automations.definition.checker_flow import flow_findings
from automations.definition.checker_found import Finding, Level
from automations.definition.checker_others import other_findings
from automations.definition.checker_place import place_findings
from automations.definition.checker_texts import text_findings
from automations.definition.mistakes import mistakes_in
from automations.definition.rules import RuleDefinition

__all__ = ["Beside", "Finding", "Level", "Surroundings", "beside", "check"]


def check(rule: RuleDefinition, around: Beside) -> list[Finding]:
    """Everything about ``rule`` as it would be among the others; errors first."""
    found = list(_findings(rule, around))
    return sorted(found, key=lambda one: one.level != "error")


def _findings(rule: RuleDefinition, around: Beside) -> Iterator[Finding]:
    mistakes = list(mistakes_in(rule))
    for mistake in mistakes:
        yield Finding("error", mistake.code, mistake.where, mistake.words)
    yield from place_findings(rule, around)
    if not any(mistake.where.startswith("steps") for mistake in mistakes):
        yield from flow_findings(rule, around)
        yield from text_findings(rule)
    yield from other_findings(rule, around)
