"""Rules, what they did, and who was called when they could not help."""

from automations.models.decision import Decision
from automations.models.handoff import Handoff
from automations.models.rule import Rule, RuleVersion
from automations.models.run import Run, StepDone
from automations.models.settings import AutomationSettings, TopicRoute

__all__ = [
    "AutomationSettings",
    "Decision",
    "Handoff",
    "Rule",
    "RuleVersion",
    "Run",
    "StepDone",
    "TopicRoute",
]
