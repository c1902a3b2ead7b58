"""What countdowns in open tabs cost the web process, and how a boundary gets to them (W-7).

Held still, the same sockets are measured with and without a thread open, and with and without
uvicorn's pings, so that each row differs from the one above in one thing. Then boundaries pass:
each tab's own, and one that all tabs share.
"""

from __future__ import annotations

import argparse
import shlex
import sys
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from tests.bench.crowd import Crowd
from tests.bench.ground import Ground, Statements
from tests.bench.process import Usage
from tests.bench.still import Flipped, Held, coming_back_table, flip_table, held_table
from tests.bench.tables import DOCS, Table, quantile, say, write

if TYPE_CHECKING:
    from tests.bench.town import Town

PAGE = DOCS / "figures-live.md"
SETTLE = 3.0  # seconds between a change and the measurement
NO_PINGS = ("--ws-ping-interval", "100000")  # seconds
SPREAD = 5.0  # seconds in which each tab's own boundary passes
PARTS = 6  # of each time that is held, to tell a difference from noise


class Measurement:
    """One web process and the tabs it serves."""

    def __init__(self, ground: Ground, town: Town, sockets: int, seconds: float) -> None:
        self._ground = ground
        self._town = town
        self._sockets = sockets
        self._seconds = seconds
        self._statements = Statements(ground.postgres.url())
        self.held: list[Held] = []
        self.flipped: list[Flipped] = []
        self.opening = 0.0  # seconds
        self.coming_back: list[tuple[str, float, float]] = []

    def without_pings(self) -> None:
        """Nothing, then sockets alone, then with a countdown each."""
        self._town.far_away()
        pid = self._ground.start("web", *NO_PINGS)
        with Crowd(self._ground.url) as crowd:
            self._warm_up(crowd)
            self._hold(pid, 0, "no socket")
            self._connect(crowd)
            self._hold(pid, self._sockets, "sockets, no thread open (a tab on the list)")
            self._open(crowd)
            self._hold(pid, self._sockets, "sockets, each on a thread that counts down")
            crowd.close()
        self._ground.stop("web")

    def as_shipped(self) -> None:
        """The same with pings, then boundaries."""
        self._town.far_away()
        pid = self._ground.start("web")
        with Crowd(self._ground.url) as crowd:
            self._warm_up(crowd)
            self._connect(crowd)
            self._open(crowd)
            self._hold(pid, self._sockets, "the same with uvicorn's pings, as shipped")
            threads = self._town.threads
            first, step = self._in_a_while(), SPREAD / len(threads)
            each = {thread: first + place * step for place, thread in enumerate(threads)}
            self._flip(crowd, pid, f"{len(threads):,} threads within {SPREAD:.0f} s", each, threads)
            one = threads[0]
            same = [one] * self._sockets
            self._flip(crowd, pid, "one thread", {one: self._in_a_while()}, same)
            crowd.close()
        self._ground.stop("web")

    def _in_a_while(self) -> float:
        """A moment by which all tabs have opened their threads, also on a busy machine."""
        return time.time() + 10 + 3 * self.opening

    def _warm_up(self, crowd: Crowd) -> None:
        """One tab, so that what a process loads once is not counted as the sockets' own."""
        crowd.connect(self._town.cookies(1), self._town.groups(1))
        crowd.open([self._town.threads[0]])
        crowd.close()

    def _connect(self, crowd: Crowd) -> None:
        cookies, groups = self._town.cookies(self._sockets), self._town.groups(self._sockets)
        self._statements.forget()
        took = crowd.connect(cookies, groups)
        self.coming_back = [("connect", took, self._statements.total() / self._sockets)]

    def _open(self, crowd: Crowd) -> None:
        self._statements.forget()
        self.opening = crowd.open([*self._town.threads])
        asked = self._statements.total() / self._sockets
        self.coming_back.append(("open a thread", self.opening, asked))

    def _hold(self, pid: int, sockets: int, what: str) -> None:
        time.sleep(SETTLE)
        self._statements.forget()
        moments = [(time.monotonic(), Usage.of(pid))]
        for _ in range(PARTS):
            time.sleep(self._seconds / PARTS)
            moments.append((time.monotonic(), Usage.of(pid)))
        held = Held(
            what, sockets, moments, self._statements.total(), self._ground.redis_connections()
        )
        self.held.append(held)
        say(f"{what}: {held.share:.3%} of a core, {held.wakes:.1f} wakes a second")

    def _flip(
        self, crowd: Crowd, pid: int, what: str, at: dict[int, float], open_in: list[int]
    ) -> None:
        crowd.open([None] * self._sockets)
        self._town.end_at({thread: _moment(moment) for thread, moment in at.items()})
        crowd.open([*open_in])
        if time.time() > min(at.values()):
            raise RuntimeError("opening took longer than the time until the first boundary")
        time.sleep(max(0.0, min(at.values()) - time.time() - 1))
        self._statements.forget()
        before = Usage.of(pid)
        came = crowd.wait_for_flips(open_in)
        time.sleep(SETTLE)
        used = Usage.of(pid).since(before)
        late = [moment - at[thread] for moment, thread in zip(came, open_in, strict=True)]
        self.flipped.append(Flipped(what, len(at), late, used.cpu, self._statements.total()))
        say(f"{what}: half within {quantile(late, 0.5) * 1000:.0f} ms")


def run(sockets: int = 1000, seconds: float = 30) -> list[Table]:
    """Measure on a ground of its own."""
    with Ground() as ground:
        ground.use_django()
        from tests.bench.town import Town

        found = Measurement(ground, Town(sockets), sockets, seconds)
        found.without_pings()
        found.as_shipped()
        return [
            held_table(found.held, sockets),
            flip_table(found.flipped),
            coming_back_table(found.coming_back, sockets),
        ]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.countdowns", description=__doc__)
    parser.add_argument("--sockets", type=int, default=1000)
    parser.add_argument("--seconds", type=float, default=30, help="how long each state is held")
    parser.add_argument("--keep", action="store_true", help=f"write {PAGE.name} in docs/")
    given = parser.parse_args()
    tables = run(given.sockets, given.seconds)
    for table in tables:
        say(f"\n{table.text()}")
    if given.keep:
        command = shlex.join(["python", "-m", "tests.bench.countdowns", *sys.argv[1:]])
        write(PAGE, "Live figures", command, tables)


def _moment(at: float) -> datetime:
    return datetime.fromtimestamp(at, tz=UTC)


if __name__ == "__main__":
    main()
