"""Flows as pure functions: where a run goes next, and what that makes it do (K-5)."""

from automations.flows.advance import advance
from automations.flows.effects import (
    AskSystem,
    Assign,
    Capture,
    Did,
    Effect,
    HandOver,
    Label,
    Passed,
    Progress,
    Say,
    TellTeam,
)
from automations.flows.known import Begin, Called, Due, Input, Known, Said, Standing

__all__ = [
    "AskSystem",
    "Assign",
    "Begin",
    "Called",
    "Capture",
    "Did",
    "Due",
    "Effect",
    "HandOver",
    "Input",
    "Known",
    "Label",
    "Passed",
    "Progress",
    "Said",
    "Say",
    "Standing",
    "TellTeam",
    "advance",
]
