"""A viral hour, played with the real intake, rules, lane and limits, until nothing waits.

Meta is a stand-in over HTTP, time is made up: it jumps to whatever happens next, and moves a
little with each call.
"""

from __future__ import annotations

import random
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import requests
from django.db.models import Min
from django.utils import timezone
from time_machine import Traveller

from automations.rulebook import import_rules
from inbox.delivery import forecast, lanes
from inbox.delivery.forecast import Expected
from inbox.delivery.guard import Person
from inbox.delivery.models import Lane, Outbound
from inbox.delivery.outbox import queue_reply
from inbox.delivery.pacing import Limits
from inbox.threads.models import Thread
from integrations.meta.webhook import Webhook
from tests import factories
from tests.faults.arrivals import Arrival, ArrivalBook, accepted
from tests.faults.viral_crowd import HOUR, Crowd, echoed, told
from tests.graph_stand_in import Answer, Asked
from tests.integrations.meta.door import Door, Site
from tests.integrations.meta.payloads import drain, signature

# Later than the database's own clock, which stays: what is to happen later is in its future.
START = datetime(timezone.now().year + 2, 1, 1, 12, tzinfo=UTC)
RULES = """{"version": 1, "rules": [{"name": "Price", "on": ["dm", "comment"], "match": "contains",
    "keywords": ["price"], "steps": [{"send": {"texts": ["12 EUR", "Twelve euros", "It is 12"]}}]}]}
"""
REPLY = "It left at"  # so begins what people write
ECHOES_TOGETHER = 100
LOOKS = 2  # in a row at which nothing goes, before time goes in longer steps
STEP, NEAR = timedelta(hours=1), timedelta(minutes=2)
LONGEST = timedelta(days=15)


@dataclass(frozen=True, slots=True)
class Plan:
    """How many ask, the limits of the account they ask, and the real time that playing may take."""

    asking: int
    questions: int = 60
    days: float = 1.0  # for which regulars go on writing
    limits: dict[str, Any] = field(default_factory=dict)
    seconds: float = 600.0


@dataclass(frozen=True, slots=True)
class Forecast:
    """What was expected of one message, and when it was asked; ``first``: as it was queued."""

    outbound: int
    asked_at: datetime
    expected: Expected
    first: bool


class ViralHour:
    """Play it with ``play``; what came of it is in ``book`` and in the database."""

    def __init__(self, plan: Plan, book: ArrivalBook, clock: Traveller) -> None:
        self.plan, self.book, self.clock = plan, book, clock
        workspace = factories.workspace()
        self.account = factories.account(
            workspace, connected_at=START - timedelta(minutes=1), **plan.limits
        )
        import_rules(workspace, RULES)
        self.person = Person(factories.member(workspace))
        self.crowd = Crowd(START, plan.asking, days=plan.days, questions=plan.questions)
        self.forecasts: list[Forecast] = []
        self.deadlines: dict[int, datetime | None] = {}  # of each as it was queued
        self._answered = {act.id: act for act in self.crowd.asks if act.is_comment}
        self._random = random.Random(7)
        self._echoed = 0
        self._looks = self.served = 0
        self._door = Door(Site(Webhook()))
        self._session = requests.Session()
        self._session.trust_env = False
        book.on_the_way = book.on_the_way_back = self._a_call_lasts
        book.answer, book.read = self._accept, self._tell_age

    def close(self) -> None:
        self._session.close()
        self._door.close()

    def play(self) -> None:
        """Let everything happen in its order."""
        until = time.monotonic() + self.plan.seconds
        events: list[tuple[datetime, Any]] = [
            (acts[-1].at, ("news", acts)) for acts in self.crowd.deliveries()
        ]
        events += [(at, ("reply", who)) for at, who in self.crowd.replies]
        events += [(START + HOUR * hours, ("ask", None)) for hours in range(1, 24)]
        events.sort(key=lambda one: one[0], reverse=True)
        while events or self._waits():
            assert time.monotonic() < until, "the hour took too long to play"
            assert timezone.now() < START + LONGEST, "something waits for ever"
            next_event = events[-1][0] if events else None
            wakes_at = self._next_look()
            if next_event and (wakes_at is None or next_event <= wakes_at):
                self._move_to(next_event)
                kind, what = events.pop()[1]
                getattr(self, f"_{kind}")(what)
            elif wakes_at:
                self._move_to(wakes_at)
            self._serve()
        self._echo(at_least=1)

    # --- What happens -----------------------------------------------------------------------------
    def _news(self, acts: Any) -> None:
        self._post(told(acts, self.account.external_id))
        new = list(
            Outbound.everywhere.filter(account=self.account, pk__gt=max(self.deadlines, default=0))
        )
        self.deadlines |= {one.pk: one.window_ends_at for one in new}
        if self._random.random() < 0.1:
            self._forecast(new, first=True)

    def _reply(self, who: str) -> None:
        thread = Thread.everywhere.get(account=self.account, contact__scoped_id=who)
        words = f"{REPLY} {timezone.now().isoformat()}."
        outbound = queue_reply(thread, words, author=self.person, key=uuid4())
        assert isinstance(outbound, Outbound), outbound
        self.deadlines[outbound.pk] = outbound.window_ends_at

    def _ask(self, _: Any) -> None:
        self._forecast(list(self._waiting()), first=False)

    def _forecast(self, outbounds: list[Outbound], *, first: bool) -> None:
        now = timezone.now()
        for pk, expected in forecast.expected(outbounds, now).items():
            self.forecasts.append(Forecast(pk, now, expected, first))

    def _post(self, body: bytes) -> None:
        headers = {"X-Hub-Signature-256": signature(body)}
        answer = self._session.post(self._door.url, data=body, headers=headers, timeout=20)
        assert answer.status_code == 200, answer.text
        drain()

    # --- The lane ---------------------------------------------------------------------------------
    def _serve(self) -> None:
        """As often as the lane wants to be served now."""
        while (wakes_at := self._wakes_at()) and wakes_at <= timezone.now():
            before = len(self.book.arrivals)
            lanes.serve(self.account.pk)
            self.served += 1
            self._looks = 0 if len(self.book.arrivals) > before else self._looks + 1
        self._echo(at_least=ECHOES_TOGETHER)

    def _wakes_at(self) -> datetime | None:
        lane = Lane.everywhere.filter(account=self.account).values_list("wakes_at", flat=True)
        return lane.first()

    def _next_look(self) -> datetime | None:
        """When the lane wakes. Where it wakes only to look, time goes in longer steps."""
        wakes_at = self._wakes_at()
        if wakes_at is None or self._looks < LOOKS:
            return wakes_at
        now = timezone.now()
        deadline = self._waiting().aggregate(first=Min("window_ends_at"))["first"]
        return max(wakes_at, min(self._reopens(now) - NEAR, deadline or wakes_at, now + STEP))

    def _reopens(self, now: datetime) -> datetime:
        """When the limits have room again, by our own reckoning."""
        limits = Limits.of(self.account, now)
        times = [one.at for one in self.book.arrivals if not one.text.startswith(REPLY)]
        last = {self._recipient(one): one.at for one in self.book.arrivals}
        day = sorted(last.values())
        rooms = [(times, limits.per_hour, HOUR), (day, limits.people_per_day, 24 * HOUR)]
        return max((at[-most] + span for at, most, span in rooms if len(at) >= most), default=now)

    def _waiting(self):
        return Outbound.everywhere.filter(account=self.account, state=Outbound.State.QUEUED)

    def _waits(self) -> bool:
        return self._waiting().exists()

    def _move_to(self, moment: datetime) -> None:
        if moment > timezone.now():
            self.clock.move_to(moment, tick=False)

    # --- Meta -------------------------------------------------------------------------------------
    def _a_call_lasts(self) -> None:
        self.clock.shift(timedelta(milliseconds=self._random.randrange(5, 80)))

    def _accept(self, arrival: Arrival) -> Answer:
        return Answer(body=accepted(arrival, self._recipient(arrival)))

    def _recipient(self, arrival: Arrival) -> str:
        return self._answered[arrival.to].who if arrival.is_reply else arrival.to

    def _tell_age(self, asked: Asked) -> Answer | None:
        act = self._answered.get(asked.path.rpartition("/")[2])
        return act and Answer(body={"id": act.id, "timestamp": f"{act.at:%Y-%m-%dT%H:%M:%S}+0000"})

    def _echo(self, *, at_least: int) -> None:
        news = self.book.arrivals[self._echoed :]
        if len(news) < at_least:
            return
        self._echoed += len(news)
        pairs = [(arrival, self._recipient(arrival)) for arrival in news]
        self._post(echoed(pairs, self.account.external_id))
