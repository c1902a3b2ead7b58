"""The product's own processes, and the commands that prepare their database."""

import sys
from pathlib import Path

from inbox.local.child import Service
from inbox.local.folder import REPOSITORY
from inbox.local.offspring import identity_for_postgres
from inbox.local.ports import HOST
from inbox.local.postgres import Postgres
from inbox.local.valkey import Valkey

SERVERS, SANDBOX, COMMANDS, PRODUCT = range(4)  # layers: started so, stopped in reverse
WORKER_PATIENCE = 25.0  # seconds; longer than a call to Meta may take
# Celery warns root at length; on one's own machine that is no news.
QUIETLY = ["-W", "ignore::UserWarning:celery.platforms", "-m", "celery", "-q"]
CELERY = [sys.executable, *QUIETLY, "-A", "inbox.celery"]

MANAGE = [sys.executable, str(REPOSITORY / "manage.py")]
AGE_THE_DEMO = [*MANAGE, "age_demo", "--hours", "{hours}"]  # the sandbox fills in the hours


def postgres(server: Postgres, log: Path) -> Service:
    return Service(
        "postgres",
        server.command,
        SERVERS,
        env=server.env,
        log=log,
        stop_signal=server.stop_signal,
        death_signal=server.death_signal,
        patience=30.0,
        identity=identity_for_postgres(),
    )


def valkey(server: Valkey, log: Path) -> Service:
    return Service(
        "valkey",
        server.command,
        SERVERS,
        settings=server.settings,
        log=log,
        stop_signal=server.stop_signal,
        death_signal=server.death_signal,
    )


def sandbox(port: int, env: dict[str, str]) -> Service:
    command = _uvicorn("integrations.sandbox.site:application", port)
    return Service("sandbox", command, SANDBOX, env=env)


def manage(name: str, arguments: list[str], env: dict[str, str]) -> Service:
    """A management command that runs once, its output shown under ``name``."""
    return Service(name, [*MANAGE, *arguments], COMMANDS, env=env, once=True)


def product(port: int, env: dict[str, str]) -> list[Service]:
    """Web, the two workers and the tick: what one machine needs, and what more machines repeat."""
    return [
        Service("web", _uvicorn("inbox.asgi:application", port), PRODUCT, env=env),
        _worker("intake", "intake,background", ["-c", "2"], env),
        _worker("lanes", "lanes", ["--pool", "threads", "-c", "16"], env),
        Service("tick", _tick(), PRODUCT, env=env),
    ]


def _worker(name: str, queues: str, pool: list[str], env: dict[str, str]) -> Service:
    quiet = ["--without-gossip", "--without-mingle", "--loglevel", "INFO"]
    command = [*CELERY, "worker", "-n", f"{name}@%h", "-Q", queues, *pool, *quiet]
    return Service(name, command, PRODUCT, env=env, patience=WORKER_PATIENCE)


def _tick() -> list[str]:
    # The schedule is in code and its state in memory: no file to keep, none to break.
    scheduler = ["-S", "celery.beat:Scheduler", "--pidfile", ""]
    return [*CELERY, "beat", *scheduler, "--loglevel", "WARNING"]


def _uvicorn(application: str, port: int) -> list[str]:
    speed = ["--loop", "uvloop", "--http", "httptools", "--ws", "websockets-sansio"]
    # Compressing would cost each socket 40 KiB for good, and each frame once for every tab.
    speed += ["--ws-per-message-deflate", "false"]
    behaviour = ["--lifespan", "on", "--timeout-graceful-shutdown", "5"]
    # Longer than clients keep a quiet connection, so that they are the ones who close it.
    behaviour += ["--timeout-keep-alive", "75"]
    lines = ["--no-access-log", "--log-level", "warning"]
    address = ["--host", HOST, "--port", str(port)]
    return [sys.executable, "-m", "uvicorn", application, *address, *speed, *behaviour, *lines]
