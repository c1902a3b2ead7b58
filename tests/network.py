"""A wall around the tests: no connection and no name look-up beyond this machine."""

import ipaddress
import sys

LOCAL_NAMES = {"", "localhost", "testserver"}


class LeftTheMachine(AssertionError):
    """A test tried to reach another machine; it is not an OSError, so no retry code eats it."""


attempts: list[str] = []


def build_wall() -> None:
    """For the rest of this process; an audit hook can't be taken down."""
    sys.addaudithook(_audit)


def _audit(event: str, arguments: tuple) -> None:
    if event in ("socket.connect", "socket.sendto"):
        address = arguments[1]
        host = address[0] if isinstance(address, tuple) else ""
    elif event in ("socket.getaddrinfo", "socket.gethostbyname"):
        host = arguments[0]
    else:
        return
    if not _is_local(host):
        attempts.append(f"{event} {host}")
        raise LeftTheMachine(f"a test tried to reach {host}; declare it with `responses`")


def _is_local(host: str | bytes | None) -> bool:
    name = host.decode() if isinstance(host, bytes) else host or ""
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return name in LOCAL_NAMES
