"""A Graph API that keeps a book of what arrived, by the one clock it is given."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from tests.graph_stand_in import Answer, Asked, GraphStandIn

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Arrival:
    """A message that reached the platform. ``to`` is a comment where ``is_reply``, else a person.

    ``owner`` is the account's id there, ``number`` counts all that arrived, from 0.
    """

    number: int
    at: datetime
    owner: str
    to: str
    text: str
    is_reply: bool = False


class ArrivalBook(GraphStandIn):
    """Accepts every message and writes down when it came, unless ``answer`` says something else.

    ``on_the_way`` runs before an arrival is timed, ``on_the_way_back`` after: a test that moves
    its clock there makes calls last.
    """

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.arrivals: list[Arrival] = []
        self.taken: list[str] = []  # the words of those that were accepted
        self.answer: Callable[[Arrival], Answer | None] = lambda arrival: None
        self.read: Callable[[Asked], Answer | None] = lambda asked: None
        self.on_the_way: Callable[[], object] = lambda: None
        self.on_the_way_back: Callable[[], object] = lambda: None
        super().__init__()

    def of(self, owner: str) -> list[Arrival]:
        """What arrived from one account, in order."""
        return [arrival for arrival in list(self.arrivals) if arrival.owner == owner]

    def _keep(self, asked: Asked) -> Answer:
        if asked.method != "POST" or not asked.path.endswith("/messages"):
            return self.read(asked) or super()._keep(asked)
        with self._changed:
            self.on_the_way()
            arrival = self._note(asked)
            self.on_the_way_back()
            self._changed.notify_all()
        answer = self.answer(arrival) or Answer(body=accepted(arrival))
        if answer.status == 200:
            self.taken.append(arrival.text)
        return answer

    def _note(self, asked: Asked) -> Arrival:
        to = asked.body["recipient"]
        arrival = Arrival(
            number=len(self.arrivals),
            at=self.clock(),
            owner=asked.path.split("/")[-2],
            to=to.get("comment_id") or to["id"],
            text=asked.body["message"]["text"],
            is_reply="comment_id" in to,
        )
        self.arrivals.append(arrival)
        return arrival


def accepted(arrival: Arrival, to: str = "") -> dict[str, Any]:
    """What the platform says to a message that it takes; ``to`` is who got it."""
    return {"recipient_id": to or arrival.to, "message_id": mid_of(arrival)}


def mid_of(arrival: Arrival) -> str:
    """The id that the platform gives to what arrived."""
    return f"mid-{arrival.owner}-{arrival.number}"


def excess(
    moments: Sequence[datetime], span: timedelta, limit: Callable[[datetime], int]
) -> list[datetime]:
    """Each moment that is one too many within the ``span`` before it, both ends counted."""
    ordered, too_many, first = sorted(moments), [], 0
    for place, moment in enumerate(ordered):
        while moment - ordered[first] > span:
            first += 1
        if place - first + 1 > limit(moment):
            too_many.append(moment)
    return too_many
