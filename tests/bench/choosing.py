"""Does choosing the next messages of a lane cost the same, however many wait? (L-6, L-10)

Two databases of one PostgreSQL hold the same accounts: with one waiting message each, and with a
thousand each, one account with a hundred times as many. They are asked in turns, so that whatever
else the machine does hits both.
"""

from __future__ import annotations

import random
import re
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import psycopg
from psycopg import sql

from tests.bench.ground import Ground
from tests.bench.tables import Table, quantile

NEXT = 16  # messages asked for at once, as a lane does
SMALL = "with_few"
# One row becomes many: only what must differ does. Foreign keys are not checked meanwhile.
_THREADS = """
INSERT INTO threads_thread SELECT r.* FROM threads_thread t
CROSS JOIN accounts_account a CROSS JOIN generate_series(%(first)s, %(first)s + %(threads)s - 1) n
CROSS JOIN LATERAL jsonb_populate_record(t, jsonb_build_object(
    'id', a.id * 1000000 + n, 'account_id', a.id, 'contact_id', a.id * 1000000 + n)) r
WHERE t.id = %(thread)s AND a.id = ANY(%(accounts)s)
"""
_MESSAGES = """
INSERT INTO delivery_outbound SELECT r.* FROM delivery_outbound o
CROSS JOIN accounts_account a CROSS JOIN generate_series(%(first)s, %(first)s + %(messages)s - 1) n
CROSS JOIN LATERAL jsonb_populate_record(o, jsonb_build_object(
    'id', a.id * 1000000 + n, 'account_id', a.id, 'message_id', a.id * 1000000 + n,
    'thread_id', a.id * 1000000 + %(first)s + n %% %(threads)s, 'client_key', gen_random_uuid(),
    'window_ends_at', o.window_ends_at + n * interval '1 second')) r
WHERE o.id = %(outbound)s AND a.id = ANY(%(accounts)s)
"""


@dataclass(slots=True)
class Case:
    """One question, how long it took each time (seconds), and how the database went about it."""

    what: str
    waiting: int
    ask: Callable[[], object]
    took: list[float] = field(default_factory=list)
    plan: str = ""

    @property
    def indexes(self) -> str:
        found = re.findall(r"(?:Index|Bitmap Index).*? (?:using|on) (\w+)", self.plan)
        return ", ".join(dict.fromkeys(found)) or "none"

    @property
    def pages(self) -> str:
        """What it read of the tables and indexes, in pages of 8 KiB."""
        counted = re.search(r"Buffers: shared (?:hit=(\d+))?(?: ?read=(\d+))?", self.plan)
        return str(sum(int(part or 0) for part in counted.groups())) if counted else ""


class Choosing:
    """Two databases, few and many, and the questions asked of them."""

    def __init__(self, ground: Ground, accounts: int, each: int, rounds: int) -> None:
        self._ground, self._each, self._rounds = ground, each, rounds
        self._count = accounts
        self._deep = 100 * each  # waiting in one account alone
        self._url = ground.postgres.url()
        self.cases: list[Case] = []

    def prepare(self) -> None:
        """Accounts with one message each, a copy of the database as it is then, and the many."""
        self._ground.use_django()
        self._make_accounts()
        ids = [account.pk for account in self.accounts]
        self._fill(ids[2:], 1, 1, 1)
        self._copy()
        self._fill(ids[2:], 2, max(1, self._each // 4), self._each)
        self._fill(ids[:2], 2, max(1, self._deep // 4), self._deep)
        for url in (self._url, self._url_of(SMALL)):
            with psycopg.connect(url, autocommit=True) as connection:
                connection.execute("VACUUM ANALYZE delivery_outbound, threads_thread")

    def measure(self) -> Table:
        """Each question in turn, again and again."""
        from django.db import connections

        many, deep = f"{self._count * self._each:,}", self._deep
        hour, people = frozenset({"hour"}), "a person's reply"
        self.cases = [
            Case("the next 16, few waiting in all", 1, partial(self._ask, few=True)),
            Case(f"the next 16, {many} waiting in all", self._each, self._ask),
            Case("the next 16 of the account with most", deep, partial(self._ask, 0)),
            Case(f"{people} before them all", deep, partial(self._ask, 1)),
            Case(f"{people} while the hour is full", deep, partial(self._ask, 1, shut=hour)),
            Case(f"{people} while automations are off", deep, partial(self._ask, 1, off=True)),
        ]
        for number in range(self._rounds):
            for case in random.sample(self.cases, len(self.cases)):
                began = time.perf_counter()
                case.ask()
                if number:  # the first time, connections and caches are cold
                    case.took.append(time.perf_counter() - began)
        for case in self.cases:
            with explained([self._few, connections["default"]]) as plans:
                case.ask()
            case.plan = "\n".join(plans)
        return table(self.cases)

    def _ask(
        self,
        place: int | None = None,
        *,
        few: bool = False,
        shut: frozenset[str] = frozenset(),
        off: bool = False,
    ) -> None:
        """What a lane asks; of one account, or of any."""
        from inbox.delivery import queue

        account = self.accounts[place] if place is not None else random.choice(self.accounts[2:])
        account.automations_on = not off
        with self._database(few=few):
            found = queue.ready(account, limit=NEXT, shut=shut)
        assert found
        assert place != 1 or found[0].author == "person"

    @contextmanager
    def _database(self, *, few: bool) -> Iterator[None]:
        """Let Django's own connection be the one to the few."""
        from django.db import connections

        usual = connections["default"]
        if few:
            connections["default"] = self._few
        try:
            yield
        finally:
            connections["default"] = usual

    def _make_accounts(self) -> None:
        from django.db import connection, connections

        from tests import factories
        from tests.bench import queued

        workspace = factories.workspace()
        first = queued.accounts(workspace, 2)
        model = first[0]
        more = [
            type(model)(workspace=workspace, external_id=f"9{number:08}", username=f"b{number}",
                        token="IGAA", messages_per_hour=0, calls_per_second=0, tier=0)
            for number in range(self._count - 2)
        ]  # fmt: skip
        self.accounts = [*first, *type(model).everywhere.bulk_create(more)]
        thread = queued.threads(model, 1)[0]
        self._like = {"thread": thread.pk, "outbound": queued.answers([thread])[0]}
        person = queued.threads(first[1], 1)[0]
        queued.reply_by_a_person(person, factories.member(workspace))
        settings = {**connections.settings["default"], "NAME": SMALL}
        connections.settings[SMALL] = settings
        self._few = connections.create_connection(SMALL)
        connection.close()

    def _copy(self) -> None:
        whole = self._url.rpartition("/")[2]
        with psycopg.connect(self._url_of("postgres"), autocommit=True) as connection:
            asked = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
            connection.execute(asked.format(sql.Identifier(SMALL), sql.Identifier(whole)))

    def _fill(self, accounts: Sequence[int], first: int, threads: int, messages: int) -> None:
        """``messages`` in each account, in so many threads, numbered from ``first`` on."""
        asked = {**self._like, "accounts": list(accounts), "first": first}
        asked |= {"threads": threads, "messages": messages}
        with psycopg.connect(self._url) as connection:
            connection.execute("SET session_replication_role = replica")
            connection.execute(_THREADS, asked)
            connection.execute(_MESSAGES, asked)

    def _url_of(self, database: str) -> str:
        return f"{self._url.rpartition('/')[0]}/{database}"


@contextmanager
def explained(connections: Sequence[Any]) -> Iterator[list[str]]:
    """How the database goes about each statement meanwhile."""
    plans: list[str] = []

    def explain(execute: Any, statement: str, params: Any, many: bool, context: Any) -> Any:
        found = context["cursor"].cursor
        found.execute("EXPLAIN (ANALYZE, BUFFERS) " + statement, params)
        plans.extend(row[0] for row in found.fetchall())
        return execute(statement, params, many, context)

    with ExitStack() as stack:
        for each in connections:
            stack.enter_context(each.execute_wrapper(explain))
        yield plans


def table(cases: Sequence[Case]) -> Table:
    columns = [
        "asked",
        "waiting in the account",
        "p50",
        "p95",
        "to the first",
        "pages read",
        "index",
    ]
    found = Table("Choosing the next messages of a lane", columns)
    first = quantile(cases[0].took, 0.5)
    for case in cases:
        half = quantile(case.took, 0.5)
        times = [f"{half * 1000:.2f} ms", f"{quantile(case.took, 0.95) * 1000:.2f} ms"]
        found.rows.append(
            [
                case.what,
                f"{case.waiting:,}",
                *times,
                f"x {half / first:.2f}",
                case.pages,
                case.indexes,
            ]
        )
    found.says.append(
        "Asked in turns in random order, each with its trip to the database. The pages say how much"
        " it had to look at, which does not depend on what else the machine did."
    )
    return found


def measure(ground: Ground, accounts: int = 1000, each: int = 1000, rounds: int = 200) -> Table:
    choosing = Choosing(ground, accounts, each, rounds)
    choosing.prepare()
    return choosing.measure()
