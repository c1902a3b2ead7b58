"""The real stack for browser and fault tests: one `manage.py up` with demo and sandbox."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest
import requests

from inbox.local import ports, state
from inbox.local.folder import REPOSITORY

START_SECONDS = 180.0
STOP_SECONDS = 60.0
# `up` brings its own servers and keys; calls that leave the machine end at a closed port.
OWN = ("DATABASE_URL", "REDIS_URL", "SECRET_KEY", "FIELD_KEYS", "META_APP_ID", "META_APP_SECRET")
OWN += ("META_VERIFY_TOKEN", "DEBUG", "ALLOWED_HOSTS", "PUBLIC_URL", "LIVE_PREFIX", "LOCAL_DIR")
NOWHERE = "http://127.0.0.1:9"
NO_WAY_OUT = {"HTTP_PROXY": NOWHERE, "HTTPS_PROXY": NOWHERE, "NO_PROXY": "127.0.0.1,localhost"}


def environment_for(folder: Path) -> dict[str, str]:
    """The environment of a person who has nothing set but ``LOCAL_DIR``."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in OWN and not name.startswith(("PYTEST_", "DJANGO_"))
    }
    return kept | NO_WAY_OUT | {"LOCAL_DIR": str(folder), "PYTHONUNBUFFERED": "1"}


class RunningStack:
    """`manage.py up` as a person starts it, in a folder of its own."""

    def __init__(self, folder: Path, *options: str, **environment: str) -> None:
        self.local_dir = folder
        self.port = ports.free_port(together=2)
        self.url = f"http://{ports.HOST}:{self.port}"
        self.sandbox_url = f"http://{ports.HOST}:{self.port + 1}"
        self.env = environment_for(folder) | environment
        self.output = folder.with_name(f"{folder.name}.output")
        command = [sys.executable, "manage.py", "up", "--port", str(self.port), *options]
        with self.output.open("wb") as output:
            self.process = subprocess.Popen(
                command,
                cwd=REPOSITORY,
                env=self.env,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
            )

    def wait_until_up(self) -> None:
        """Until it says so; fails with everything it printed when it ends instead."""
        self.wait_for_line("Handoff is running.", START_SECONDS)

    def wait_for_line(self, text: str, seconds: float) -> None:
        """Until ``text`` was printed."""
        deadline = time.monotonic() + seconds
        while text not in self.printed():
            if self.process.poll() is not None or time.monotonic() > deadline:
                pytest.fail(f"{text!r} was not printed by `manage.py up`:\n{self.printed()}")
            time.sleep(0.05)

    def wait_until(self, ready: Callable[[], bool], seconds: float = 30) -> None:
        """Until ``ready()``; fails with everything it printed."""
        deadline = time.monotonic() + seconds
        while not ready():
            if time.monotonic() > deadline:
                pytest.fail(f"waited {seconds:.0f} s in vain:\n{self.printed()}")
            time.sleep(0.05)

    def printed(self) -> str:
        return self.output.read_text(errors="replace")

    def pids(self) -> dict[str, int]:
        """The processes that run now: postgres, valkey, sandbox, web, intake, lanes, tick."""
        found = state.read(self.local_dir).get("processes", {})
        return {name: pid for name, (pid, _) in found.items()}

    def manage(self, *arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
        """Run a management command beside it, as in another terminal."""
        return subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=REPOSITORY,
            env=self.env,
            input=stdin,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    def get(self, path: str) -> int:
        """The status that the web answers ``path`` with; 0 when nobody answers."""
        try:
            with requests.Session() as session:
                session.trust_env = False  # no proxies
                return session.get(self.url + path, timeout=10, allow_redirects=False).status_code
        except requests.ConnectionError:
            return 0

    def family(self) -> list[psutil.Process]:
        """The supervisor and everything below it."""
        supervisor = psutil.Process(self.process.pid)
        return [supervisor, *supervisor.children(recursive=True)]

    def stop(self) -> int:
        """Ask as Ctrl-C does; gives the exit code."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
        return self.process.wait(STOP_SECONDS)

    def remove(self) -> None:
        """Stop it whatever happened, and remove its folder."""
        try:
            self.stop()
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        finally:
            shutil.rmtree(self.local_dir, ignore_errors=True)
            self.output.unlink(missing_ok=True)


def wait_until_gone(processes: list[psutil.Process], seconds: float = 10) -> None:
    """Until none of them runs; one that ended and was not yet collected by the system counts."""
    deadline = time.monotonic() + seconds
    while left := [process for process in processes if _runs(process)]:
        assert time.monotonic() < deadline, f"still there: {left}"
        time.sleep(0.02)


def _runs(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


@pytest.fixture(scope="session")
def stack() -> Iterator[RunningStack]:
    """Everything, with demo and sandbox, for all tests of the session that ask for it."""
    folder = Path(tempfile.mkdtemp(prefix="handoff-stack-"))
    running = RunningStack(folder)
    try:
        running.wait_until_up()
        yield running
    finally:
        running.remove()
