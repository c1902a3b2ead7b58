"""Throw-away PostgreSQL and Valkey for one test run, and the environment that points at them.

Loaded with ``-p tests.servers``, so that the addresses are known before Django's settings are.
The servers start when the session does, in the process that pytest was called in; the workers of
xdist inherit the addresses and get a Redis database each (pytest-django gives them a database).
"""

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from inbox.local import ports
from inbox.local.offspring import Identity, identity_for_postgres, spawn
from inbox.local.postgres import Postgres, find_binaries
from inbox.local.valkey import Valkey, find_binary

PASSWORD = "only-for-tests"
START_SECONDS = 30.0
STOP_SECONDS = 20.0
FIXED = {
    "SECRET_KEY": "a-secret-key-that-only-the-tests-use-and-nobody-else",
    "FIELD_KEYS": "dGVzdHMtb25seS10ZXN0cy1vbmx5LXRlc3RzLW9ubHk=",
    "META_APP_ID": "1234567890123456",
    "META_APP_SECRET": "5ec2e7f0r7e575000000000000000000",
    "META_VERIFY_TOKEN": "verify-me",
    "DEBUG": "1",
    "ALLOWED_HOSTS": "testserver,127.0.0.1,localhost",
    "PUBLIC_URL": "http://testserver",
}
# What a developer's shell may hold and tests must not see.
UNWANTED = (
    "INSTAGRAM_GRAPH_URL",
    "INSTAGRAM_GRAPH_VERSION",
    "INSTAGRAM_OAUTH_URL",
    "INSTAGRAM_TOKEN_URL",
    "PORT",
    "SANDBOX_URL",
)


class ThrowAwayServers:
    """A PostgreSQL and a Valkey in a temporary folder, careless about crashes and so quick."""

    def __init__(self) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="handoff-tests-"))
        database_port = ports.free_port()
        redis_port = ports.free_port(taken=[database_port])
        self.postgres = Postgres(
            find_binaries(), self._folder, database_port, PASSWORD, careless=True
        )
        self.valkey = Valkey(find_binary(), self._folder, redis_port, PASSWORD, durable=False)
        self._processes: list[tuple[subprocess.Popen[bytes], int]] = []

    def start(self) -> None:
        self.valkey.prepare()
        with tempfile.TemporaryFile() as settings:
            settings.write(self.valkey.settings)
            settings.seek(0)
            self._spawn(self.valkey, source=settings)
        self.postgres.prepare(self._log)
        self._spawn(self.postgres, env=self.postgres.env, identity=identity_for_postgres())
        self._wait_for(self.postgres.answers)
        self._wait_for(self.valkey.answers)

    def stop(self) -> None:
        """End both and remove every trace of them; safe to call twice."""
        for process, number in self._processes:
            process.send_signal(number)
        for process, _ in self._processes:
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self._processes.clear()
        shutil.rmtree(self._folder, ignore_errors=True)

    @property
    def _log(self) -> Path:
        return self._folder / "servers.log"

    def _spawn(self, server, identity=Identity.OURS, **how) -> None:
        with self._log.open("ab") as output:
            process = spawn(
                server.command,
                output=output,
                death_signal=server.death_signal,
                identity=identity,
                **how,
            )
        self._processes.append((process, server.stop_signal))

    def _wait_for(self, answers: Callable[[], bool]) -> None:
        deadline = time.monotonic() + START_SECONDS
        while not answers():
            if time.monotonic() > deadline:
                raise RuntimeError(f"a test server did not start:\n{self._log.read_text()}")
            time.sleep(0.05)


def _prepare_environment() -> ThrowAwayServers | None:
    worker = os.environ.get("PYTEST_XDIST_WORKER")
    if worker:
        number = int(worker.removeprefix("gw")) + 1
        os.environ["REDIS_URL"] = f"{os.environ['REDIS_URL'].rpartition('/')[0]}/{number}"
        os.environ["LIVE_PREFIX"] = f"tests-{worker}"
        return None
    servers = ThrowAwayServers()
    for name in UNWANTED:
        os.environ.pop(name, None)
    os.environ |= FIXED | {
        "DATABASE_URL": servers.postgres.url(),
        "REDIS_URL": servers.valkey.url(),
        "LIVE_PREFIX": "tests",
        "LOCAL_DIR": str(servers.postgres.folder / "local"),
    }
    return servers


_servers = _prepare_environment()


@pytest.hookimpl(tryfirst=True)
def pytest_sessionstart(session: pytest.Session) -> None:
    if _servers and not session.config.option.collectonly:
        _servers.start()


@pytest.hookimpl(trylast=True)
def pytest_unconfigure() -> None:
    if _servers:
        _servers.stop()
