"""`python manage.py up`: everything on one machine, in the foreground, until Ctrl-C."""

import contextlib
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from inbox.local import folder as files
from inbox.local import keys, leftovers, lock, options, ports, state
from inbox.local.console import Console
from inbox.local.options import Options
from inbox.local.problem import Problem
from inbox.local.stack import Stack


def main(arguments: Sequence[str]) -> int:
    """Run until asked to stop; gives the exit code. What is wrong is said in one sentence."""
    try:
        _up(options.parse(arguments), Console())
    except Problem as problem:
        return _fail(str(problem))
    except KeyboardInterrupt:  # before anything was started
        return 130
    except OSError as error:  # a full disk, a file that belongs to somebody else
        return _fail(f"{error.strerror or error}: {error.filename or 'while starting'}")
    return 0


def _up(chosen: Options, console: Console) -> None:
    folder = files.local_folder()
    files.make(folder)
    with _holding(folder):
        leftovers.end(folder, console)
        _check_ports(chosen)
        secrets = keys.load_or_make(folder)
        Stack(chosen, folder, secrets, console).run()


@contextlib.contextmanager
def _holding(folder: Path) -> Iterator[None]:
    held = lock.acquire(folder)
    if held is None:
        where = state.running(folder).get("PUBLIC_URL")
        raise Problem(
            f"Handoff already runs from {folder}{f' at {where}' if where else ''}: "
            "stop it with Ctrl-C there, or name another folder with LOCAL_DIR."
        )
    try:
        yield
    finally:
        os.close(held)


def _check_ports(chosen: Options) -> None:
    advice = 'stop it, or choose another with --port (make run ARGS="--port 8100").'
    if not ports.is_free(chosen.port):
        raise Problem(f"Port {chosen.port} is used by another program: {advice}")
    if chosen.sandbox and not ports.is_free(chosen.sandbox_port):
        raise Problem(
            f"Port {chosen.sandbox_port}, where the sandbox would listen (always one above the "
            f"web's), is used by another program: {advice}"
        )


def _fail(sentence: str) -> int:
    sys.stderr.write(f"handoff: {sentence}\n")
    return 1
