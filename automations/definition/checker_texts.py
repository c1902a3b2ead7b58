"""What may surprise in the words of a flow: variables nobody knows, wordings that are one (C-2)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from django.utils.translation import gettext as _
from rapidfuzz import fuzz

from automations.definition.checker_found import Finding, warning
from automations.definition.rules import RuleDefinition
from automations.definition.steps import Step
from automations.folding import fold

ALIKE = 90  # per cent of the letters, from which on two wordings read as one
SHORT = 12  # letters; shorter wordings can't differ by much
_ALWAYS_KNOWN = frozenset({"account"})


def text_findings(rule: RuleDefinition) -> Iterator[Finding]:
    known = _ALWAYS_KNOWN | _captured(rule)
    if rule.match != "any":
        known |= {"keyword"}
    for place, step in enumerate(rule.steps):
        for where, text in _texts(step):
            yield from _unknown(f"steps[{place}].{where}", text, known)
        if step.wordings:
            yield from _alike(f"steps[{place}].{step.kind}", step.wordings)


def _captured(rule: RuleDefinition) -> set[str]:
    """The fields that the flow itself fills."""
    names: set[str] = set()
    for step in rule.steps:
        if step.ask:
            names.add(step.ask.save_to or step.id)
        if step.menu and step.id:
            names.add(step.id)
        if step.webhook:
            names |= set(step.webhook.save)
    return names


def _texts(step: Step) -> Iterator[tuple[str, str]]:
    """What may hold variables, with its place in the step."""
    for index, text in enumerate(step.wordings):
        yield f"{step.kind}.texts[{index}]", text
    question = step.menu or step.ask
    if question:
        yield f"{step.kind}.again", question.again
    if step.handoff:
        yield "handoff.text", step.handoff.text
    if step.notify:
        yield "notify.text", step.notify.text


def _unknown(where: str, text: str, known: set[str] | frozenset[str]) -> Iterator[Finding]:
    from automations.flows.texts import variables

    for variable in variables(text):
        if variable.fallback is None and variable.name not in known:
            words = _(
                "{%(name)s} may not be known, and nothing is said in its place; "
                "write what to say then, like {%(name)s|there}."
            )
            yield warning("no_fallback", where, words % {"name": variable.name})


def _alike(where: str, texts: Sequence[str]) -> Iterator[Finding]:
    for (one, first), (other, second) in combinations(enumerate(texts), 2):
        place = f"{where}.texts[{other}]"
        names = {"one": one + 1, "other": other + 1}
        if first != second and fold(first) == fold(second):
            words = _("Wordings %(one)d and %(other)d say the same; vary one of them.")
            yield warning("identical_variants", place, words % names)
        elif first != second and _is_alike(first, second):
            words = _("Wordings %(one)d and %(other)d are almost the same; vary one of them.")
            yield warning("similar_variants", place, words % names)


def _is_alike(one: str, other: str) -> bool:
    return min(len(one), len(other)) >= SHORT and fuzz.ratio(one, other) >= ALIKE
