"""Which wording comes next: each contact gets each at most once (C-1), in turn (C-2)."""

from __future__ import annotations

from datetime import datetime, timedelta

from automations.definition.steps import Step
from automations.flows.known import Known
from automations.matching import CompiledRule


def next_wording(
    step: Step, rule: CompiledRule, publicly: bool, known: Known, is_new_run: bool
) -> int | None:
    """The place of a wording that the contact has not had, None when they had all.

    Contacts begin at different wordings, so that each is used about equally often. Within a run
    that they have answered, the one had longest ago may come again: they asked for it.
    """
    count = len(step.wordings)
    turns = [(known.contact_id + turn) % count for turn in range(count)]
    last = {place: known.had.get((rule.pk, step.wordings[place], publicly)) for place in turns}
    for place in turns:
        at = last[place]
        if at is None or may_come_again(rule, at, known.now):
            return place
    if is_new_run:
        return None
    return min(turns, key=lambda place: last[place] or known.now)


def may_come_again(rule: CompiledRule, last: datetime, now: datetime) -> bool:
    """Whether the rule's setting allows what was said at ``last`` once more (C-1)."""
    days = rule.definition.again_after_days
    return days is not None and now >= last + timedelta(days=days)
