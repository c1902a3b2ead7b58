"""What a process used, as Linux counts it in /proc."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

PROC = Path("/proc")
TICKS = os.sysconf("SC_CLK_TCK")  # a second; what `stat` counts in


@dataclass(frozen=True, slots=True)
class Usage:
    """A moment of a process; two of them make a difference.

    ``cpu`` is in seconds, user and system together, of all its threads; ``pss`` is in bytes, its
    own memory with its share of what others use too. ``wakes`` counts how often its main thread,
    the one with the event loop, had nothing to do, slept, and was woken.
    """

    cpu: float
    pss: int
    wakes: int

    @classmethod
    def of(cls, pid: int) -> Usage:
        place = PROC / str(pid)
        return cls(
            cpu=_cpu(place),
            pss=in_bytes((place / "smaps_rollup").read_text(), "Pss"),
            wakes=number((place / "task" / str(pid) / "status").read_text(), WAKES),
        )

    def since(self, before: Usage) -> Usage:
        """What was used from ``before`` on."""
        return Usage(self.cpu - before.cpu, self.pss - before.pss, self.wakes - before.wakes)


WAKES = "voluntary_ctxt_switches"


def number(text: str, name: str) -> int:
    """The number on the line ``name: 12`` of ``status``, ``smaps_rollup`` and their like."""
    for line in text.splitlines():
        key, _, rest = line.partition(":")
        if key == name:
            return int(rest.split()[0])
    raise LookupError(f"no line says {name}")


def in_bytes(text: str, name: str) -> int:
    """The same for a line in kB."""
    return number(text, name) * 1024


def seconds(stat: str) -> float:
    """User and system time in a line of ``stat``, exact to a tick (10 ms)."""
    # The second field is the program's name in brackets and may hold anything, also spaces.
    fields = stat.rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def seconds_on_cpu(schedstat: str) -> float:
    """Time of one thread on a processor in its line of ``schedstat``, exact to the nanosecond."""
    return int(schedstat.split(maxsplit=1)[0]) / 1e9


def _cpu(place: Path) -> float:
    try:
        threads = [(each / "schedstat").read_text() for each in (place / "task").iterdir()]
    except FileNotFoundError:  # a kernel without it
        return seconds((place / "stat").read_text())
    return sum(seconds_on_cpu(line) for line in threads)
