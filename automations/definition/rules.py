"""A rule, as the JSON of rules writes it: when it fires, and what it does (K-1, K-2).

The smallest file:
``{"version": 1, "rules": [{"name": "Price", "on": ["dm", "comment"], "match": "contains",
"keywords": ["price"], "steps": [{"send": {"texts": ["Our prices: …"]}}]}]}``
"""

from __future__ import annotations

from typing import Any, Literal

import msgspec

from automations.definition.steps import Step, Strict

VERSION = 1
# Where something was said. Each fires on its own event only (K-1); a first message and one from an
# ad are direct messages too, a message that nothing else answers is what a fallback is for.
Surface = Literal[
    "dm", "comment", "story_reply", "story_mention", "tap", "ice_breaker", "ad", "first_message",
    "fallback",
]  # fmt: skip
SURFACES: tuple[Surface, ...] = Surface.__args__  # type: ignore[attr-defined]  # a Literal has them
# “intent”, by meaning, has its place here and no matcher yet.
Match = Literal["any", "exact", "contains", "starts_with", "fuzzy", "pattern", "intent"]
MATCHES: tuple[Match, ...] = Match.__args__  # type: ignore[attr-defined]
PostKind = Literal["feed", "reel", "live", "ad", "story"]


class Where(Strict, frozen=True):
    """Under which posts, or in answer to which stories; nothing set means all.

    ``next_post`` is the first post published after the rule was; once there is one, its id stands
    in ``posts``.
    """

    kinds: tuple[PostKind, ...] = ()
    posts: tuple[str, ...] = ()  # ids of posts, reels, live videos or stories
    next_post: bool = False


class Schedule(Strict, frozen=True):
    """When a rule may fire. Times are the workspace's own clock (its time zone)."""

    hours: Literal["always", "open", "closed"] = "always"  # by the workspace's opening hours
    days: tuple[int, ...] = ()  # 0 is Monday; empty: every day
    from_: str = msgspec.field(name="from", default="")  # "09:00"
    until: str = ""  # "18:00", exclusive; before ``from`` it is the next day's
    starts: str = ""  # "2026-11-27", the first day
    ends: str = ""  # the last day, inclusive


class RuleDefinition(Strict, frozen=True):
    """What a version of a rule holds."""

    on: tuple[Surface, ...]
    steps: tuple[Step, ...]
    match: Match = "any"
    keywords: tuple[str, ...] = ()
    excluding: tuple[str, ...] = ()  # whole words that keep it from firing
    typos: int | None = None  # the most that fuzzy forgives; None: by the keyword's length
    where: Where | None = None
    schedule: Schedule | None = None
    follows_us: bool = False
    once: bool = False  # never again for a contact whom it has answered (C-1)
    again_after_days: int | None = None  # C-1: the same wording, or ``once``, ends after so long

    def to_json(self) -> dict[str, Any]:
        """As a version keeps it."""
        written: dict[str, Any] = msgspec.to_builtins(self)
        return {key: value for key, value in written.items() if key in _KEPT}


class NamedRule(RuleDefinition, frozen=True, kw_only=True):
    """A rule as it stands in the file. ``account`` is a username; without it, every account."""

    name: str
    account: str | None = None
    is_on: bool = True

    @property
    def definition(self) -> RuleDefinition:
        """The part that a version of the rule keeps."""
        return stored(self.to_json())

    def in_file(self) -> dict[str, Any]:
        """The rule as it stands in the file, its name first."""
        written: dict[str, Any] = msgspec.to_builtins(self)
        return {"name": written.pop("name")} | written


_KEPT = frozenset(RuleDefinition.__struct_fields__)


def stored(definition: dict[str, Any]) -> RuleDefinition:
    """What a row holds; it was checked when it was written."""
    return msgspec.convert(definition, RuleDefinition)
