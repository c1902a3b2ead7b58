"""What must hold of a viral hour that has been played, reckoned from what arrived at Meta."""

from __future__ import annotations

from bisect import insort
from collections import Counter, deque
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from inbox.delivery.models import Attempt, Outbound
from tests.faults.arrivals import Arrival, excess
from tests.faults.viral_crowd import HOUR
from tests.faults.viral_hour import START, ViralHour

SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
DAY, WEEK = timedelta(days=1), timedelta(days=7)
GONE = {"sent", "delivered", "seen"}
GIVEN_UP = {("expired", "window_expired"), ("failed", "private_reply_used")}
NEVER = datetime.max.replace(tzinfo=START.tzinfo)


@dataclass(frozen=True, slots=True)
class Sent:
    """A message that went: its row, when its call began, and its arrival."""

    row: dict[str, Any]
    begun_at: datetime
    arrival: Arrival


class Ledger:
    """The books of both sides, put side by side."""

    def __init__(self, hour: ViralHour) -> None:
        self.hour = hour
        self.account = hour.account
        self.rows = {row["pk"]: row for row in self._rows()}
        arrived = {(one.to, one.text): one for one in hour.book.arrivals}
        assert len(arrived) == len(hour.book.arrivals), "something was sent twice"
        self.sent = [
            Sent(self.rows[call.outbound_id], call.started_at, arrived.pop(self._address(call)))
            for call in Attempt.everywhere.filter(account=self.account).order_by("started_at", "pk")
        ]
        assert not arrived, "something arrived of which no call is written down"
        self.automated = [one for one in self.sent if one.row["author"] == "automation"]

    def _rows(self) -> list[dict[str, Any]]:
        found = Outbound.everywhere.filter(account=self.account).order_by("pk")
        names = ("pk", "author", "kind", "priority", "state", "reason", "detail", "window_ends_at")
        more = ("created_at", "settled_at", "thread__contact__scoped_id", "message__text")
        return list(found.values(*names, *more, "comment__external_id"))

    def _address(self, call: Attempt) -> tuple[str, str]:
        row = self.rows[call.outbound_id]
        to = row["comment__external_id"] or row["thread__contact__scoped_id"]
        return to, row["message__text"]

    def all_promises_are_kept(self) -> None:
        """Limits, losses, order, and the waits of people."""
        self.no_limit_was_passed()
        self.nothing_was_lost()
        assert self.longest_wait_of_people() < SECOND
        assert self.out_of_order() == []

    # --- Limits -----------------------------------------------------------------------------------
    def no_limit_was_passed(self) -> None:
        """Hour, second, and people of a day, at every instant."""
        moments = [one.arrival.at for one in self.automated]
        per_hour, per_second = self.account.messages_per_hour, self.account.calls_per_second
        assert not excess(moments, HOUR, lambda at: int(per_hour * self._share(at)))  # L-1
        assert not excess([one.arrival.at for one in self.sent], SECOND, lambda at: per_second)
        assert not self._too_many_people()  # L-3

    def _share(self, at: datetime) -> float:
        """What warm-up leaves: 20 % on the first day, 30 % on the fourteenth (L-4)."""
        day = (at - self.account.connected_at) // DAY
        return 1.0 if not self.account.warms_up or day >= 14 else 0.2 + 0.1 * day / 13

    def most_people(self, at: datetime) -> int:
        return int({1: 1_000, 2: 10_000, 3: 100_000}[self.account.tier] * self._share(at) + 1e-9)

    def _too_many_people(self) -> list[datetime]:
        recent: deque[tuple[datetime, str]] = deque()
        people: Counter[str] = Counter()
        too_many = []
        for one in sorted(self.automated, key=lambda one: one.arrival.at):
            at, who = one.arrival.at, one.row["thread__contact__scoped_id"]
            recent.append((at, who))
            people[who] += 1
            while at - recent[0][0] > DAY:
                people -= Counter([recent.popleft()[1]])
            if len(people) > self.most_people(at):
                too_many.append(at)
        return too_many

    # --- Nothing lost -----------------------------------------------------------------------------
    def nothing_was_lost(self) -> None:
        """Whoever asked first has a message; each has gone, or says why it has not."""
        asked = {act.who for act in self.hour.crowd.asks}
        answered = {row["thread__contact__scoped_id"] for row in self.rows.values()}
        assert asked <= answered
        gone = {one.row["pk"] for one in self.sent}
        for row in self.rows.values():
            if row["pk"] in gone:
                assert row["state"] in GONE, row
                continue
            assert row["detail"], row
            if row["state"] == "withdrawn":
                assert self._a_person_wrote_meanwhile(row), row  # K-7
            else:
                assert (row["state"], row["reason"]) in GIVEN_UP, row
                self._was_really_too_late(row)
        replies = [one.arrival.to for one in self.sent if one.arrival.is_reply]
        assert len(replies) == len(set(replies)), "a comment was answered twice"  # W-6

    def _a_person_wrote_meanwhile(self, row: dict[str, Any]) -> bool:
        return any(
            other["author"] == "person"
            and other["thread__contact__scoped_id"] == row["thread__contact__scoped_id"]
            and other["created_at"] <= row["settled_at"]
            for other in self.rows.values()
        )

    def _was_really_too_late(self, row: dict[str, Any]) -> None:
        lasts = WEEK if row["kind"] == "private_reply" else DAY
        who = row["thread__contact__scoped_id"]
        asked = [act.at for act in self.hour.crowd.asks if act.who == who]
        assert any(row["settled_at"] >= at + lasts - SECOND for at in asked), row

    # --- Order and waits --------------------------------------------------------------------------
    def longest_wait_of_people(self) -> timedelta:
        """From a person's press to the arrival (L-6)."""
        by_people = [one for one in self.sent if one.row["author"] == "person"]
        return max(one.arrival.at - one.row["created_at"] for one in by_people)

    def out_of_order(self) -> list[str]:
        """The calls that began although another had its turn before (L-6)."""
        coming = deque(self.rows.values())
        waiting: list[tuple[Any, int]] = []
        found = []
        for call in self.sent:
            while coming and coming[0]["created_at"] <= call.begun_at:
                row = coming.popleft()
                insort(waiting, (self._turn(row), row["pk"]))
            place = waiting.index((self._turn(call.row), call.row["pk"]))
            del waiting[place]
            earlier = [self.rows[pk] for _turn, pk in waiting[:place]]
            passed = [row for row in earlier if not self._may_be_passed(row, call)]
            if passed:
                found.append(f"{call.row} before {passed[0]}, {call.begun_at - START} in")
        return found

    def _turn(self, row: dict[str, Any]) -> tuple[int, datetime, int]:
        return row["priority"], self.hour.deadlines[row["pk"]] or NEVER, row["pk"]

    def _may_be_passed(self, row: dict[str, Any], by: Sent) -> bool:
        """It has been given up, its window is being asked about, or it may not go at all now."""
        now = by.begun_at
        if (row["settled_at"] or NEVER) <= now or (self._turn(row)[1]) <= now:
            return True
        return self._people_are_full(now) and self._heard(by.row, now) and not self._heard(row, now)

    def _people_are_full(self, now: datetime) -> bool:
        return len(self._people_of_the_day(now)) >= self.most_people(now)

    def _heard(self, row: dict[str, Any], now: datetime) -> bool:
        return row["thread__contact__scoped_id"] in self._people_of_the_day(now)

    def _people_of_the_day(self, now: datetime) -> set[str]:
        """Who counts against the day's limit: all who were written to, by people too."""
        return {
            one.row["thread__contact__scoped_id"]
            for one in self.sent
            if now - DAY - MINUTE <= one.arrival.at <= now
        }
