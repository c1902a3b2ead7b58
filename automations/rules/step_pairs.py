"""Which step of one definition was which of another."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from difflib import SequenceMatcher
from typing import Any

from msgspec import convert, json, to_builtins

from automations.definition import Step

Key = Callable[[Step], str]
Pairs = list[tuple[int, int]]  # place before, place after
POINTERS = ("then", "otherwise", "on_timeout")  # fields that name another step
GONE = "\N{EM DASH}"  # stands for the name of a step that is not there any more


def pairs_of(old: Sequence[Step], new: Sequence[Step]) -> Pairs:
    """Which step was which: the same one in its place or elsewhere, then by name, then by kind."""
    pairs: list[tuple[int, int]] = []
    _in_their_order(old, new, _whole, pairs)
    _anywhere(old, new, _whole, pairs)
    _anywhere(old, new, _named, pairs)
    _in_their_order(old, new, _kind_of, pairs)
    return pairs


def _in_their_order(old: Sequence[Step], new: Sequence[Step], key: Key, pairs: Pairs) -> None:
    was, now = _unpaired(old, new, pairs)
    left, right = [key(old[i]) for i in was], [key(new[i]) for i in now]
    for block in SequenceMatcher(None, left, right, autojunk=False).get_matching_blocks():
        pairs += [(was[block.a + i], now[block.b + i]) for i in range(block.size)]


def _anywhere(old: Sequence[Step], new: Sequence[Step], key: Key, pairs: Pairs) -> None:
    was, now = _unpaired(old, new, pairs)
    for place in now:
        same = (before for before in was if key(new[place]) and key(old[before]) == key(new[place]))
        if (before := next(same, None)) is not None:
            pairs.append((before, place))
            was.remove(before)


def _unpaired(
    old: Sequence[Step], new: Sequence[Step], pairs: Pairs
) -> tuple[list[int], list[int]]:
    left = {before for before, _after in pairs}
    right = {after for _before, after in pairs}
    was = [place for place in range(len(old)) if place not in left]
    return was, [place for place in range(len(new)) if place not in right]


def _whole(step: Step) -> str:
    """Without the names, which are only there so that steps can point at each other."""
    bare = _with_names(to_builtins(step) | {"id": ""}, lambda _name: None)
    return json.encode(bare, order="sorted").decode()


def _named(step: Step) -> str:
    return f"{_kind_of(step)} {step.id}" if step.id else ""


def _kind_of(step: Step) -> str:
    return step.kinds[0] if step.kinds else "?"


def renamed(old: Sequence[Step], new: Sequence[Step], pairs: Pairs) -> list[Step]:
    """``old`` with the names that its steps have in ``new``: a mere new name is no difference."""
    names = {old[before].id: new[after].id for before, after in pairs if old[before].id}
    return [
        convert(_with_names(to_builtins(step), lambda name: names.get(name, GONE)), Step)
        for step in old
    ]


def _with_names(value: Any, named: Callable[[str], str | None]) -> Any:
    """``value`` with each pointer to a step changed by ``named``."""
    if isinstance(value, list | tuple):
        return [_with_names(one, named) for one in value]
    if not isinstance(value, dict):
        return value
    changed = {
        key: named(one) if key in POINTERS and isinstance(one, str) else _with_names(one, named)
        for key, one in value.items()
    }
    return {key: one for key, one in changed.items() if one is not None}
