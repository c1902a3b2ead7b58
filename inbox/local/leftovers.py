"""Processes that an earlier run left behind because its supervisor was killed."""

import contextlib
import signal
import time
from pathlib import Path

import psutil

from inbox.local import state
from inbox.local.console import Console

BY_THEMSELVES = 1.0  # seconds; where the system told them to end, they need no more
ASKED = 10.0  # seconds


def end(folder: Path, console: Console) -> None:
    """See to it that none of them runs, and forget that run.

    The folder's lock must be held, so that nothing found here belongs to a living supervisor.
    """
    if not _all_ended(folder, BY_THEMSELVES):
        console.say("Ending what an earlier run left behind")
        _send(folder, signal.SIGINT)  # to PostgreSQL, too, this means soon and cleanly
        if not _all_ended(folder, ASKED):
            _send(folder, signal.SIGKILL)
            _all_ended(folder, ASKED)
    state.forget(folder)


def _send(folder: Path, number: signal.Signals) -> None:
    for process in state.leftovers(folder):
        with contextlib.suppress(psutil.Error):
            process.send_signal(number)


def _all_ended(folder: Path, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while state.leftovers(folder):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True
