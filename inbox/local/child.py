"""One supervised process: how it is started, how it ended, when it starts again."""

import contextlib
import os
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from inbox.local.offspring import Identity, spawn

FIRST_DELAY, LONGEST_DELAY = 1.0, 30.0  # seconds between a crash and the next start
RAN_WELL = 60.0  # seconds; after that the next crash counts as the first


@dataclass(frozen=True, slots=True)
class Service:
    """What to run. A higher layer starts after, and stops before, a lower one."""

    name: str
    command: list[str]
    layer: int
    env: dict[str, str] | None = None
    settings: bytes = b""  # given on standard input
    log: Path | None = None  # where its output goes; None shows it on the console
    stop_signal: signal.Signals = signal.SIGTERM
    death_signal: signal.Signals = signal.SIGKILL  # sent by the system when the supervisor dies
    patience: float = 10.0  # seconds between asking it to stop and ending it
    identity: Identity = Identity.OURS
    once: bool = False  # ends by itself, and is not started again


@dataclass(slots=True)
class Child:
    """A service and its process, if it has one now."""

    service: Service
    process: subprocess.Popen[bytes] | None = None
    exit_code: int | None = None  # of the last process that ended
    # Moments of the monotonic clock:
    started_at: float = 0.0
    due_at: float | None = None  # when to start again
    give_up_at: float | None = None  # when being asked to stop turns into being ended
    crashes: int = 0  # in a row
    clock: Callable[[], float] = field(default=time.monotonic)

    @property
    def alive(self) -> bool:
        return self.process is not None

    def start(self) -> IO[bytes] | None:
        """Start the process; gives its output to read, unless that goes to a log."""
        service = self.service
        with tempfile.TemporaryFile() as settings:
            settings.write(service.settings)
            settings.seek(0)
            log = service.log.open("ab") if service.log else None
            try:
                self.process = spawn(
                    service.command,
                    env=service.env,
                    source=settings,
                    output=log or subprocess.PIPE,
                    death_signal=service.death_signal,
                    identity=service.identity,
                )
            finally:
                if log:
                    log.close()
        self.started_at, self.due_at = self.clock(), None
        return self.process.stdout

    def has_ended(self) -> bool:
        """Whether the process ended since the last look; sweeps what it left in its group."""
        if self.process is None or (code := self.process.poll()) is None:
            return False
        self._signal_group(signal.SIGKILL)
        self.process, self.exit_code = None, code
        return True

    def ask_to_stop(self) -> None:
        self.due_at = None
        self.give_up_at = self.clock() + self.service.patience
        if self.process is not None:
            self.process.send_signal(self.service.stop_signal)

    def out_of_patience(self) -> bool:
        return self.alive and self.give_up_at is not None and self.clock() >= self.give_up_at

    def kill(self) -> None:
        """End the process and everything in its group at once."""
        self.give_up_at = None
        self._signal_group(signal.SIGKILL)

    def _signal_group(self, number: signal.Signals) -> None:
        if self.process is not None:
            # macOS forbids what Linux calls "no such group".
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, number)

    def plan_restart(self) -> float:
        """Decide when to start again after a crash; gives the seconds until then."""
        if self.clock() - self.started_at >= RAN_WELL:
            self.crashes = 0
        delay: float = min(FIRST_DELAY * 2**self.crashes, LONGEST_DELAY)
        self.crashes += 1
        self.due_at = self.clock() + delay
        return delay


def describe_exit(code: int | None) -> str:
    """How a process ended, in words: "signal 9" or "exit code 1"."""
    if code is None:
        return "an unknown end"
    return f"signal {-code}" if code < 0 else f"exit code {code}"
