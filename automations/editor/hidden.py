"""What the form does not show is no part of the rule: a choice made elsewhere made it pointless."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from automations.definition import RuleDefinition, Step, Where
from automations.definition.steps import Test

ON_STORIES = frozenset({"story_reply", "story_mention"})
WORDLESS = frozenset({"story_mention", "fallback"})  # nothing to look for words in, or any will do


def without_hidden(definition: RuleDefinition) -> RuleDefinition:
    """``definition`` without what its own page folds away."""
    changed: dict[str, Any] = {"where": _where(definition)}
    if definition.on and set(definition.on) <= WORDLESS:
        changed["match"] = "any"
    match = changed.get("match", definition.match)
    if match == "any":
        changed["keywords"] = ()
    if match != "fuzzy":
        changed["typos"] = None
    steps = tuple(_step(step) for step in definition.steps)
    return replace(definition, steps=steps, **changed)


def _where(definition: RuleDefinition) -> Where | None:
    """Only the kinds of post that what happens can be about."""
    where, surfaces = definition.where, set(definition.on)
    if where is None or not surfaces & (ON_STORIES | {"comment"}):
        return None
    kinds = [
        kind
        for kind in where.kinds
        if (surfaces & ON_STORIES if kind == "story" else "comment" in surfaces)
    ]
    next_post = where.next_post and "comment" in surfaces
    left = replace(where, kinds=tuple(kinds), next_post=next_post)
    return None if left == Where() else left


def _step(step: Step) -> Step:
    if step.ask and step.ask.answer != "phone":
        return replace(step, ask=replace(step.ask, country=""))
    if step.condition:
        tests = tuple(_test(test) for test in step.condition.tests)
        return replace(step, condition=replace(step.condition, tests=tests))
    return step


def _test(test: Test) -> Test:
    name = test.name if test.about in ("label", "field") else ""
    compares = test.about == "field" and test.is_ in ("equal", "contains")
    is_ = test.is_ if compares or test.is_ == "not_set" else "set"
    return replace(test, name=name, is_=is_, value=test.value if compares else "")
