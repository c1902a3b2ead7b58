"""What matching costs with 50 keywords and with 50,000, and how soon an edited rule is live (K-2).

Each case is a process of its own, so that memory is that case's. Matching asks no database; only
the last part, an edit that several processes are to see, has one.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import sys
import time
import tracemalloc
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.bench.process import Usage
from tests.bench.tables import DOCS, Table, quantile, say, write

if TYPE_CHECKING:
    from automations.matching import CompiledRule

PAGE = DOCS / "figures-matcher.md"
NOTE = "Times are of the processor, of one thread, each message measured by itself."
MODES = ("contains", "exact", "starts_with", "fuzzy", "pattern", "mixed")
FEW, MANY = (5, 10), (500, 100)  # rules, and keywords of each
MESSAGES = 3_000
BOUND = 1_000  # microseconds that half of the messages may take; above, something is broken


@dataclass(frozen=True, slots=True)
class Case:
    """One mode with so many keywords. Times are seconds, memory is bytes."""

    mode: str
    rules: int
    each: int
    building: float
    again: float  # building after one of the rules was edited
    took: list[float]  # for each message
    long: list[float]  # for messages of 1,000 bytes
    matched: int
    python: int  # allocated by Python
    resident: int  # by the process


def measure(mode: str, rules: int, each: int) -> Case:
    """In this process."""
    _use_django()
    from automations.matching import Matcher
    from tests.bench.keywords import Maker

    compiled, keywords = _compiled(mode, rules, each)
    before = Usage.of(os.getpid()).pss
    began = time.thread_time()
    matcher = Matcher(compiled)
    building = time.thread_time() - began
    resident = Usage.of(os.getpid()).pss - before
    began = time.thread_time()
    Matcher([*compiled[:-1], _edited(compiled[-1])], matcher)
    again = time.thread_time() - began
    maker = Maker(seed=11)
    short = [maker.message(keywords, 9) for _ in range(MESSAGES)]
    long = [(maker.message(keywords, 180) * 2).encode()[:1000].decode(errors="ignore")
            for _ in range(MESSAGES // 20)]  # fmt: skip
    took, matched = _match(matcher, short)
    return Case(
        mode, rules, each, building, again, took, _match(matcher, long)[0], matched,
        python=_allocated(compiled), resident=resident,
    )  # fmt: skip


def _match(matcher: Any, texts: list[str]) -> tuple[list[float], int]:
    from automations.heard import Heard

    events = [Heard(frozenset({"dm"}), text) for text in texts]
    for event in events[: len(events) // 3]:  # what is filled at first use
        matcher.matches(event)
    took, matched = [], 0
    for event in events[len(events) // 3 :]:
        began = time.thread_time()
        found = matcher.matches(event)
        took.append(time.thread_time() - began)
        matched += bool(found)
    return took, matched


def _allocated(compiled: list[CompiledRule]) -> int:
    from automations.matching import Matcher

    tracemalloc.start()
    matcher = Matcher(compiled)
    held, _peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    del matcher
    return held


def _compiled(mode: str, rules: int, each: int) -> tuple[list[CompiledRule], list[str]]:
    from automations.definition import stored
    from automations.matching import CompiledRule
    from tests.bench import keywords

    made, every = keywords.rules(mode, rules, each)
    return [
        CompiledRule(number, f"rule {number}", number, number, stored(definition))
        for number, definition in enumerate(made)
    ], every


def _edited(rule: CompiledRule) -> CompiledRule:
    from automations.definition import stored
    from automations.matching import CompiledRule

    definition = rule.definition.to_json() | {"keywords": ["edited"]}
    return CompiledRule(rule.pk, rule.name, rule.version_id + 1, rule.position, stored(definition))


def _use_django() -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings_for_reading")
    django.setup()


def table(cases: list[Case]) -> Table:
    columns = (
        "match", "rules", "keywords", "p50", "p95", "to the few", "1,000 bytes, p95", "built in",
        "after an edit", "memory", "of it Python's",
    )  # fmt: skip
    found = Table("Which rules a message sets off", columns)
    first: dict[str, float] = {}
    for case in cases:
        half = quantile(case.took, 0.5)
        few = first.setdefault(case.mode, half)
        found.rows.append(
            [
                case.mode, f"{case.rules:,}", f"{case.rules * case.each:,}", _micro(half),
                _micro(quantile(case.took, 0.95)), f"x {half / few:.1f}",
                _micro(quantile(case.long, 0.95)), f"{case.building * 1000:.0f} ms",
                f"{case.again * 1000:.0f} ms", _mega(case.resident), _mega(case.python),
            ]
        )  # fmt: skip
    found.says.append(
        f"{len(cases[0].took):,} different messages of about ten words in five scripts, every third"
        " with a keyword and every third with one that misses a letter. Memory is what the process"
        " has more after building; all accounts of a workspace share it. “After an edit” is"
        " building when one of the rules has changed."
    )
    return found


def _micro(seconds: float) -> str:
    return f"{seconds * 1e6:.1f} µs"


def _mega(size: int) -> str:
    return f"{max(0, size) / 2**20:.1f} MiB"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.matcher", description=__doc__)
    parser.add_argument("--keep", action="store_true", help=f"write {PAGE.name} in docs/")
    parser.add_argument("--modes", nargs="*", default=MODES, choices=MODES)
    parser.add_argument("--no-edit", action="store_true", help="without the database's part")
    given = parser.parse_args()
    cases = [_apart(mode, *size) for mode in given.modes for size in (FEW, MANY)]
    tables = [table(cases)]
    say(tables[0].text())
    if not given.no_edit:
        from tests.bench import edited

        tables.append(edited.measure([FEW, MANY]))
        say(tables[1].text())
    if given.keep:
        write(PAGE, "Matcher figures", "python -m tests.bench.matcher --keep", tables, NOTE)
    slow = [case for case in cases if quantile(case.took, 0.5) * 1e6 > BOUND]
    return len(slow)


def _apart(mode: str, rules: int, each: int) -> Case:
    """In a process of its own."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(measure, (mode, rules, each))


if __name__ == "__main__":
    sys.exit(main())
