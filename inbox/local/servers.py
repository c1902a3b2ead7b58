"""The database and the Redis of one run: the ones named by the environment, else our own."""

from pathlib import Path

import psycopg
import redis

from inbox.local import ports, services
from inbox.local.given import given
from inbox.local.postgres import Postgres, find_binaries
from inbox.local.problem import Problem
from inbox.local.supervisor import Supervisor
from inbox.local.valkey import Valkey, find_binary

START_SECONDS = 60.0  # recovery after a crash may take a while
REACH_SECONDS = 5


class Servers:
    """Starts what the environment does not name, and knows both addresses."""

    def __init__(self, folder: Path, secrets: dict[str, str]) -> None:
        self._logs = folder / "logs"
        self._postgres: Postgres | None = None
        self._valkey: Valkey | None = None
        self._database_url = given("DATABASE_URL")
        self._redis_url = given("REDIS_URL")
        if not self._database_url:
            port = ports.remembered(folder, "postgres", taken=())
            password = secrets["DATABASE_PASSWORD"]
            self._postgres = Postgres(find_binaries(), folder, port, password)
        if not self._redis_url:
            taken = (self._postgres.port,) if self._postgres else ()
            port = ports.remembered(folder, "valkey", taken)
            self._valkey = Valkey(find_binary(), folder, port, secrets["REDIS_PASSWORD"])

    @property
    def database_url(self) -> str:
        return self._postgres.url() if self._postgres else self._database_url or ""

    @property
    def redis_url(self) -> str:
        return self._valkey.url() if self._valkey else self._redis_url or ""

    def start(self, supervisor: Supervisor) -> None:
        """Start both, side by side, and wait until they answer."""
        if self._valkey:
            self._valkey.prepare()
            supervisor.start(services.valkey(self._valkey, self._logs / "valkey.log"))
        if self._postgres:
            log = self._logs / "postgres.log"
            self._postgres.prepare(log)
            supervisor.start(services.postgres(self._postgres, log))
            supervisor.wait_until(self._postgres.answers, "PostgreSQL", START_SECONDS)
            self._postgres.ensure_database()
        else:
            _reach_database(self.database_url)
        if self._valkey:
            supervisor.wait_until(self._valkey.answers, "Valkey", START_SECONDS)
        else:
            _reach_redis(self.redis_url)


def _reach_database(url: str) -> None:
    try:
        psycopg.connect(url, connect_timeout=REACH_SECONDS).close()
    except psycopg.Error as error:
        raise Problem(
            f"The database that DATABASE_URL names can't be used ({_first_line(error)}): "
            "correct DATABASE_URL, or unset it to run an own one."
        ) from error


def _reach_redis(url: str) -> None:
    try:
        with redis.Redis.from_url(url, socket_connect_timeout=REACH_SECONDS) as connection:
            connection.ping()
    except (redis.RedisError, ValueError) as error:
        raise Problem(
            f"The Redis that REDIS_URL names can't be used ({_first_line(error)}): "
            "correct REDIS_URL, or unset it to run an own one."
        ) from error


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0].rstrip(".")
