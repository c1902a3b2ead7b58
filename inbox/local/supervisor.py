"""Runs services, shows what they print, starts crashed ones again, and stops them in order.

Everything happens in one thread: the system's "end with your parent" holds for the thread that
started a child, and a single loop over pipes and signals needs no locks.
"""

import contextlib
import os
import selectors
import signal
import socket
import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import IO

from inbox.local.child import Child, Service, describe_exit
from inbox.local.console import Console, Lines
from inbox.local.folder import last_line
from inbox.local.problem import Problem

STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
TURN = 0.5  # seconds at most between two looks at the children
PROBE = 0.05  # seconds between two tries of a readiness check


class StopAsked(Exception):
    """Somebody pressed Ctrl-C or sent a signal while we were doing something else."""


class Supervisor:
    """Owns the children. Until :meth:`settle`, a child that ends is a Problem, not a restart."""

    def __init__(self, console: Console, changed: Callable[[], None] = lambda: None) -> None:
        self._console = console
        self._changed = changed  # called whenever the set of processes is another
        self._children: dict[str, Child] = {}
        self._selector = selectors.DefaultSelector()
        self._asked = 0
        self._settled = False
        self._stopping = False

    @contextlib.contextmanager
    def listening(self) -> Iterator[None]:
        """Take over the signals; children's ends and Ctrl-C wake the loop."""
        ears, mouth = socket.socketpair()
        for end in (ears, mouth):
            end.setblocking(False)
        self._selector.register(ears, selectors.EVENT_READ, partial(_drain, ears))
        before = signal.set_wakeup_fd(mouth.fileno(), warn_on_full_buffer=False)
        handlers = {number: signal.signal(number, self._ask) for number in STOPPING}
        handlers[signal.SIGCHLD] = signal.signal(signal.SIGCHLD, lambda *_: None)
        try:
            yield
        finally:
            for number, handler in handlers.items():
                signal.signal(number, handler)
            signal.set_wakeup_fd(before)
            self._selector.unregister(ears)
            ears.close()
            mouth.close()

    @property
    def pids(self) -> dict[str, int]:
        """The processes alive now, by name."""
        return {name: child.process.pid for name, child in self._children.items() if child.process}

    def start(self, service: Service) -> None:
        self._children[service.name] = child = Child(service)
        self._launch(child)

    def run(self, service: Service) -> int | None:
        """Run something that ends by itself, and give its exit code."""
        self.start(service)
        child = self._children[service.name]
        while child.alive:
            self._turn(TURN)
        del self._children[service.name]
        return child.exit_code

    def wait_until(self, ready: Callable[[], bool], what: str, seconds: float) -> None:
        """Turn the loop until ``ready()``; a Problem that names ``what`` after ``seconds``."""
        deadline = time.monotonic() + seconds
        while not ready():
            if time.monotonic() > deadline:
                raise Problem(f"{what} did not answer within {seconds:.0f} seconds.")
            self._turn(PROBE)

    def settle(self) -> None:
        """Everything is up: from here on a child that ends is started again."""
        self._settled = True

    def watch(self) -> None:
        """Tend the children until somebody asks to stop."""
        with contextlib.suppress(StopAsked):
            while True:
                self._turn(TURN)

    def stop(self) -> None:
        """Stop all layers, the last first. Asked again meanwhile, end everything at once."""
        self._stopping = True
        asked = self._asked
        for layer in sorted({child.service.layer for child in self._children.values()})[::-1]:
            children = [child for child in self._children.values() if child.service.layer == layer]
            for child in children:
                child.ask_to_stop()
            while any(child.alive for child in children):
                self._end_the_late(children, now=self._asked > asked)
                self._turn(TURN)

    def _end_the_late(self, children: list[Child], now: bool) -> None:
        for child in children:
            if child.out_of_patience():
                self._console.say(f"{child.service.name} did not stop in time; ending it")
            if now or child.out_of_patience():
                child.kill()

    def _ask(self, *_: object) -> None:
        self._asked += 1

    def _turn(self, timeout: float) -> None:
        self._listen(self._until_next_start(timeout))
        for child in list(self._children.values()):
            self._tend(child)
        if self._asked and not self._stopping:
            raise StopAsked

    def _listen(self, timeout: float) -> None:
        for key, _ in self._selector.select(timeout):
            key.data()

    def _until_next_start(self, timeout: float) -> float:
        due = [child.due_at for child in self._children.values() if child.due_at is not None]
        return max(0.0, min([timeout, *(moment - time.monotonic() for moment in due)]))

    def _tend(self, child: Child) -> None:
        if child.has_ended():
            self._listen(0)  # its last words
            self._changed()
            if not self._stopping and not child.service.once:
                self._mourn(child)
        elif child.due_at is not None and time.monotonic() >= child.due_at:
            self._launch(child)

    def _mourn(self, child: Child) -> None:
        service = child.service
        end = f"{service.name} stopped with {describe_exit(child.exit_code)}"
        if not self._settled:
            why = f"{last_line(service.log)} ({service.log})" if service.log else "see above"
            raise Problem(f"{end} while starting: {why}")
        delay = child.plan_restart()
        self._console.say(f"{end}; restarting in {delay:.0f} s")

    def _launch(self, child: Child) -> None:
        if output := child.start():
            os.set_blocking(output.fileno(), False)
            lines = Lines(self._console, child.service.name)
            read = partial(self._read, output, lines)
            self._selector.register(output, selectors.EVENT_READ, read)
        self._changed()

    def _read(self, output: IO[bytes], lines: Lines) -> None:
        try:
            chunk = os.read(output.fileno(), 65536)
        except BlockingIOError:
            return
        if chunk:
            lines.feed(chunk)
        else:
            lines.end()
            self._selector.unregister(output)
            output.close()


def _drain(ears: socket.socket) -> None:
    with contextlib.suppress(BlockingIOError):
        while ears.recv(512):
            pass
