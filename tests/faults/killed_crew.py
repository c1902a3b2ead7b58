"""The workers of a test that kills them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil

from inbox.local.folder import REPOSITORY
from tests.faults.killed_worker import accounts_served
from tests.integrations.meta.door import wait_until

SECONDS = 60.0


class Crew:
    """Lanes, intake and settling workers, each a process; see ``killed_worker``."""

    def __init__(self, folder: Path, **environment: str) -> None:
        self._folder = folder
        self._log = folder / "workers.log"
        with self._log.open("ab") as log:
            self._source = subprocess.Popen(
                [sys.executable, "-m", "tests.faults.killed_worker", str(folder)],
                cwd=REPOSITORY,
                env=os.environ | environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                start_new_session=True,
            )
        assert self._source.stdin
        assert self._source.stdout
        self._ask, self._answers = self._source.stdin, self._source.stdout

    def start(self, kind: str) -> int:
        """A new worker; its pid."""
        self._ask.write(f"{kind}\n")
        self._ask.flush()
        answer = self._answers.readline()
        assert answer, self.said()
        return int(answer)

    def kill(self, pid: int) -> list[int]:
        """End it as a power cut does; the accounts whose lanes it was serving."""
        os.kill(pid, signal.SIGKILL)
        wait_until(lambda: not psutil.pid_exists(pid), SECONDS)
        return accounts_served(self._folder, pid)

    def said(self) -> str:
        """What the workers logged."""
        return self._log.read_text(errors="replace")

    def close(self) -> None:
        """End all that are left."""
        self._ask.close()
        self._source.wait(SECONDS)
        self._answers.close()
