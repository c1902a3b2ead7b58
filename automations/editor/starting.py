"""What a step is when it is added: as near to ready as can be, and nothing made up."""

from __future__ import annotations

from automations.definition.steps import (
    Ask,
    Assign,
    Choice,
    Condition,
    Delay,
    HandOff,
    Kind,
    Menu,
    Notify,
    OptIn,
    Send,
    Step,
    Stop,
    Strict,
    Tag,
    Test,
    Webhook,
    Wordings,
)

_FIRST: dict[Kind, Strict] = {
    "send": Send(),
    "reply_publicly": Wordings(()),
    "menu": Menu((), (Choice(""), Choice(""))),
    "ask": Ask((), answer="email", save_to="email"),
    "delay": Delay(60),
    "condition": Condition((Test("label"),)),
    "tag": Tag(),
    "assign": Assign(),
    "opt_in": OptIn(""),
    "notify": Notify(""),
    "webhook": Webhook(""),
    "stop": Stop(),
    "handoff": HandOff(),
}


def first_of(kind: Kind, step_id: str) -> Step:
    """A new step of ``kind``."""
    return Step(id=step_id, **{kind: _FIRST[kind]})  # type: ignore[arg-type]  # each its own type
