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
    """A rule that answers by itself."""

    rule_id: int
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
