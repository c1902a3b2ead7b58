"""The forecast's slow twin: moment after moment, each limit counted anew."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from inbox.delivery.forecast.simulation import DAY, NEEDS, Slot, Waiting


@dataclass
class Rule:
    """At most ``limits`` (from when, how many) calls in any ``span``; 0 is no limit."""

    span: int
    limits: Sequence[tuple[int, int]]
    calls: list[int] = field(default_factory=list)
    past: int = 1

    def has_room(self, at: int) -> bool:
        [*_, limit] = [many for begins, many in self.limits if begins <= at]
        counted = [call for call in self.calls if call + self.span + self.past > at]
        return limit == 0 or len(counted) < limit


def play(waiting: Sequence[Waiting], rules: Mapping[str, Rule], start: int) -> dict[int, Slot]:
    left, now, slots = sorted(waiting), start, {}
    written_to: dict[int, int] = {}
    while left:
        one = next((one for one in left if _may_go(one, rules, written_to, now)), None)
        if one is None:
            now = _next_moment(left, rules, now)
            continue
        left.remove(one)
        misses = one.deadline <= now
        slots[one.id] = Slot(now, misses)
        if not misses:
            _note(one, rules, written_to, now)
    return slots


def _may_go(
    one: Waiting, rules: Mapping[str, Rule], written_to: Mapping[int, int], now: int
) -> bool:
    needs = set(NEEDS[one.automated, one.surface])
    if _is_known(one, written_to, now):
        needs.discard("people")
    return one.due <= now and all(rules[need].has_room(now) for need in needs)


def _is_known(one: Waiting, written_to: Mapping[int, int], now: int) -> bool:
    return one.thread in written_to and now - written_to[one.thread] <= DAY


def _next_moment(left: Sequence[Waiting], rules: Mapping[str, Rule], now: int) -> int:
    moments = [one.due for one in left]
    for rule in rules.values():
        moments += [call + rule.span + rule.past for call in rule.calls]
        moments += [begins for begins, _ in rule.limits]
    return min(moment for moment in moments if moment > now)


def _note(one: Waiting, rules: Mapping[str, Rule], written_to: dict[int, int], now: int) -> None:
    for need in NEEDS[one.automated, one.surface]:
        if need != "people":
            rules[need].calls.append(now)
    if one.surface != "public_reply":
        if not _is_known(one, written_to, now):
            rules["people"].calls.append(now)
        written_to[one.thread] = now
