"""The options of `python manage.py up`."""

import argparse
import os
from collections.abc import Sequence
from dataclasses import dataclass

from inbox.local.problem import Problem

DEFAULT_PORT = "8000"
TRUE = {"1", "true", "yes", "on", "y", "ok"}


@dataclass(frozen=True, slots=True)
class Options:
    """What this run includes. The sandbox listens one port above the web."""

    port: int
    demo: bool
    sandbox: bool
    debug: bool

    @property
    def sandbox_port(self) -> int:
        return self.port + 1


def parse(arguments: Sequence[str]) -> Options:
    """Read the command line; the environment's PORT and DEBUG fill in."""
    parser = argparse.ArgumentParser(
        prog="manage.py up", description="Run everything on this machine until Ctrl-C."
    )
    parser.add_argument(
        "--port",
        default=os.environ.get("PORT") or DEFAULT_PORT,
        help=f"the web's port (default {DEFAULT_PORT}); the sandbox takes the next one",
    )
    parser.add_argument("--no-demo", action="store_true", help="do not make the demo workspace")
    parser.add_argument("--no-sandbox", action="store_true", help="run no pretend Instagram")
    given = parser.parse_args(arguments)
    debug = (os.environ.get("DEBUG") or "1").lower() in TRUE
    return Options(
        port=_port(given.port), demo=not given.no_demo, sandbox=not given.no_sandbox, debug=debug
    )


def _port(text: str) -> int:
    port = int(text) if text.isascii() and text.isdigit() else 0
    if not 1 <= port <= 65534:
        raise Problem(f"{text!r} is not a port: --port takes a number from 1 to 65534.")
    return port
