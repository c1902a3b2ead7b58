"""Workers that are cheap to kill: forks of one process that has loaded the product already.

``python -m tests.faults.killed_worker FOLDER`` reads what kind of worker to fork, a line each, and
answers with its pid. They all end with its input. A worker runs the product's own code in threads,
as a Celery worker does; for the bells, which may be lost, it looks itself what is due.

Each thread of a lanes worker notes in FOLDER which account it serves, so that it can be told
afterwards which calls a killed one has left behind.
"""

from __future__ import annotations

import os
import signal
import struct
import sys
import threading
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import django

THREADS = 2
IDLE = 0.02  # seconds between two looks when nothing is due
NUMBER = struct.Struct("q")


def accounts_served(folder: Path, pid: int) -> list[int]:
    """The accounts that this worker's threads are, or at its death were, busy with."""
    noted = [number for (number,) in NUMBER.iter_unpack((folder / str(pid)).read_bytes())]
    return [account for account in noted if account]


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "inbox.settings")
    django.setup()
    kinds = {"lanes": _lanes, "intake": _intake, "settling": _settling, "flows": _flows}
    folder = Path(sys.argv[1])
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the system takes the dead away
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what it says is no answer
            kinds[line.strip()](folder)  # never returns
        sys.stdout.write(f"{pid}\n")
        sys.stdout.flush()
    os.killpg(0, signal.SIGKILL)


def _lanes(folder: Path) -> None:
    notes = os.open(folder / str(os.getpid()), os.O_RDWR | os.O_CREAT)
    os.pwrite(notes, bytes(NUMBER.size * THREADS), 0)
    threads = [
        threading.Thread(target=_forever, args=(partial(_serve, notes, place),))
        for place in range(THREADS)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _serve(notes: int, place: int) -> bool:
    """Serve a lane that is due, if there is one."""
    from django.db.models import Q
    from django.db.models.functions import Now

    from inbox.delivery import lanes
    from inbox.delivery.models import Lane

    free = Q(leased_until=None) | Q(leased_until__lt=Now())
    due = Lane.everywhere.filter(free, wakes_at__lte=Now()).order_by("?")
    account = due.values_list("account", flat=True).first()
    if account is None:
        return False
    os.pwrite(notes, NUMBER.pack(account), place * NUMBER.size)
    lanes.serve(account)
    os.pwrite(notes, NUMBER.pack(0), place * NUMBER.size)
    return True


def _intake(_: Path) -> None:
    from integrations.meta.intake import process

    _forever(lambda: process.process_some() > 0)


def _flows(_: Path) -> None:
    from automations import runs

    _forever(lambda: runs.wake_due() > 0)


def _settling(_: Path) -> None:
    _forever(_check)


def _check() -> bool:
    """Ask about the messages of one account of which nobody knows whether they arrived."""
    from django.utils import timezone

    from inbox.delivery import settling
    from inbox.delivery.models import Outbound

    due = Outbound.everywhere.filter(check_due_at__lte=timezone.now()).order_by("?")
    account = due.values_list("account", flat=True).first()
    if account is not None:
        settling.check_next(account)
    return False  # the account's questions keep apart, and nobody else is in a hurry


def _forever(do: Callable[[], bool]) -> None:
    """Again and again, with a rest when there was nothing to do; what fails is said."""
    while True:
        try:
            worked = do()
        except Exception as error:  # noqa: BLE001  # a worker lives on
            sys.stderr.write(f"{type(error).__name__}: {error}\n")
            worked = False
        if not worked:
            time.sleep(IDLE)


if __name__ == "__main__":
    main()
