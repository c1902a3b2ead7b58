"""When each waiting message goes, played through on counts and times alone (L-1 to L-6, L-10).

Times are whole milliseconds on one clock. What is played are the limits as ``pacing/take.lua``
holds them; a call takes no time here.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from math import inf
from typing import NamedTuple

SECOND, HOUR, DAY = 1_000, 3_600_000, 86_400_000
NEEDS: dict[tuple[bool, str], tuple[str, ...]] = {
    # (automated, surface) -> the limits that a call of the line must find room in.
    (False, "message"): ("second",),
    (False, "public_reply"): ("second",),
    (False, "private_reply"): ("second", "replies"),
    (False, "live_reply"): ("live",),
    (True, "message"): ("second", "burst", "hour", "people"),
    (True, "public_reply"): ("second", "burst"),
    (True, "private_reply"): ("second", "burst", "hour", "people", "replies"),
    (True, "live_reply"): ("live", "hour", "people"),
}


class Waiting(NamedTuple):
    """A message in its line; the fields' order is the lane's (L-6).

    ``deadline`` is the moment from which on it is refused, infinite where nothing ends it.
    """

    priority: int
    deadline: float
    id: int
    thread: int
    due: int  # not before
    automated: bool
    surface: str  # message, private_reply, live_reply or public_reply


class Slot(NamedTuple):
    """When a message's turn comes, and whether that is too late for it."""

    at: int
    misses: bool


@dataclass(slots=True)
class Log:
    """One limit: at most so many calls in any ``span``, and the calls that count, earliest first.

    ``steps``: (from when, how many), earliest first; 0 means no limit. ``past``: how many
    milliseconds after the span a call makes room again.
    """

    span: int
    steps: list[tuple[int, int]]
    calls: list[int] = field(default_factory=list)
    past: int = 1

    def opens(self, now: int) -> int:
        """The first moment from ``now`` on that has room for one more."""
        if len(self.steps) == 1:
            [(_, limit)] = self.steps
            full = 0 < limit <= len(self.calls)
            return max(now, self.calls[-limit] + self.span + self.past) if full else now
        for place, (begins, limit) in enumerate(self.steps):
            ends = self.steps[place + 1][0] if place + 1 < len(self.steps) else inf
            full = 0 < limit <= len(self.calls)
            opens = max(now, begins, self.calls[-limit] + self.span + self.past if full else 0)
            if opens < ends:
                return opens
        raise AssertionError("the last step has no end")


def play(waiting: Iterable[Waiting], logs: Mapping[str, Log], start: int) -> dict[int, Slot]:
    """Each message's slot by its id, when the first of them may go at ``start``.

    ``logs`` by name: second, burst, hour, replies, live, people; they are used up. Who was written
    to once costs nothing more of ``people`` for a day. What misses its deadline takes no room.
    """
    return _Play(waiting, logs, start).run()


class _Line:
    """Messages that meet the same limits, the first in order last, where it is quickly taken."""

    def __init__(self, name: tuple[bool, str], logs: Mapping[str, Log]) -> None:
        self.logs = [logs[need] for need in NEEDS[name] if need != "people"]
        self.people = logs["people"] if "people" in NEEDS[name] else None
        self.counts_people = logs["people"] if name[1] != "public_reply" else None
        self.waiting: list[Waiting] = []

    def join(self, one: Waiting) -> None:
        insort(self.waiting, one, key=_backwards)


class _Play:
    """Lines that go forward together; at each moment the first in order of those that may go."""

    def __init__(self, waiting: Iterable[Waiting], logs: Mapping[str, Log], start: int) -> None:
        self.now = start
        self.lines: dict[tuple[bool, str], _Line] = {}
        self.later: list[Waiting] = []
        self.written_to: dict[int, int] = {}  # thread -> when last
        self.slots: dict[int, Slot] = {}
        for one in waiting:
            name = (one.automated, one.surface)
            line = self.lines.get(name) or self.lines.setdefault(name, _Line(name, logs))
            (self.later if one.due > start else line.waiting).append(one)
        for line in self.lines.values():
            line.waiting.sort(reverse=True)
        self.later.sort(key=lambda one: one.due, reverse=True)

    def run(self) -> dict[int, Slot]:
        while turn := self._turn():
            self.now, _, line = turn
            if line.waiting[-1].deadline <= self.now:
                self._drop_late(line)
            else:
                self._go(line)
        return self.slots

    def _turn(self) -> tuple[int, Waiting, _Line] | None:
        """When the next may go, which it is, and its line; None when nothing is left."""
        while True:
            heads = [
                (self._ready(line), line.waiting[-1], line)
                for line in self.lines.values()
                if line.waiting
            ]
            turn = min(heads) if heads else None
            if not self.later or (turn is not None and turn[0] < self.later[-1].due):
                return turn
            one = self.later.pop()
            self.now = max(self.now, one.due)
            self.lines[one.automated, one.surface].join(one)

    def _ready(self, line: _Line) -> int:
        opens = self.now
        for log in line.logs:
            opens = log.opens(opens)
        if line.people and not self._is_known(line.waiting[-1].thread, opens):
            opens = line.people.opens(opens)
        return opens

    def _is_known(self, thread: int, at: int) -> bool:
        last = self.written_to.get(thread)
        return last is not None and at - last <= DAY

    def _drop_late(self, line: _Line) -> None:
        """Those at the line's head for which this moment, at which one may go, is too late."""
        waiting, slot = line.waiting, Slot(self.now, misses=True)
        others = [each.waiting[-1] for each in self.lines.values() if each.waiting]
        rival = min((one for one in others if one is not waiting[-1]), default=None)
        while waiting and waiting[-1].deadline <= self.now:
            self.slots[waiting.pop().id] = slot
            if rival is not None and waiting and rival < waiting[-1]:
                return  # it may come first
            if waiting and line.people and self._is_known(waiting[-1].thread, self.now):
                return  # it may have been free to go before

    def _go(self, line: _Line) -> None:
        one = line.waiting.pop()
        for log in line.logs:
            log.calls.append(self.now)
        if line.counts_people:
            if not self._is_known(one.thread, self.now):
                line.counts_people.calls.append(self.now)
            self.written_to[one.thread] = self.now
        self.slots[one.id] = Slot(self.now, misses=False)


def _backwards(one: Waiting) -> tuple[int, float, int]:
    return (-one.priority, -one.deadline, -one.id)
