"""Where the steps of a rule lead: targets that are not there, steps nothing leads to, circles."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from automations.definition.graph import Graph, named_targets
from automations.definition.mistakes_shared import Mistake
from automations.definition.rules import RuleDefinition

ENDS = ("stop", "handoff")


def graph_mistakes(rule: RuleDefinition) -> Iterator[Mistake]:
    known = {step.id for step in rule.steps if step.id}
    lost = False
    for index, step in enumerate(rule.steps):
        for where, target in named_targets(step):
            if target not in known:
                lost = True
                words = _("there is no step “%(id)s”; write the id of one, or leave it out.")
                yield Mistake(f"steps[{index}].{where}", "unknown_step", words % {"id": target})
        if step.then is not None and step.kind in ENDS:
            words = _("nothing comes after this step; leave it out.")
            yield Mistake(f"steps[{index}].then", "after_the_end", words)
    if not lost:
        yield from _way_mistakes(Graph.of(rule.steps))


def _way_mistakes(graph: Graph) -> Iterator[Mistake]:
    reached = graph.reached
    for index in range(len(graph.steps)):
        if index not in reached:
            words = _("is never reached; lead a step to it, or remove it.")
            if index and graph.steps[index - 1].kind == "handoff":
                words = _(
                    "is never reached, because a person takes over before it; "
                    "lead a step to it, or remove it."
                )
            yield Mistake(f"steps[{index}]", "unreachable", words)
        elif index in graph.circling:
            words = _(
                "leads back to itself without waiting for anything; "
                "put a question or a delay in between."
            )
            yield Mistake(f"steps[{index}]", "endless_loop", words)
