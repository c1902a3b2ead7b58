"""Makes verdicts real. Only here, and in what it calls, do automations write."""

from automations.apply.going_on import go_on
from automations.apply.verdicts import apply

__all__ = ["apply", "go_on"]
