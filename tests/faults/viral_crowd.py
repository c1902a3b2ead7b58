"""What people do in a viral hour, and how Instagram tells us: made up, the same each time."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from tests.faults.arrivals import Arrival, mid_of
from tests.integrations.meta.payloads import body_of, by_business, comment, event

HOUR = timedelta(hours=1)
TOGETHER = timedelta(seconds=4)  # what happens within it is told in one delivery
BETWEEN_REPLIES = timedelta(seconds=2)
ASKS, WONDERS = "price?", "Is my order on its way?"  # a rule knows the first, people the second
COMMENTS = 0.7  # of those who ask; the others write
COME_AGAIN = 0.05  # of them, also with a message


@dataclass(frozen=True, slots=True)
class Act:
    """Somebody comments or writes; ``number`` makes the id of what they said."""

    at: datetime
    who: str
    number: int
    is_comment: bool = False
    text: str = ASKS

    @property
    def id(self) -> str:
        return f"{'comment' if self.is_comment else 'said'}-{self.number}"


class Crowd:
    """``asking`` times somebody asks within an hour, mostly early in it.

    Regulars write to people: in the hour, and on for ``days``. ``replies`` says when a person
    answers whom.
    """

    def __init__(self, start: datetime, asking: int, *, days: float, questions: int) -> None:
        self.random = random.Random(20_261_122)
        self.start = start
        self.asks = [self._ask(number) for number in range(asking)]
        self.questions = [
            Act(self._some_time(number, days), f"7{number % 40:03}", asking + number, text=WONDERS)
            for number in range(questions)
        ]
        self.replies = self._spread((self._answered(act), act.who) for act in self.questions)

    def deliveries(self) -> Iterator[list[Act]]:
        """What the platform tells us of together, the earliest first."""
        together: list[Act] = []
        for act in sorted([*self.asks, *self.questions], key=lambda act: (act.at, act.number)):
            if together and act.at - together[0].at > TOGETHER:
                yield together
                together = []
            together.append(act)
        yield together

    def _ask(self, number: int) -> Act:
        seconds = int(3600 * self.random.betavariate(1.3, 2.5))  # comments are told to the second
        at = self.start + timedelta(seconds=seconds)
        is_comment = self.random.random() < COMMENTS
        again = number > 20 and self.random.random() < COME_AGAIN
        who = 5000 + (self.random.randrange(number) if again else number)
        return Act(at, str(who), number, is_comment and not again)

    def _some_time(self, number: int, days: float) -> datetime:
        """Half of them in the hour, the other half later."""
        span = HOUR if number % 2 else timedelta(days=days)
        return self.start + self._part_of(span)

    def _answered(self, act: Act) -> datetime:
        return act.at + timedelta(seconds=5) + self._part_of(HOUR * self.random.choice([0.1, 1, 3]))

    def _part_of(self, span: timedelta) -> timedelta:
        return timedelta(milliseconds=int(self.random.random() * span.total_seconds() * 1000))

    @staticmethod
    def _spread(replies: Iterator[tuple[datetime, str]]) -> list[tuple[datetime, str]]:
        """So far apart that each of them can go at once."""
        spread: list[tuple[datetime, str]] = []
        for at, who in sorted(replies):
            earliest = spread[-1][0] + BETWEEN_REPLIES if spread else at
            spread.append((max(at, earliest), who))
        return spread


def told(acts: Sequence[Act], owner: str) -> bytes:
    """The body of one delivery."""
    return body_of({"object": "instagram", "entry": [_entry(act, owner) for act in acts]})


def echoed(arrivals: Sequence[tuple[Arrival, str]], owner: str) -> bytes:
    """The platform says that these of ours are in the threads of these people."""
    entries = [_echo(arrival, who, owner) for arrival, who in arrivals]
    return body_of({"object": "instagram", "entry": entries})


def _entry(act: Act, owner: str) -> dict[str, Any]:
    ms = int(act.at.timestamp() * 1000)
    if act.is_comment:
        value = comment(act.id, act.text, contact=act.who)
        value["from"]["username"] = f"person.{act.who}"
        changes = [{"field": "comments", "value": value}]
        return {"id": owner, "time": ms // 1000, "changes": changes}
    said = event(ms, contact=act.who, owner=owner, message={"mid": act.id, "text": act.text})
    return {"id": owner, "time": ms, "messaging": [said]}


def _echo(arrival: Arrival, who: str, owner: str) -> dict[str, Any]:
    ms = int(arrival.at.timestamp() * 1000)
    ours = {"mid": mid_of(arrival), "text": arrival.text, "is_echo": True}
    said = by_business(ms, contact=who, owner=owner, message=ours)
    return {"id": owner, "time": ms, "messaging": [said]}
