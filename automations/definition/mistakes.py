"""What the shape of a rule alone does not show: each makes it unfit to run (K-1 to K-5, C-4)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from automations.definition.rules import RuleDefinition
from automations.definition.steps import Step
from automations.folding import fold
from inbox.accounts.channels import CHANNELS

TEXT_BYTES = min(channel.text_bytes for channel in CHANNELS.values())  # C-4


HINTS = {
    "name": 'write a text, like "name": "Price"',
    "on": 'write a list of "dm" and "comment"',
    "match": 'write "contains" or "exact"',
    "keywords": 'write a list of texts, like ["price", "cost"]',
    "steps": 'write a list of steps, like [{"send": {"texts": ["…"]}}]',
    "texts": 'write a list of texts, like ["Our prices: …"]',
    "account": 'write the username, like "account": "bakery.demo", or leave it out',
    "is_on": "write true or false",
    "again_after_days": "write a whole number of days, or leave it out",
}


class BadRules(Exception):
    """Rules can't be taken; ``problems`` says what is wrong, a sentence each."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def mistakes_of(rule: RuleDefinition) -> Iterator[str]:
    """Everything for which ``rule`` must not go live: “where: what; what to do.” each."""
    if not rule.on:
        yield f"on: is empty; {HINTS['on']}."
    if not rule.keywords and rule.match != "any":
        yield f"keywords: is empty; {HINTS['keywords']}."
    for index, keyword in enumerate(rule.keywords):
        if not fold(keyword):
            yield (
                f"keywords[{index}]: {_json(keyword)} has no letter or digit, so nothing could "
                "match it; write a word, or remove it."
            )
    if rule.again_after_days is not None and rule.again_after_days < 1:
        yield f"again_after_days: is {rule.again_after_days}; 1 is the least, or leave it out."
    if not rule.steps:
        yield f"steps: is empty; {HINTS['steps']}."
    for index, step in enumerate(rule.steps):
        yield from (f"steps[{index}]{problem}" for problem in _step_mistakes(step, rule))


def _step_mistakes(step: Step, rule: RuleDefinition) -> Iterator[str]:
    if len(step.kinds) != 1:
        yield ': must be one step, like {"send": …} or {"reply_publicly": …}.'
        return
    kind = step.kind
    if step.reply_publicly and "comment" not in rule.on:
        yield '.reply_publicly: needs a comment to answer; add "comment" to "on".'
    if not step.wordings and kind in ("send", "reply_publicly", "menu", "ask"):
        yield f".{kind}.texts: is empty; {HINTS['texts']}."
    for index, text in enumerate(step.wordings):
        size = len(text.encode())
        if not text.strip():
            yield f".{kind}.texts[{index}]: is empty; write what to send, or remove it."
        if size > TEXT_BYTES:
            yield (
                f".{kind}.texts[{index}]: is {size} bytes long; {TEXT_BYTES} is the most, "
                f"so shorten it by {size - TEXT_BYTES}."
            )
    if len(set(step.wordings)) < len(step.wordings):
        yield f".{kind}.texts: says the same twice; a contact gets each wording once."


def _json(value: Any) -> str:
    return msgspec.json.encode(value).decode()
