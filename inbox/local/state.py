"""What runs from this folder now (``run.json``), and what settings may take from it."""

from pathlib import Path
from typing import Any

import psutil

from inbox.local import folder as files
from inbox.local import keys, lock

RUN = "run.json"
SAME_START = 2.0  # seconds; two readings of one process's start differ by less


def environment() -> dict[str, str]:
    """Values for environment variables that are unset; empty on a machine that never ran `up`.

    Keys come from secrets.json; addresses (``DATABASE_URL``, ``REDIS_URL``, …) from run.json, and
    only while its supervisor lives. Raises Problem when the local folder is damaged.
    """
    folder = files.local_folder()
    found = {
        name: value
        for name, value in keys.load(folder).items()
        if name not in keys.SERVER_PASSWORDS
    }
    return found | running(folder)


def running(folder: Path) -> dict[str, str]:
    """The environment of the stack that runs from ``folder`` now; empty when none does."""
    return dict(read(folder).get("environment", {})) if lock.is_held(folder) else {}


def read(folder: Path) -> dict[str, Any]:
    """run.json as it is, even of a supervisor that died; empty when there is none to read."""
    try:
        return files.read_object(folder / RUN)
    except (OSError, ValueError):
        return {}


def write(folder: Path, environment: dict[str, str], pids: dict[str, int]) -> None:
    processes = {name: [pid, _started(pid)] for name, pid in pids.items()}
    files.write_private(folder / RUN, {"environment": environment, "processes": processes})


def forget(folder: Path) -> None:
    (folder / RUN).unlink(missing_ok=True)


def leftovers(folder: Path) -> list[psutil.Process]:
    """Processes that run.json names and that still run, though their supervisor is gone."""
    found = []
    for pid, started in read(folder).get("processes", {}).values():
        if started is not None and abs((_started(pid) or 0) - started) < SAME_START:
            found.append(psutil.Process(pid))
    return found


def _started(pid: int) -> float | None:
    """When the process began; None when it has ended, collected by its parent or not."""
    try:
        process = psutil.Process(pid)
        return None if process.status() == psutil.STATUS_ZOMBIE else process.create_time()
    except psutil.Error:
        return None
