"""Workers of lanes and nothing else: ``python -m tests.faults.lane_process 16``.

Each is a process with connections of its own. They end when their standard input does.
"""

from __future__ import annotations

import os
import random
import select
import sys
import traceback
from typing import NoReturn

import django

BETWEEN_LOOKS = 0.1  # seconds
BELLS_TOO_MANY = 0.05  # of the looks


def main(processes: int) -> None:
    """Load the program once, then be so many of it; the exit code counts those that broke."""
    django.setup()
    children = []
    for _ in range(processes):
        child = os.fork()
        if child == 0:
            _be_one()
        children.append(child)
    sys.exit(sum(os.waitpid(child, 0)[1] != 0 for child in children))


def _be_one() -> NoReturn:
    code = 1
    try:
        serve_what_is_due()
        code = 0
    except Exception:  # noqa: BLE001  # what is said here is all that anybody sees of it
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(code)


def serve_what_is_due() -> None:
    """What bell and tick have a worker do."""
    from inbox.delivery import lanes

    chance = random.Random(os.getpid())
    while not _told_to_stop():
        for account_id in _due(everything=chance.random() < BELLS_TOO_MANY, chance=chance):
            try:
                lanes.serve(account_id)
            except Exception:  # noqa: BLE001  # as a task would: the next one is served
                traceback.print_exc()


def _due(*, everything: bool, chance: random.Random) -> list[int]:
    from django.db.models import Q
    from django.db.models.functions import Now

    from inbox.delivery.models import Lane

    lanes = Lane.everywhere.filter(Q() if everything else Q(wakes_at__lte=Now()))
    account_ids = list(lanes.values_list("account_id", flat=True))
    chance.shuffle(account_ids)
    return account_ids


def _told_to_stop() -> bool:
    """Whether standard input has ended; waits a moment for it."""
    return bool(select.select([sys.stdin], [], [], BETWEEN_LOOKS)[0])


if __name__ == "__main__":
    main(int(sys.argv[1]))
