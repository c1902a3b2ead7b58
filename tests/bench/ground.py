"""The ground that a measurement stands on: servers and product processes of its own.

Real PostgreSQL (with its statistics of statements), real Valkey, and the product's processes with
the very commands that `make run` gives them, in a temporary folder. Only what a measurement asks
for is started, so that nothing else uses the machine while it measures.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Self

import psutil
import psycopg
import redis
import requests

from inbox.local import keys, ports, services
from inbox.local.child import Child, Service
from inbox.local.folder import REPOSITORY, make
from inbox.local.postgres import Postgres, find_binaries
from inbox.local.valkey import Valkey, find_binary

START_SECONDS = 90.0
COUNTING = ["-c", "shared_preload_libraries=pg_stat_statements", "-c", "max_connections=200"]


class Ground:
    """Servers, and product processes by name; use it with ``with``."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="handoff-bench-"))
        make(self.folder)
        database, valkey, self.port = (ports.free_port() for _ in range(3))
        secrets = keys.load_or_make(self.folder)
        password = secrets["DATABASE_PASSWORD"]
        self.postgres = Postgres(find_binaries(), self.folder, database, password)
        self.valkey = Valkey(find_binary(), self.folder, valkey, secrets["REDIS_PASSWORD"])
        self.url = f"http://{ports.HOST}:{self.port}"
        self.settings = {
            **{name: value for name, value in secrets.items() if name not in keys.SERVER_PASSWORDS},
            "DATABASE_URL": self.postgres.url(),
            "REDIS_URL": self.valkey.url(),
            "PUBLIC_URL": self.url,
            "ALLOWED_HOSTS": "127.0.0.1",
            "DEBUG": "1",
            "LOCAL_DIR": str(self.folder),
        }
        self._children: dict[str, Child] = {}

    def __enter__(self) -> Self:
        try:
            self._start_servers()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        for name in reversed(self._children):
            self._stop(name)
        shutil.rmtree(self.folder, ignore_errors=True)

    def start(self, name: str, *options: str, called: str = "") -> int:
        """Start ``web``, ``intake``, ``lanes`` or ``tick``, with further options; gives its pid.

        A second one of the same is ``called`` something else.
        """
        service = next(each for each in services.product(self.port, self._env) if each.name == name)
        called = called or name
        log, command = self.folder / "logs" / f"{called}.log", [*service.command, *options]
        child = self._launch(replace(service, name=called, command=command, log=log))
        if name == "web":
            self._wait(self._web_answers, name)
        return child.pid

    def stop(self, name: str) -> None:
        self._stop(name)
        del self._children[name]

    def kill(self, name: str) -> None:
        """End it with everything it started, as a power cut does."""
        child = self._children.pop(name)
        child.kill()
        while not child.has_ended():
            time.sleep(0.01)

    def log(self, name: str) -> str:
        """What a process has said so far."""
        return (self.folder / "logs" / f"{name}.log").read_text(errors="replace")

    def redis_connections(self) -> int:
        """How many connections the Valkey has, without the one that asks."""
        with redis.Redis.from_url(self.valkey.url()) as connection:
            return len(connection.client_list()) - 1

    def use_django(self) -> None:
        """Let this process read and write the same database; once, before importing models."""
        import django

        os.environ |= self.settings | {"DJANGO_SETTINGS_MODULE": "inbox.settings"}
        django.setup()

    @property
    def _env(self) -> dict[str, str]:
        return os.environ | self.settings | {"PYTHONUNBUFFERED": "1"}

    def _start_servers(self) -> None:
        logs = self.folder / "logs"
        self.valkey.prepare()
        self._launch(services.valkey(self.valkey, logs / "valkey.log"))
        self.postgres.prepare(logs / "postgres.log")
        service = services.postgres(self.postgres, logs / "postgres.log")
        self._launch(replace(service, command=[*service.command, *COUNTING]))
        self._wait(self.postgres.answers, "postgres")
        self._wait(self.valkey.answers, "valkey")
        self.postgres.ensure_database()
        with psycopg.connect(self.postgres.url(), autocommit=True) as connection:
            connection.execute("CREATE EXTENSION pg_stat_statements")
        migrate = [sys.executable, "manage.py", "migrate", "--no-input", "--verbosity", "0"]
        subprocess.run(migrate, cwd=REPOSITORY, env=self._env, check=True)

    def _launch(self, service: Service) -> psutil.Process:
        child = self._children[service.name] = Child(service)
        child.start()
        assert child.process
        return psutil.Process(child.process.pid)

    def _stop(self, name: str) -> None:
        child = self._children[name]
        child.ask_to_stop()
        while not child.has_ended() and child.alive:
            if child.out_of_patience():
                child.kill()
            time.sleep(0.02)

    def _wait(self, ready: Callable[[], bool], name: str) -> None:
        deadline = time.monotonic() + START_SECONDS
        while not ready():
            if self._children[name].has_ended() or time.monotonic() > deadline:
                raise RuntimeError(f"{name} did not start:\n{self.log(name)}")
            time.sleep(0.05)

    def _web_answers(self) -> bool:
        try:
            return requests.get(f"{self.url}/healthz", timeout=2).status_code == 200
        except requests.ConnectionError:
            return False


class Statements:
    """Counts what the database is asked, by PostgreSQL's own statistics."""

    def __init__(self, url: str) -> None:
        self._connection = psycopg.connect(url, autocommit=True)

    def forget(self) -> None:
        self._connection.execute("SELECT pg_stat_statements_reset()")

    def counted(self) -> list[tuple[int, str]]:
        """How often each statement ran since, most often first; not these of ours."""
        found = self._connection.execute(
            "SELECT calls, query FROM pg_stat_statements"
            " WHERE query NOT LIKE '%pg_stat_statements%' ORDER BY calls DESC"
        )
        return [(int(calls), str(query)) for calls, query in found]

    def total(self, mentioning: Sequence[str] = ("",)) -> int:
        """How many statements ran that hold one of these words."""
        return sum(
            calls for calls, query in self.counted() if any(word in query for word in mentioning)
        )

    def close(self) -> None:
        self._connection.close()
