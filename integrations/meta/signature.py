"""Proof that bytes came from Meta: an HMAC with the app's secret."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable

PREFIX = b"sha256="


def is_signed(body: bytes, header: bytes, secrets: Iterable[str]) -> bool:
    """Whether ``X-Hub-Signature-256`` fits the raw bytes with any of ``secrets``; constant time.

    Several secrets, because the Meta app and its Instagram product have one each and it is not
    promised which one signs.
    """
    fits = [hmac.compare_digest(header, _expected(body, secret)) for secret in secrets]
    return any(fits)


def _expected(body: bytes, secret: str) -> bytes:
    return PREFIX + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest().encode()
