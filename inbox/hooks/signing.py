"""How a receiver knows that a call is ours (``docs/webhooks.md`` shows the other side)."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Iterable

PREFIX = "hook_"  # lets people and secret scanners recognise one


def new_secret() -> str:
    """256 random bits."""
    return PREFIX + secrets.token_urlsafe(32)


def signature(keys: Iterable[str], body: bytes, at: int) -> str:
    """The header's value: the Unix time, and one ``v1`` for each key that signs.

    Each is the HMAC-SHA256 of the time, a dot and the body's bytes, in hex.
    """
    signed = b"%d.%s" % (at, body)
    marks = [hmac.new(key.encode(), signed, hashlib.sha256).hexdigest() for key in keys]
    return ",".join([f"t={at}", *(f"v1={mark}" for mark in marks)])
