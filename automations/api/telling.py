"""One rule or all of them, as the API tells them."""

from __future__ import annotations

from dataclasses import dataclass

from automations.definition import RuleDefinition
from automations.models import Rule
from automations.rules import order
from automations.rules.listing import shown_definition
from inbox.accounts.models import Workspace


@dataclass(frozen=True, slots=True)
class Told:
    """A rule with its place in the order."""

    rule: Rule
    number: int
    definition: RuleDefinition

    @property
    def state(self) -> str:
        if self.rule.live_id is None:
            return "new"
        return "live" if self.rule.draft is None else "changed"


def told(workspace: Workspace | int) -> list[Told]:
    """All rules in their order; one query."""
    rules = Rule.objects.in_workspace(workspace).select_related("live")
    return [
        Told(rule, number, shown_definition(rule))
        for number, rule in enumerate(order.in_order(rules), 1)
    ]


def told_one(rule: Rule) -> Told:
    """``rule`` as it is now."""
    return next(each for each in told(rule.workspace_id) if each.rule.pk == rule.pk)
