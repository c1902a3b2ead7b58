"""The JSON of rules: its values, and how it is read and checked."""

from automations.definition.mistakes import TEXT_BYTES, BadRules, mistakes_of
from automations.definition.reading import read
from automations.definition.rules import (
    MATCHES,
    SURFACES,
    VERSION,
    Match,
    NamedRule,
    RuleDefinition,
    Schedule,
    Surface,
    Where,
    stored,
)
from automations.definition.steps import KINDS, Kind, Step

__all__ = [
    "KINDS",
    "MATCHES",
    "SURFACES",
    "TEXT_BYTES",
    "VERSION",
    "BadRules",
    "Kind",
    "Match",
    "NamedRule",
    "RuleDefinition",
    "Schedule",
    "Step",
    "Surface",
    "Where",
    "mistakes_of",
    "read",
    "stored",
]
