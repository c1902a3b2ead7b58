"""What was found about open tabs, while nothing happened and when boundaries passed, in tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tests.bench.process import Usage
from tests.bench.tables import Table, quantile

MANY = 10_000  # tabs to extrapolate to


@dataclass(frozen=True, slots=True)
class Held:
    """A state held still: the process at moments of it, the first at its start.

    ``statements`` were asked of the database meanwhile; ``connections`` are those to Valkey.
    """

    what: str
    sockets: int
    moments: Sequence[tuple[float, Usage]]
    statements: int
    connections: int

    @property
    def seconds(self) -> float:
        return self.moments[-1][0] - self.moments[0][0]

    @property
    def share(self) -> float:
        """CPU, of one core."""
        return self._used.cpu / self.seconds

    @property
    def range(self) -> tuple[float, float]:
        """The least and most of its parts: what differs less is noise."""
        pairs = zip(self.moments, self.moments[1:], strict=False)
        shares = [(late.cpu - early.cpu) / (end - start) for (start, early), (end, late) in pairs]
        return min(shares), max(shares)

    @property
    def wakes(self) -> float:
        """How often a second the event loop was woken."""
        return self._used.wakes / self.seconds

    @property
    def pss(self) -> int:
        return self.moments[-1][1].pss

    @property
    def _used(self) -> Usage:
        return self.moments[-1][1].since(self.moments[0][1])


@dataclass(frozen=True, slots=True)
class Flipped:
    """Boundaries that passed: how late each tab heard of its own, in seconds, and at what cost."""

    what: str
    boundaries: int
    late: Sequence[float]
    cpu: float  # seconds
    statements: int


def held_table(held: Sequence[Held], sockets: int) -> Table:
    """What each state costs while nothing happens."""
    columns = ["held still", "CPU of one core (its parts)", "wakes a second", "memory"]
    columns += ["memory a socket", "statements", "connections to Valkey"]
    title = f"{sockets:,} open tabs while nothing happens, {held[0].seconds:.0f} s each"
    table = Table(title, columns)
    for each in held:
        least, most = each.range
        more = each.pss - held[0].pss
        table.rows.append(
            [
                each.what,
                f"{each.share:.2%} ({least:.2%} to {most:.2%})",
                f"{each.wakes:.1f}",
                f"{each.pss / 2**20:.0f} MiB",
                f"{more / each.sockets / 1024:.1f} KiB" if each.sockets else "",
                str(each.statements),
                str(each.connections),
            ]
        )
    empty, lists, counting, pinged = held
    table.says.append(_of_countdowns(lists, counting))
    table.says.append(_of_the_rest(empty, counting, pinged))
    return table


def _of_countdowns(lists: Held, counting: Held) -> str:
    size = (counting.pss - lists.pss) / counting.sockets / 1024
    return (
        f"**Countdowns** are the third row less the second: {_difference(lists, counting)}, and"
        f" {counting.wakes - lists.wakes:+.1f} wakes a second, where a tick a second for each"
        f" would be {counting.sockets:+,}. The open thread, its group and its timer take"
        f" {size:.1f} KiB a tab. Rows of a list carry their deadlines and the page turns them by"
        " itself: tabs on the list are the second row, and time costs the server nothing there."
    )


def _of_the_rest(empty: Held, counting: Held, pinged: Held) -> str:
    times = MANY / counting.sockets
    pings = (pinged.share - counting.share) * times
    memory = (counting.pss - empty.pss) * times / 2**20
    return (
        "What is left without a socket is uvicorn's own look at the clock, ten times a second."
        f" The fourth row adds its keep-alive pings, one a socket every 20 s:"
        f" {_difference(counting, pinged)}. By arithmetic, not measured, {MANY:,} tabs (times"
        f" {times:g}) make {pings * 100:+.1f} points of a core for pings,"
        f" {(counting.wakes - empty.wakes) * times:+.0f} wakes a second for sockets and countdowns,"
        f" and {memory:.0f} MiB."
    )


def _difference(fewer: Held, more: Held) -> str:
    points = (more.share - fewer.share) * 100
    (low, high), (least, most) = fewer.range, more.range
    noise = ", which is within the noise" if least <= high and low <= most else ""
    return f"{points:+.2f} points of a core{noise}"


def flip_table(flipped: Sequence[Flipped]) -> Table:
    """How boundaries got to the tabs."""
    columns = ["boundaries", "tabs told", "p50", "p95", "latest", "CPU a boundary", "CPU a tab"]
    columns += ["statements", "a boundary"]
    table = Table("Boundaries that pass: from the moment itself to the frame in the tab", columns)
    for flip in flipped:
        table.rows.append(
            [
                flip.what,
                f"{len(flip.late):,}",
                *(f"{quantile(flip.late, share) * 1000:.0f} ms" for share in (0.5, 0.95, 1)),
                f"{flip.cpu / flip.boundaries * 1000:.1f} ms",
                f"{flip.cpu / len(flip.late) * 1000:.2f} ms",
                str(flip.statements),
                f"{flip.statements / flip.boundaries:.2f}",
            ]
        )
    return table


def coming_back_table(found: Sequence[tuple[str, float, float]], sockets: int) -> Table:
    """What tabs cost that come back, as after a restart: (what, seconds, statements a tab)."""
    title = "All tabs coming back at once, as after a restart"
    table = Table(title, ["each tab", "seconds", "tabs a second", "statements a tab"])
    for what, seconds, asked in found:
        table.rows.append([what, f"{seconds:.1f}", f"{sockets / seconds:.0f}", f"{asked:.2f}"])
    return table
