"""How much does the outbox add to a call? Lanes and messages a second against a quick platform.

The product's own lanes worker sends, with the command that `make run` gives it; the platform is a
bare function (``graph.py``). Before and after, the same bodies go there in a bare loop of
``requests``: its calls a second are the measure, as they feel the machine's other load alike.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import redis
import requests

from tests.bench.graph import Graph
from tests.bench.ground import Ground, Statements
from tests.bench.process import Usage
from tests.bench.tables import Table, quantile

SECONDS = 600.0
READY = " ready"  # what Celery says once it takes tasks
CHECKS_OF_KEYS = "FOR KEY SHARE OF x"  # how PostgreSQL's own checks of foreign keys look


@dataclass(frozen=True, slots=True)
class Sent:
    """Messages of one shape, all sent: in ``seconds``, at which cost, and how quick the loop is."""

    what: str
    lanes: int
    messages: int
    seconds: float
    cpu: float  # seconds, of the worker
    statements: int
    key_checks: int
    scripts: int  # calls of Redis scripts
    loop: float  # calls a second of the bare loop

    @property
    def rate(self) -> float:
        return self.messages / self.seconds


def measure(ground: Ground, graph: Graph, lanes: int, messages: int) -> Table:
    """Many lanes with one message each, then few lanes with many."""
    ground.use_django()
    few = max(1, lanes // 200)
    return table(
        [
            _send(ground, graph, "many accounts, one message each", lanes, 1),
            _send(ground, graph, "few accounts, many messages", few, messages // few),
        ]
    )


def wait_of_a_person(ground: Ground, waiting: int, replies: int = 10) -> Table:
    """How long a person's reply waits before its call begins, behind so many automated messages."""
    from inbox.delivery.models import Attempt
    from tests import factories
    from tests.bench import queued

    workspace = factories.workspace()
    account = queued.accounts(workspace, 1, calls_per_second=2)[0]
    places = queued.threads(account, waiting + replies)
    queued.answers(places[replies:])
    member, took = factories.member(workspace), []
    _start_lanes(ground)
    ground.start("tick")
    for thread in places[:replies]:
        reply = queued.reply_by_a_person(thread, member)
        begun = Attempt.everywhere.filter(outbound=reply).values_list("started_at", flat=True)
        _wait(begun.exists)
        took.append((begun.get() - reply.created_at).total_seconds())
    ahead = Attempt.everywhere.filter(account=account).count() - replies
    ground.stop("tick")
    ground.stop("lanes")
    found = Table("A person's reply behind what waits", ["waiting", "replies", "p50", "longest"])
    times = [f"{quantile(took, share) * 1000:.0f} ms" for share in (0.5, 1)]
    found.rows.append([f"{waiting:,} automated", str(replies), *times])
    found.says.append(
        "From the press to the beginning of the call, one reply after the other, while the lane"
        f" sends automated messages at 2 calls a second; {ahead} of those went meanwhile."
    )
    return found


def _send(ground: Ground, graph: Graph, what: str, lanes: int, each: int) -> Sent:
    from django.db.models import Max, Min
    from django.utils import timezone

    from inbox.delivery import bells
    from inbox.delivery.models import Attempt, Outbound
    from tests import factories
    from tests.bench import queued

    accounts = queued.accounts(factories.workspace(), lanes)
    ids = [account.pk for account in accounts]
    for account in accounts:
        queued.answers(queued.threads(account, each))
    before = bare_loop(graph, 500)
    statements = Statements(ground.postgres.url())
    with redis.Redis.from_url(ground.valkey.url()) as valkey:
        pid = _start_lanes(ground)
        valkey.config_resetstat()
        statements.forget()
        usage = Usage.of(pid)
        queued.due_now(ids, timezone.now())
        for account_id in ids:
            bells.ring(account_id)
        ground.start("tick")  # it rings again for what is not heard in time
        left = Outbound.everywhere.filter(account__in=ids, state__in=["queued", "sending"])
        _wait(lambda: not left.exists())
        used = Usage.of(pid).since(usage)
        scripts = valkey.info("commandstats").get("cmdstat_evalsha", {}).get("calls", 0)
    asked, checks = statements.total(), statements.total([CHECKS_OF_KEYS])
    statements.close()
    ground.stop("tick")
    ground.stop("lanes")
    calls = Attempt.everywhere.filter(account__in=ids)
    span = calls.aggregate(first=Min("started_at"), last=Max("finished_at"))
    return Sent(
        what=what,
        lanes=lanes,
        messages=calls.count(),
        seconds=(span["last"] - span["first"]).total_seconds(),
        cpu=used.cpu,
        statements=asked - checks,
        key_checks=checks,
        scripts=scripts,
        loop=(before + bare_loop(graph, 500)) / 2,
    )


def bare_loop(graph: Graph, calls: int) -> float:
    """Calls a second of nothing but ``requests``, over one kept-alive connection."""
    body: dict[str, Any] = {"recipient": {"id": "2001"}, "message": {"text": "Our prices, part 0"}}
    url = f"{graph.url}/v25.0/17841400000000001/messages"
    with requests.Session() as session:
        session.headers["Authorization"] = "Bearer IGAA-test"
        began = time.perf_counter()
        for _ in range(calls):
            session.post(url, json=body, timeout=20).raise_for_status()
        return calls / (time.perf_counter() - began)


def table(sent: list[Sent]) -> Table:
    columns = ["sent", "lanes", "messages", "lanes a second", "messages a second"]
    columns += ["bare loop", "ratio", "CPU a message", "statements a message", "scripts a message"]
    found = Table("Sending, against a platform that answers at once", columns)
    for each in sent:
        found.rows.append(
            [
                each.what,
                f"{each.lanes:,}",
                f"{each.messages:,}",
                f"{each.lanes / each.seconds:.0f}",
                f"{each.rate:.0f}",
                f"{each.loop:.0f} a second",
                f"{each.rate / each.loop:.2f}",
                f"{each.cpu / each.messages * 1000:.1f} ms",
                f"{each.statements / each.messages:.1f}",
                f"{each.scripts / each.messages:.2f}",
            ]
        )
    checks = sent[-1].key_checks / sent[-1].messages
    found.says.append(
        "One lanes worker as `make run` starts it, no limits. The bare loop posts the same bodies"
        " with `requests` over one connection, before and after; the ratio is messages to its"
        " calls. CPU is the worker's. PostgreSQL's own checks of foreign keys are left out of the"
        f" statements: {checks:.1f} a message."
    )
    return found


def _start_lanes(ground: Ground) -> int:
    """The worker's pid, once it takes tasks."""
    path = ground.folder / "logs" / "lanes.log"
    before = path.read_text().count(READY) if path.exists() else 0
    pid = ground.start("lanes")
    _wait(lambda: ground.log("lanes").count(READY) > before)
    return pid


def _wait(ready: Callable[[], bool]) -> None:
    deadline = time.monotonic() + SECONDS
    while not ready():
        if time.monotonic() > deadline:
            raise RuntimeError("waited in vain")
        time.sleep(0.05)
