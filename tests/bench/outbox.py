"""What the outbox costs: choosing among a million, sending, and a person's way past the queue."""

from __future__ import annotations

import argparse
import sys

from tests.bench import choosing, sending
from tests.bench.graph import Graph
from tests.bench.ground import Ground
from tests.bench.tables import DOCS, say, write

PAGE = DOCS / "figures-outbox.md"
NOTE = "CPU is of the process named; times and rates also show what else the machine did."


def main() -> int:
    """Measure, show it, and keep it in docs/ when asked to."""
    chosen = argparse.ArgumentParser(description=__doc__)
    chosen.add_argument("--keep", action="store_true", help="write docs/figures-outbox.md")
    chosen.add_argument("--accounts", type=int, default=1000)
    chosen.add_argument("--each", type=int, default=1000, help="waiting messages of an account")
    chosen.add_argument("--rounds", type=int, default=200)
    chosen.add_argument("--lanes", type=int, default=1000)
    chosen.add_argument("--messages", type=int, default=5000)
    chosen.add_argument("--waiting", type=int, default=10_000)
    given = chosen.parse_args()
    with Ground() as ground, Graph() as graph:
        ground.settings["INSTAGRAM_GRAPH_URL"] = graph.url
        tables = [
            sending.measure(ground, graph, given.lanes, given.messages),
            choosing.measure(ground, given.accounts, given.each, given.rounds),
            sending.wait_of_a_person(ground, given.waiting),
        ]
    for table in tables:
        say(table.text())
    if given.keep:
        write(PAGE, "Outbox figures", "python -m tests.bench.outbox --keep", tables, NOTE)
    return 0


if __name__ == "__main__":
    sys.exit(main())
