"""Keys and passwords of one machine, made once and kept in ``secrets.json`` (mode 0600)."""

import base64
import os
import secrets
from collections.abc import Callable
from pathlib import Path

from inbox.local import folder as files
from inbox.local.problem import Problem

MAKERS: dict[str, Callable[[], str]] = {
    "SECRET_KEY": lambda: secrets.token_urlsafe(48),
    "FIELD_KEYS": lambda: base64.urlsafe_b64encode(os.urandom(32)).decode(),  # a Fernet key
    "META_APP_ID": lambda: str(10**15 + secrets.randbelow(9 * 10**15)),
    "META_APP_SECRET": lambda: secrets.token_hex(16),
    "META_VERIFY_TOKEN": lambda: secrets.token_urlsafe(24),
    "DATABASE_PASSWORD": lambda: secrets.token_urlsafe(24),
    "REDIS_PASSWORD": lambda: secrets.token_urlsafe(24),
}
SERVER_PASSWORDS = {"DATABASE_PASSWORD", "REDIS_PASSWORD"}  # travel inside the URLs only


def load(folder: Path) -> dict[str, str]:
    """What was generated earlier; empty when nothing was. Raises Problem when it can't be read."""
    path = folder / "secrets.json"
    try:
        found = files.read_object(path)
        if not all(isinstance(value, str) and value for value in found.values()):
            raise ValueError("a value is not text")
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is damaged"
        raise Problem(
            f"{path} cannot be read ({reason}): restore it from a backup, or remove the whole "
            f"folder {folder} to start anew without its data."
        ) from error
    return found


def load_or_make(folder: Path) -> dict[str, str]:
    """The keys of this folder, missing ones generated; never one that data here depends on."""
    found = load(folder)
    orphaned = [] if found else sorted(folder.glob("pg[0-9]*"))
    if orphaned:
        raise Problem(
            f"{folder / 'secrets.json'} is missing, and {orphaned[0].name} beside it cannot be "
            "opened without it: restore it from a backup, or remove the whole folder "
            f"{folder} to start anew without its data."
        )
    missing = {name: make() for name, make in MAKERS.items() if name not in found}
    if missing:
        found |= missing
        files.write_private(folder / "secrets.json", found)
    return found
