"""Every step that is edited has a name of its own, so that others find it wherever it is moved."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

from msgspec.structs import replace

from automations.definition import RuleDefinition, Step


def with_ids(definition: RuleDefinition) -> RuleDefinition:
    """``definition`` with an id for each step that has none, or somebody else's."""
    fresh = fresh_ids(definition.steps)
    taken: set[str] = set()
    steps = []
    for step in definition.steps:
        named = step if step.id and step.id not in taken else replace(step, id=next(fresh))
        taken.add(named.id)
        steps.append(named)
    return replace(definition, steps=tuple(steps))


def fresh_ids(steps: tuple[Step, ...]) -> Iterator[str]:
    """Ids that no step has: s1, s2, s3 …"""
    taken = {step.id for step in steps}
    return (name for number in count(1) if (name := f"s{number}") not in taken)


def is_same(one: RuleDefinition, other: RuleDefinition) -> bool:
    """Whether both say the same: how steps are called and what is ticked first do not matter."""
    return _plain(one) == _plain(other)


def _plain(definition: RuleDefinition) -> object:
    """Steps named by their places, sets in one order."""
    named = with_ids(definition)
    places = {step.id: f"#{place}" for place, step in enumerate(named.steps)}
    where = named.where and replace(
        named.where, kinds=tuple(sorted(named.where.kinds)), posts=tuple(sorted(named.where.posts))
    )
    written = replace(named, on=tuple(sorted(named.on)), where=where).to_json()
    return _renamed(written, places)


def _renamed(value: object, places: dict[str, str]) -> object:
    """JSON with the ids of steps replaced, wherever a step is named."""
    if isinstance(value, dict):
        return {
            key: places.get(part, part)
            if key in ("id", "then", "otherwise", "on_timeout") and isinstance(part, str)
            else _renamed(part, places)
            for key, part in value.items()
        }
    if isinstance(value, (list, tuple)):
        return [_renamed(part, places) for part in value]
    return value
