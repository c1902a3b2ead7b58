"""A viral hour of 3,000 comments and messages, played until nothing waits (L-1 to L-6, L-10).

Real intake, rules, lane and limits, with made-up time and a stand-in for Meta. It fails where a
promise is broken; its page tells how long people waited and how far off the forecast was.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from typing import Any

from tests.bench.ground import Ground
from tests.bench.tables import DOCS, Table, machine, say, today

ASKING = 3_000
FEWER = 5  # so many times, where a few hundred people fill days
SECONDS = 3_600.0  # of real time that one plan may take
PAGE = DOCS / "figures-viral-hour.md"
PLANS: dict[str, dict[str, Any]] = {
    "200 an hour": {"messages_per_hour": 200, "tier": 3, "warms_up": False},
    "200 an hour, warming up, first tier": {"messages_per_hour": 200, "tier": 1, "warms_up": True},
}
COLUMNS = (
    "account",
    "messages",
    "went",
    "missed their window",
    "until nothing waited",
    "played in",
)


def main() -> None:
    """Play every plan."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--asking", type=int, default=ASKING)
    parser.add_argument("--keep", action="store_true", help=f"write {PAGE.name} in docs/")
    options = parser.parse_args()
    table = Table(f"A viral hour: {options.asking:,} comments and messages", COLUMNS)
    with Ground() as ground:
        ground.use_django()
        for name, limits in PLANS.items():
            asking = options.asking // FEWER if limits["warms_up"] else options.asking
            row, says = _play(name, limits, asking)
            table.rows.append(row)
            table.says.append(says)
            say(f"{row}\n{says}")
    if options.keep:
        _keep(table)


def _play(name: str, limits: dict[str, Any], asking: int) -> tuple[list[str], str]:
    from django.test import override_settings
    from django.utils import timezone

    from tests.faults.arrivals import ArrivalBook
    from tests.faults.fake_time import fake_time
    from tests.faults.forecasts import errors_in_words
    from tests.faults.viral_hour import START, Plan, ViralHour
    from tests.faults.viral_ledger import Ledger

    began = time.monotonic()
    book = ArrivalBook(timezone.now)
    with override_settings(INSTAGRAM_GRAPH_URL=book.url), fake_time(START) as clock:
        hour = ViralHour(Plan(asking, limits=limits, seconds=SECONDS), book, clock)
        try:
            hour.play()
        finally:
            hour.close()
            book.close()
        lasted = timezone.now() - START
        ledger = Ledger(hour)
        ledger.all_promises_are_kept()
    seconds = time.monotonic() - began
    row = [
        name,
        f"{len(ledger.rows):,}",
        f"{len(ledger.sent):,}",
        f"{len(ledger.rows) - len(ledger.sent):,}",
        f"{lasted.total_seconds() / 3600:.1f} h",
        f"{seconds:.0f} s",
    ]
    waited = ledger.longest_wait_of_people().total_seconds()
    kinds = Counter(one.row["author"] for one in ledger.sent)
    return row, (
        f"**{name}**: {kinds['person']} replies of people, the slowest {waited:.2f} s after it was "
        f"written. Forecast: {errors_in_words(hour)}."
    )


def _keep(table: Table) -> None:
    head = (
        f"# A viral hour\n\nPlayed {today()} on {machine()}\nby `python -m tests.bench.viral_hour "
        "--keep`, which wrote this page: real intake, rules, lane and limits, made-up time.\n"
    )
    PAGE.write_text(f"{head}\n{table.text()}")


if __name__ == "__main__":
    main()
