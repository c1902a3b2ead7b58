"""All keywords of a workspace's rules, most of them as they were built before the last edits."""

from __future__ import annotations

from collections.abc import Sequence

from automations.matching.layer import Found, Layer, weight
from automations.matching.rules import CompiledRule
from automations.matching.said import Said

_SMALL = 2_000  # keywords that are built in a few milliseconds
_GONE = -1  # the place of a rule that was edited, switched off or removed


class Index:
    """Rules by their places, found by their keywords.

    ``before`` is the index that this one replaces. What it has of the same versions is used as it
    is, wherever they stand now, and only what is new is built, in a layer of its own; when that
    comes to a quarter, everything is built again. So an edit of one rule costs what that rule does.
    """

    def __init__(self, rules: Sequence[CompiledRule], before: Index | None = None) -> None:
        self.rules = rules
        self._layers: list[tuple[Layer, list[int]]] = []  # with the place of each of its rules now
        fresh = list(range(len(rules)))
        if before:
            base = before._layers[0][0]
            places, others = _places(base, rules)
            if _is_worth_keeping(base, places, [rules[place] for place in others]):
                self._layers.append((base, places))
                fresh = others
        if fresh or not self._layers:
            self._layers.append((Layer([rules[place] for place in fresh]), fresh))

    def find(self, said: Said) -> Found:
        """Rules whose keywords fit the text; those that listen to any text are not among them."""
        found = Found()
        for layer, places in self._layers:
            part = layer.find(said)
            found.hits.update((places[number], spot) for number, spot in part.hits.items())
            found.barred.update(places[number] for number in part.barred)
        found.hits.pop(_GONE, None)
        return found


def _places(base: Layer, rules: Sequence[CompiledRule]) -> tuple[list[int], list[int]]:
    """Where the rules of ``base`` stand in ``rules``, and the places of all that are not of it."""
    numbers = {rule.version_id: number for number, rule in enumerate(base.rules)}
    places, others = [_GONE] * len(base.rules), []
    for place, rule in enumerate(rules):
        number = numbers.pop(rule.version_id, None)
        if number is not None and base.rules[number].definition == rule.definition:
            places[number] = place
        else:
            others.append(place)
    return places, others


def _is_worth_keeping(base: Layer, places: list[int], others: Sequence[CompiledRule]) -> bool:
    gone = (rule for rule, place in zip(base.rules, places, strict=True) if place == _GONE)
    changed = sum(map(weight, others)) + sum(map(weight, gone))
    return base.size > _SMALL and changed * 4 < base.size
