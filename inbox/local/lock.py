"""One supervisor per local folder: an advisory lock on the folder itself; no file is left."""

import fcntl
import os
import time
from pathlib import Path

PATIENCE = 1.0  # seconds; is_held() takes the lock for an instant when it looks


def acquire(folder: Path) -> int | None:
    """Hold the folder until the descriptor closes or the process dies; None when another has it."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    deadline = time.monotonic() + PATIENCE
    while not _try(descriptor, fcntl.LOCK_EX):
        if time.monotonic() > deadline:
            os.close(descriptor)
            return None
        time.sleep(0.05)
    return descriptor


def is_held(folder: Path) -> bool:
    """Whether a living supervisor holds the folder."""
    try:
        descriptor = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        return not _try(descriptor, fcntl.LOCK_SH)
    finally:
        os.close(descriptor)


def _try(descriptor: int, kind: int) -> bool:
    try:
        fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
