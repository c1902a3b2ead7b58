"""What differs between machines: read from the environment, else from the running local stack."""

from __future__ import annotations

import os
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from inbox.local import state

_local = state.environment()


def text(name: str, default: str | None = None) -> str:
    """The value of ``name``; without one and without a default, the start stops and names it."""
    value = os.environ.get(name) or _local.get(name) or default
    if value is None:
        raise ImproperlyConfigured(f"{name} is not set. Run `make run`, or set it (.env.example).")
    return value


def flag(name: str, default: bool = False) -> bool:
    """A yes or no: 1, true, yes or on is yes, whatever the case."""
    return text(name, str(default)).strip().lower() in {"1", "true", "yes", "on"}


def words(name: str, default: str = "") -> list[str]:
    """A list, separated by commas."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def secret(name: str, default: str | None = None) -> str:
    """Like ``text``, and ``NAME_FILE`` may name a file that holds it."""
    path = os.environ.get(f"{name}_FILE")
    return Path(path).read_text().strip() if path else text(name, default)
