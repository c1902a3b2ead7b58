"""Ports on 127.0.0.1, below the range the system hands to outgoing connections (32768 and up)."""

import random
import socket
from collections.abc import Collection
from pathlib import Path

from inbox.local import folder as files
from inbox.local.problem import Problem

HOST = "127.0.0.1"
LOWEST, HIGHEST = 20_000, 32_767
TRIES = 200


def is_free(port: int) -> bool:
    """Whether a server could listen on ``port`` now."""
    with socket.socket() as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((HOST, port))
            trial.listen()
        except OSError:
            return False
    return True


def free_port(taken: Collection[int] = (), together: int = 1) -> int:
    """A free port, none of ``taken``, followed by ``together - 1`` free ones."""
    for _ in range(TRIES):
        first = random.randint(LOWEST, HIGHEST - together)  # noqa: S311 - nothing secret
        wanted = range(first, first + together)
        if not set(wanted) & set(taken) and all(is_free(port) for port in wanted):
            return first
    raise Problem(f"No port between {LOWEST} and {HIGHEST} is free on {HOST}.")


def remembered(folder: Path, name: str, taken: Collection[int]) -> int:
    """The port that server ``name`` had last time, when it is still free; else a new one, noted."""
    path = folder / "ports.json"
    try:
        known = files.read_object(path)
    except (OSError, ValueError):  # only a convenience: a lost file costs nothing
        known = {}
    port = known.get(name)
    if not isinstance(port, int) or port in taken or not is_free(port):
        port = free_port(taken)
        files.write_private(path, known | {name: port})
    return port
