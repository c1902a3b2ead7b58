"""Accounts and people on both sides of the wire, what is written to them, and what came of it."""

from __future__ import annotations

import json
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from uuid import uuid4

from inbox.accounts.models import Account, Workspace
from inbox.delivery.guard import Author, Automation, Person, Refused, Text
from inbox.delivery.models import Attempt, Outbound
from inbox.delivery.outbox import Written, queue_replies
from inbox.threads.models import Thread
from tests import factories
from tests.sandbox_process import Sandbox

State = Outbound.State
NO_LIMITS = {
    "messages_per_hour": 0, "calls_per_second": 0, "tier": 0, "private_replies_per_hour": 0,
    "calls_per_hour": 0, "warms_up": False,
}  # fmt: skip
NO_LIMITS_THERE = {"text_per_second": 0, "conversations_per_second": 0}
ON_THE_WAY = (State.QUEUED, State.SENDING)
ARRIVED = (State.SENT, State.DELIVERED, State.SEEN)
SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Found:
    """What the sandbox's own log says of the messages; all but ``delivered`` should be few or none.

    ``asking``: nobody could tell, so a person is asked. ``stuck``: still on the way.
    """

    delivered: int
    twice: int
    lost: int
    asking: int
    stuck: int
    given_up: int
    out_of_order: int


class Town:
    """Accounts with as many people each, who have all written to theirs and wait for answers."""

    def __init__(self, sandbox: Sandbox, accounts: int, people: int) -> None:
        self._sandbox = sandbox
        workspace = factories.workspace()
        self._authors: list[Author] = [Person(factories.member(workspace)), Automation(1, "Prices")]
        sandbox.control("POST", "reset")
        self.accounts = [self._open(workspace) for _ in range(accounts)]
        for account in self.accounts:
            names = [f"{account.username}.{number}" for number in range(people)]
            for name in names:
                sandbox.control("POST", "people", username=name)
            said = [{"kind": "text", "person": name, "text": "price?"} for name in names]
            sandbox.control("POST", "events", account=account.external_id, events=said)

    def wait_for_threads(self) -> list[Thread]:
        """Until the intake has brought in what everybody wrote."""
        people = len(self._sandbox.control("GET", "people")["people"])
        known = Thread.everywhere.exclude(last_inbound_at=None)
        _wait(lambda: known.count() == people, SECONDS)
        return list(Thread.everywhere.select_related("account", "contact").order_by("pk"))

    def lose_answers(self, chance: float = 0.02) -> None:
        """From now on the sandbox takes some messages and its answer is lost, in either way."""
        for how in ("drop", "error"):
            fault = {"kind": "lost_answer", "how": how, "on": "messages", "chance": chance}
            self._sandbox.control("POST", "faults", **fault)

    def write(self, threads: Sequence[Thread], messages: int) -> None:
        """Queue so many in each thread, the last two in the same words; the threads take turns."""
        told = {thread.pk: self._words(thread, messages) for thread in threads}
        while any(told.values()):
            for thread in threads:
                some, told[thread.pk] = told[thread.pk][:2], told[thread.pk][2:]
                if some:
                    author = self._authors[thread.pk % len(self._authors)]
                    result = queue_replies(thread, some, author=author)
                    assert not isinstance(result, Refused), result

    def wait_until_settled(self, seconds: float) -> None:
        """Until nothing is on its way and nothing is being checked any more."""
        _wait(lambda: self.stuck() == 0 and self._waiting_there() == 0, seconds)

    def wait_for_settled(self, number: int, seconds: float) -> None:
        """Until so many are over, or at least known to be unknown."""
        over = Outbound.everywhere.exclude(state__in=ON_THE_WAY)
        _wait(lambda: over.count() >= number, seconds)

    def stuck(self) -> int:
        """What is still under way, or still being checked."""
        checked = Outbound.everywhere.filter(state=State.UNKNOWN, check_due_at__isnull=False)
        return Outbound.everywhere.filter(state__in=ON_THE_WAY).count() + checked.count()

    def under_way(self, accounts: Iterable[int]) -> int:
        """Calls of these accounts that have begun and have no outcome."""
        begun = Attempt.everywhere.filter(outcome=Attempt.Outcome.UNDER_WAY)
        return begun.filter(account__in=list(accounts)).count()

    def audit(self) -> Found:
        """Compare every message with what arrived there, by recipient and words."""
        arrived: dict[str, list[str]] = {}
        for account in self.accounts:
            for scoped_id, text in self._arrived(account):
                arrived.setdefault(scoped_id, []).append(text)
        rows = Outbound.everywhere.select_related("message", "thread__contact").order_by("pk")
        written: dict[str, list[Outbound]] = defaultdict(list)
        for row in rows:
            written[row.thread.contact.scoped_id].append(row)
        there = [_compare(rows, arrived.get(person, [])) for person, rows in written.items()]
        states = Counter(row.state for rows in written.values() for row in rows)
        return Found(
            delivered=sum(each.delivered for each in there),
            twice=sum(each.twice for each in there),
            lost=sum(each.lost for each in there),
            out_of_order=sum(each.out_of_order for each in there),
            asking=states[State.UNKNOWN],
            stuck=self.stuck(),
            given_up=sum(states[state] for state in Outbound.GIVEN_UP),
        )

    def _open(self, workspace: Workspace) -> Account:
        account = factories.account(workspace, token=f"IGAA-{uuid4().hex}", **NO_LIMITS)
        token = {"token": account.token, "options": {"limits": NO_LIMITS_THERE}}
        name = {"username": account.username, "ig_id": account.external_id}
        self._sandbox.control("POST", "accounts", **name, **token)
        return account

    def _words(self, thread: Thread, messages: int) -> list[Written]:
        unlike = [f"{thread.contact.scoped_id}: {number}" for number in range(messages - 2)]
        return [Written(Text(words), uuid4()) for words in [*unlike, "See you!", "See you!"]]

    def _arrived(self, account: Account) -> list[tuple[str, str]]:
        """Whom we wrote what, in the order in which it arrived."""
        asked = f"messages?account={account.external_id}&source=api&limit=5000"
        rows = self._sandbox.control("GET", asked)["messages"]
        return [(row["igsid"], json.loads(row["content"])["text"]) for row in rows]

    def _waiting_there(self) -> int:
        return int(self._sandbox.control("GET", "health")["waiting"])


def _wait(ready: Callable[[], bool], seconds: float) -> None:
    """As little as it takes: whoever asks the database all the time slows everybody else."""
    deadline = time.monotonic() + seconds
    while not ready():
        assert time.monotonic() < deadline, f"waited in vain: {_states()}"
        time.sleep(0.1)


def _states() -> dict[str, int]:
    return Counter(Outbound.everywhere.values_list("state", flat=True))


@dataclass(frozen=True, slots=True)
class _There:
    delivered: int
    twice: int
    lost: int
    out_of_order: int


def _compare(rows: list[Outbound], arrived: list[str]) -> _There:
    """One person's messages, as we queued them and as they arrived."""
    counted = Counter(arrived)
    sent = Counter(row.message.text for row in rows if row.state in ARRIVED)
    may_be = Counter(row.message.text for row in rows if row.state == State.UNKNOWN)
    place = {row.message.text: number for number, row in enumerate(rows)}
    places = [place[text] for text in arrived]
    return _There(
        delivered=sum(sent.values()),
        twice=sum((counted - sent - may_be).values()),
        lost=sum((sent - counted).values()),
        out_of_order=sum(late < early for early, late in pairwise(places)),
    )
