"""A Valkey that only one test uses, and that may lose everything."""

from __future__ import annotations

import signal
import subprocess
import tempfile
from pathlib import Path
from typing import Self

import redis

from inbox.local import ports
from inbox.local.offspring import spawn
from inbox.local.valkey import Valkey, find_binary
from tests.integrations.meta.door import wait_until

PASSWORD = "only-for-tests"


class OwnValkey:
    """Started with ``with``. It writes nothing down by itself, only when told to ``remember``."""

    def __init__(self, folder: Path) -> None:
        self._server = Valkey(find_binary(), folder, ports.free_port(), PASSWORD, durable=False)
        self._server.prepare()
        self.url = self._server.url()
        self._client = redis.Redis.from_url(self.url, socket_timeout=5)
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.die()
        self._client.close()

    def start(self) -> None:
        """With what it remembers."""
        with tempfile.TemporaryFile() as settings, (self._server.folder / "log").open("ab") as log:
            settings.write(self._server.settings)
            settings.seek(0)
            self._process = spawn(self._server.command, output=log, source=settings)
        wait_until(self._server.answers)

    def flush(self) -> None:
        self._client.flushall()

    def remember(self) -> None:
        """Everything as it is now; the next start begins with it."""
        self._client.save()

    def forget(self) -> None:
        """What was to be remembered: the next start begins empty."""
        (self._server.data / "dump.rdb").unlink(missing_ok=True)

    def hang(self) -> None:
        """It takes connections and does not answer."""
        self._signal(signal.SIGSTOP)

    def die(self) -> None:
        self._signal(signal.SIGKILL)
        if self._process:
            self._process.wait()
        self._process = None

    def _signal(self, number: signal.Signals) -> None:
        if self._process:
            self._process.send_signal(number)
