"""The measurements can start, and read /proc rightly; what they find is no test's business."""

import importlib
import os
import time

import pytest

from tests.bench import process
from tests.bench.__main__ import ALL
from tests.bench.process import Usage
from tests.bench.still import Flipped, Held, coming_back_table, flip_table, held_table
from tests.bench.tables import Table, quantile, write

STAT = "77 (a (strange) name) S 1 77 77 0 -1 4194560 2 0 0 0 250 150 9 9 20 0 3 0 9 9 9"
SMAPS = "5500-7fff ---p 0 00:00 0 [rollup]\nRss:  2204 kB\nPss:  636 kB\nPss_Dirty:  152 kB\n"


@pytest.mark.parametrize(
    "name",
    [*ALL, "tabs", "crowd", "ground", "town", "choosing", "sending", "graph", "keywords", "edited"],
)
def test_each_part_imports(name):
    assert importlib.import_module(f"tests.bench.{name}")


@pytest.mark.parametrize("name", ALL)
def test_each_measurement_can_be_run_by_name(name):
    assert callable(importlib.import_module(f"tests.bench.{name}").main)


def test_user_and_system_time_are_added_whatever_the_program_is_called():
    assert process.seconds(STAT) == 400 / process.TICKS


def test_time_on_a_processor_is_the_first_number():
    assert process.seconds_on_cpu("1037653438 234820 42\n") == 1.037653438


def test_memory_is_read_from_its_own_line():
    assert process.in_bytes(SMAPS, "Pss") == 636 * 1024


def test_a_line_that_is_missing_is_said():
    with pytest.raises(LookupError, match="Swap"):
        process.number(SMAPS, "Swap")


@pytest.mark.skipif(not process.PROC.joinpath("self").exists(), reason="only Linux has /proc")
def test_what_this_process_uses_is_counted():
    before = Usage.of(os.getpid())
    end = time.thread_time() + 0.05
    while time.thread_time() < end:
        pass
    used = Usage.of(os.getpid()).since(before)
    assert used.cpu >= 0.04
    assert before.pss > 1024**2


def test_a_quantile_is_a_value_that_was_measured():
    values = [float(number) for number in range(100, 0, -1)]
    assert [quantile(values, share) for share in (0.5, 0.95, 1)] == [51, 96, 100]


def test_a_page_says_when_where_and_how(tmp_path):
    page = tmp_path / "figures.md"
    write(page, "Figures", "make bench", [Table("Speed", ["what", "how"], [["a", "1 ms"]])])
    text = page.read_text()
    assert "# Figures" in text
    assert "`make bench`" in text
    assert "| a    | 1 ms |" in text


def test_tables_tell_a_difference_from_noise():
    def held(what, sockets, *cpu):
        moments = [(10.0 * n, Usage(used, 2**20, 0)) for n, used in enumerate(cpu)]
        return Held(what, sockets, moments, statements=0, connections=1)

    still, busy = (0.0, 0.1, 0.3), (0.0, 1.0, 2.0)
    rows = [held("none", 0, *still), held("list", 5, *still), held("open", 5, *still)]
    text = held_table([*rows, held("pings", 5, *busy)], 5).text()
    assert "+0.00 points of a core, which is within the noise" in text
    assert "+8.50 points of a core." in text


def test_a_boundary_is_counted_once_and_a_tab_each():
    text = flip_table([Flipped("one thread", 1, [0.01, 0.03], cpu=0.02, statements=3)]).text()
    assert "20.0 ms" in text
    assert "10.00 ms" in text
    assert "40 " in coming_back_table([("connect", 25.0, 3.0)], 1000).text()
