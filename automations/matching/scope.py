"""Where something was said, and whether a rule listens there (K-1)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from automations.definition.rules import Surface, Where
from automations.matching.rules import CompiledRule

if TYPE_CHECKING:
    from automations.heard import Heard

# What is said under a post or in answer to a story; elsewhere ``where`` says nothing.
SCOPED: frozenset[Surface] = frozenset({"comment", "story_reply"})


def listens(rule: CompiledRule, heard: Heard, surfaces: frozenset[Surface]) -> bool:
    """Whether the rule is for one of these events, and for the post of ``heard``."""
    heard_on = surfaces.intersection(rule.definition.on)
    return any(surface not in SCOPED or is_under(rule, heard) for surface in heard_on)


def is_under(rule: CompiledRule, heard: Heard) -> bool:
    """Whether the post or story is one that the rule is for; each thing that it names must fit."""
    where = rule.definition.where
    if where is None:
        return True
    if where.kinds and heard.post_kind not in where.kinds:
        return False
    if where.posts:
        return heard.post_id in where.posts
    return not where.next_post  # the one it waits for stands in ``posts`` as soon as it is there


class Open:
    """Rules that any text sets off, by event and post, so that many cost no more than few."""

    def __init__(self, rules: Sequence[CompiledRule]) -> None:
        self._places: dict[tuple[Surface, str], list[int]] = defaultdict(list)
        for place, rule in enumerate(rules):
            if rule.definition.match == "any":
                for surface in rule.definition.on:
                    for post in _posts(surface, rule.definition.where):
                        self._places[surface, post].append(place)

    def to(self, heard: Heard, surfaces: frozenset[Surface]) -> Iterator[int]:
        """Places of rules to look at closer."""
        for surface in surfaces:
            yield from self._places.get((surface, ""), ())
            if heard.post_id:
                yield from self._places.get((surface, heard.post_id), ())


def _posts(surface: Surface, where: Where | None) -> tuple[str, ...]:
    return where.posts if where and where.posts and surface in SCOPED else ("",)
