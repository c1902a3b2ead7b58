"""From automation to people: who is called, who is asked, what the contact is told (H-1 to H-7)."""

from automations.handoffs.beginning import begin

__all__ = ["begin"]
