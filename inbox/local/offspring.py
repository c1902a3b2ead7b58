"""Starting child processes that never outlive their parent and never answer its Ctrl-C."""

import ctypes
import enum
import os
import pwd
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import IO

CLONE_NEWUSER = 0x10000000
PR_SET_PDEATHSIG = 1
NOBODY = 65534


class Identity(enum.Enum):
    """Whom a child runs as. PostgreSQL refuses root, and users that the system has no name for."""

    OURS = "the user who started us"
    NAMESPACE = "nobody, in a user namespace where nobody owns what is ours"
    NOBODY = "the user nobody, who must be able to reach binaries and data"


@cache
def identity_for_postgres() -> Identity:
    """What this machine needs and allows; containers often forbid namespaces."""
    is_root = os.geteuid() == 0
    if not is_root and _has_a_name(os.geteuid()):
        return Identity.OURS
    if _namespace_works():
        return Identity.NAMESPACE
    return Identity.NOBODY if is_root else Identity.OURS


def _has_a_name(uid: int) -> bool:
    try:
        return bool(pwd.getpwuid(uid))
    except KeyError:
        return False


def spawn(
    command: Sequence[str],
    *,
    output: int | IO[bytes],
    env: Mapping[str, str] | None = None,
    source: int | IO[bytes] = subprocess.DEVNULL,
    death_signal: signal.Signals = signal.SIGKILL,
    identity: Identity = Identity.OURS,
) -> subprocess.Popen[bytes]:
    """Start ``command`` in a session of its own; on Linux it gets ``death_signal`` when we die.

    Call it from the main thread, which must live as long as the process: Linux sends that signal
    when the *thread* that started the child ends.
    """
    nobody = NOBODY if identity is Identity.NOBODY else None
    return subprocess.Popen(
        command,
        env=env,
        stdin=source,
        stdout=output,
        stderr=subprocess.STDOUT,
        cwd="/" if nobody else None,
        user=nobody,
        group=nobody,
        extra_groups=[] if nobody else None,
        start_new_session=True,
        # A hook is safe here: supervisor and test plugin start children from their only thread.
        preexec_fn=_in_child(os.getpid(), death_signal, identity),  # noqa: PLW1509
    )


def _in_child(parent: int, death_signal: signal.Signals, identity: Identity) -> Callable[[], None]:
    library = _library()  # loaded before the fork

    def prepare() -> None:
        if identity is Identity.NAMESPACE:
            _enter_namespace()
        if library is not None:
            library.prctl(PR_SET_PDEATHSIG, int(death_signal))
            if os.getppid() != parent:  # it died in between
                os._exit(1)

    return prepare


@cache
def _library() -> ctypes.CDLL | None:
    return ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def _enter_namespace() -> None:
    uid, gid = os.geteuid(), os.getegid()
    library = _library()
    if library is None or library.unshare(CLONE_NEWUSER) != 0:
        raise OSError(ctypes.get_errno(), "unshare")
    for name, mapping in (
        ("setgroups", "deny"),
        ("uid_map", f"{NOBODY} {uid} 1"),
        ("gid_map", f"{NOBODY} {gid} 1"),
    ):
        Path("/proc/self", name).write_text(mapping)


def _namespace_works() -> bool:
    child = os.fork()
    if child == 0:
        try:
            _enter_namespace()
        except OSError:
            os._exit(1)
        os._exit(0)
    return os.waitpid(child, 0)[1] == 0
