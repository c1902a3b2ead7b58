"""Who writes: a type, not a flag."""

from __future__ import annotations

from dataclasses import dataclass

from inbox.accounts.models import ApiToken, Member


@dataclass(frozen=True, slots=True)
class Person:
    """A signed-in person; the only author whose message can carry HUMAN_AGENT (W-10)."""

    member: Member


@dataclass(frozen=True, slots=True)
class Automation:
    """A rule that answers by itself, or with no ``rule_id`` the product in its own words.

    Those are acknowledgements: of a handoff, of STOP and START (H-4, P-3).
    """

    rule_id: int | None
    rule_name: str


@dataclass(frozen=True, slots=True)
class Campaign:
    """A message to everybody who opted in to a topic."""

    campaign_id: int


@dataclass(frozen=True, slots=True)
class ApiClient:
    """A program with a token of the workspace."""

    token: ApiToken


Author = Person | Automation | Campaign | ApiClient
