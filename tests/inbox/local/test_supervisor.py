"""Real processes under a real supervisor: crashes are mended and said, a stop leaves nothing."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator

import psutil
import pytest

from inbox.local.child import Child, Service
from inbox.local.folder import REPOSITORY
from tests.running_stack import wait_until_gone

SLEEP = "exec sleep 1000"


class SmallStack:
    """tests.inbox.local.small_stack with what it printed so far."""

    def __init__(self, *services: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.inbox.local.small_stack", *services],
            cwd=REPOSITORY,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        os.set_blocking(self.process.stdout.fileno(), False)
        self.printed = ""

    def until(self, pattern: str, seconds: float = 10) -> re.Match[str]:
        """Wait for a line; then forget everything up to it."""
        deadline = time.monotonic() + seconds
        while not (found := re.search(pattern, self.printed)):
            assert time.monotonic() < deadline, f"{pattern!r} not in {self.printed!r}"
            self.printed += (self.process.stdout.read() or b"").decode()
            time.sleep(0.02)
        self.printed = self.printed[found.end() :]
        return found

    def pid(self, name: str) -> int:
        return int(self.until(rf"pid {name} (\d+)")[1])

    def family(self) -> list[psutil.Process]:
        return psutil.Process(self.process.pid).children(recursive=True)


@pytest.fixture
def small_stack() -> Iterator[Callable[..., SmallStack]]:
    started = []

    def start(*services: str) -> SmallStack:
        started.append(SmallStack(*services))
        return started[-1]

    yield start
    for stack in started:
        stack.process.kill()
        stack.process.wait()
        stack.process.stdout.close()


def test_a_crashed_process_is_started_again_and_said(small_stack):
    stack = small_stack(f"web={SLEEP}")
    pid = stack.pid("web")
    stack.until("ready")
    os.kill(pid, signal.SIGKILL)
    stack.until("web stopped with signal 9; restarting in 1 s")
    deadline = time.monotonic() + 5
    while not (again := stack.family()):
        assert time.monotonic() < deadline
    assert again[0].pid != pid


def test_a_process_that_keeps_ending_is_started_less_and_less_often(small_stack):
    stack = small_stack("web=sleep 0.3; exit 3")
    stack.until("ready")
    stack.until("web stopped with exit code 3; restarting in 1 s")
    stack.until("web stopped with exit code 3; restarting in 2 s")


def test_the_waits_grow_to_half_a_minute_and_begin_anew_after_a_good_run():
    now = 0.0
    child = Child(Service("web", [], 0), clock=lambda: now)
    assert [child.plan_restart() for _ in range(7)] == [1, 2, 4, 8, 16, 30, 30]
    now = 61.0  # it ran longer than a minute
    assert child.plan_restart() == 1


def test_what_a_process_printed_is_shown_with_its_name(small_stack):
    stack = small_stack("web=sleep 0.5; printf 'one\\ntwo'; exec sleep 1000 >&- 2>&-")
    stack.until(r"web      \| one\nweb      \| two\n")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_stops_everything(small_stack, number):
    stack = small_stack(f"one={SLEEP}", "two=sleep 1000 & sleep 1000")
    stack.until("ready")
    family = stack.family()
    assert len(family) >= 3
    stack.process.send_signal(number)
    stack.until("stopped")
    assert stack.process.wait(5) == 0
    wait_until_gone(family)


def test_a_process_that_will_not_stop_is_ended(small_stack):
    stack = small_stack("deaf=trap '' TERM; while true; do sleep 1; done")
    stack.until("ready")
    family = stack.family()
    stack.process.send_signal(signal.SIGTERM)
    stack.until("deaf did not stop in time; ending it")
    stack.until("stopped")
    wait_until_gone(family)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends the children of a dead parent")
def test_a_killed_supervisor_leaves_no_process(small_stack):
    stack = small_stack(f"one={SLEEP}", f"two={SLEEP}")
    stack.until("ready")
    family = stack.family()
    assert len(family) == 2
    stack.process.kill()
    wait_until_gone(family)
