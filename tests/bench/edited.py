"""How soon an edited rule is live in every worker (K-2): from the commit to the first match."""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Sequence
from multiprocessing.queues import Queue

from tests.bench import keywords
from tests.bench.ground import Ground
from tests.bench.tables import Table, quantile

WORKERS = 3
EDITS = 10
PAUSE = 0.01  # seconds between two messages of a worker


def measure(sizes: Sequence[tuple[int, int]]) -> Table:
    """For so many rules with so many keywords each: real rows, and several processes."""
    columns = ("rules", "keywords", "half of the edits", "the slowest edit")
    found = Table("From the commit of an edit until all workers match it", columns)
    with Ground() as ground:
        ground.use_django()
        for rules, each in sizes:
            delays = _delays(ground, rules, each)
            half, slowest = quantile(delays, 0.5), max(delays)
            row = [f"{rules:,}", f"{rules * each:,}", f"{half * 1000:.0f} ms"]
            found.rows.append([*row, f"{slowest * 1000:.0f} ms"])
    found.says.append(
        f"{EDITS} edits; {WORKERS} workers match a message every {PAUSE * 1000:.0f} ms, and see the"
        " edit by asking for one number. These are times of the clock, so they also show what else"
        " the machine did."
    )
    return found


def _delays(ground: Ground, rules: int, each: int) -> list[float]:
    """Seconds that the slowest worker took, for each edit."""
    account, live = _fill(rules, each)
    context = multiprocessing.get_context("spawn")
    seen: Queue[tuple[str, float]] = context.Queue()
    workers = [
        context.Process(target=_work, args=(ground.settings, account.pk, seen), daemon=True)
        for _ in range(WORKERS)
    ]
    try:
        for worker in workers:
            worker.start()
        for _ in workers:
            seen.get(timeout=120)  # its first matcher is built
        return [_edit(row, number, seen) for number, row in enumerate((live * EDITS)[:EDITS])]
    finally:
        for worker in workers:
            worker.kill()


def _fill(rules: int, each: int):  # type: ignore[no-untyped-def]  # models, after Django is set up
    from automations.models import Rule, RuleVersion
    from automations.publishing import next_edition
    from tests import factories

    account = factories.account()
    made, _every = keywords.rules("mixed", rules, each)
    edition = next_edition(account.workspace_id)
    rows = Rule.everywhere.bulk_create(
        Rule(workspace=account.workspace, name=f"Rule {number}", position=number, draft={},
             edition=edition)
        for number in range(len(made))
    )  # fmt: skip
    pairs = zip(rows, made, strict=True)
    versions = RuleVersion.everywhere.bulk_create(
        RuleVersion(workspace=account.workspace, rule=row, number=1, definition=definition)
        for row, definition in pairs
    )
    for row, version in zip(rows, versions, strict=True):
        row.live, row.draft = version, None
    Rule.everywhere.bulk_update(rows, ["live", "draft"])
    return account, rows


def _edit(row, number: int, seen: Queue[tuple[str, float]]) -> float:  # type: ignore[no-untyped-def]
    """Seconds until the slowest worker has matched the new keyword."""
    from automations.definition import RuleDefinition
    from automations.publishing import write_version

    definition = RuleDefinition(("dm",), (), "contains", (f"edited {number}",))
    write_version(row, definition, None)
    committed = time.time()
    return max(seen.get(timeout=60)[1] - committed for _ in range(WORKERS))


def _work(settings: dict[str, str], account_id: int, seen: Queue[tuple[str, float]]) -> None:
    """A worker: says each edit that it matches, once."""
    import os

    import django

    os.environ |= settings | {"DJANGO_SETTINGS_MODULE": "inbox.settings"}
    django.setup()
    from automations.heard import Heard
    from automations.matching import matcher_for
    from inbox.accounts.models import Account

    account = Account.everywhere.get(pk=account_id)
    matcher_for(account)
    seen.put(("ready", time.time()))
    number = 0
    while True:
        event = Heard(frozenset({"dm"}), f"Was it edited {number}?")
        if any(one.words.startswith("edited") for one in matcher_for(account).matches(event)):
            seen.put(("edited", time.time()))
            number += 1
        time.sleep(PAUSE)
