"""Lanes workers of Celery are killed while messages go out to a sandbox that loses answers (F-4).

The light variant, which a test runs, is ``tests/faults/test_killed_workers.py``. This one kills
whole Celery workers, with web, intake and tick as ``make run`` starts them; each kill costs the
start of another, so it takes its time.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from typing import TYPE_CHECKING

from tests.bench.ground import Ground
from tests.bench.tables import say

if TYPE_CHECKING:
    from tests.faults.killed_town import Town

WORKERS = ("lanes", "lanes-2", "lanes-3")
SITE = "tests.faults.killed_sandbox:application"
SECONDS = 1_800.0


def main() -> int:
    """0 when every message arrived exactly once, or a person is asked about it."""
    chosen = argparse.ArgumentParser(description=__doc__)
    chosen.add_argument("--kills", type=int, default=50)
    chosen.add_argument("--accounts", type=int, default=40)
    chosen.add_argument("--people", type=int, default=10, help="of each account")
    chosen.add_argument("--messages", type=int, default=5, help="to each of them")
    given = chosen.parse_args()
    with Ground() as ground:
        ground.use_django()
        return _run(ground, given)


def _run(ground: Ground, given: argparse.Namespace) -> int:
    from tests.faults.killed_town import Town
    from tests.sandbox_process import Sandbox

    sandbox = Sandbox(f"{ground.url}/webhooks/instagram", SITE)
    try:
        ground.settings["INSTAGRAM_GRAPH_URL"] = sandbox.url
        for name in ("web", "intake", "tick"):
            ground.start(name)
        town = Town(sandbox, given.accounts, given.people)
        threads = town.wait_for_threads()
        town.lose_answers()
        began = time.monotonic()
        town.write(threads, given.messages)
        cut = _kill(ground, town, given.kills, len(threads) * given.messages)
        town.wait_until_settled(SECONDS)
        found = town.audit()
    finally:
        sandbox.close()
    say(f"{given.kills} Celery workers killed, {cut} calls cut, {time.monotonic() - began:.0f} s")
    say(str(found))
    return int(bool(found.twice or found.lost or found.stuck or found.given_up))


def _kill(ground: Ground, town: Town, kills: int, messages: int) -> int:
    """All workers at once, again and again; how many calls had begun and had no outcome then."""
    for name in WORKERS:
        ground.start("lanes", "-n", f"{name}@%h", called=name)
    cut = 0
    for number in range(0, kills, len(WORKERS)):
        town.wait_for_settled(messages * (number + 1) // (kills + len(WORKERS)), SECONDS)
        time.sleep(random.uniform(0, 0.1))
        for name in WORKERS:
            ground.kill(name)
        cut += town.under_way(account.pk for account in town.accounts)
        for name in WORKERS:
            ground.start("lanes", "-n", f"{name}@%h", called=name)
    return cut


if __name__ == "__main__":
    sys.exit(main())
