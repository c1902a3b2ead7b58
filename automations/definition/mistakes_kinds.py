"""What is wrong with the steps of a rule, each by itself (K-5, C-4)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from automations.definition import mistakes_done as done
from automations.definition import mistakes_said as said
from automations.definition.mistakes_shared import Mistake, count_mistakes, is_empty
from automations.definition.rules import RuleDefinition
from automations.definition.steps import Kind, Step

MOST_STEPS = 100
_ID = re.compile(r"[A-Za-z0-9_-]{1,40}")
# What looks at a step of its kind; “stop” says nothing that could be wrong.
_CHECKS: Mapping[Kind, Callable[[str, Any], Iterator[Mistake]]] = {
    "send": said.send_mistakes,
    "reply_publicly": said.public_mistakes,
    "menu": said.menu_mistakes,
    "ask": said.ask_mistakes,
    "delay": done.delay_mistakes,
    "condition": done.condition_mistakes,
    "tag": done.tag_mistakes,
    "assign": done.assign_mistakes,
    "opt_in": done.opt_in_mistakes,
    "notify": done.notify_mistakes,
    "webhook": done.webhook_mistakes,
    "handoff": done.handoff_mistakes,
}


def step_mistakes(rule: RuleDefinition) -> Iterator[Mistake]:
    if not rule.steps:
        yield is_empty("steps", "steps")
    yield from count_mistakes("steps", rule.steps, MOST_STEPS)
    for index, step in enumerate(rule.steps):
        where = f"steps[{index}]"
        yield from _id_mistakes(where, step, rule.steps[:index])
        if len(step.kinds) != 1:
            words = _('must be one step, like {"send": …} or {"reply_publicly": …}.')
            yield Mistake(where, "not_one_step", words)
            continue
        if step.reply_publicly and "comment" not in rule.on:
            words = _('needs a comment to answer; add "comment" to "on".')
            yield Mistake(f"{where}.reply_publicly", "without_comment", words)
        if step.kind in _CHECKS:
            yield from _CHECKS[step.kind](f"{where}.{step.kind}", getattr(step, step.kind))


def _id_mistakes(where: str, step: Step, before: Sequence[Step]) -> Iterator[Mistake]:
    if step.id and not _ID.fullmatch(step.id):
        words = _("“%(id)s” is no id; write up to 40 letters, digits, - and _, like “sizes”.")
        yield Mistake(f"{where}.id", "bad_id", words % {"id": step.id})
    if step.id and step.id in {one.id for one in before}:
        words = _("“%(id)s” is the id of another step too; give each its own.") % {"id": step.id}
        yield Mistake(f"{where}.id", "repeated_id", words)
