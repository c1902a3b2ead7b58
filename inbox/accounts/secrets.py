"""Text that is encrypted where it is stored (A-1)."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.db import models


class CannotDecrypt(Exception):
    """None of ``FIELD_KEYS`` opens what is stored."""


@lru_cache(maxsize=4)
def _box(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])


def encrypt(text: str) -> str:
    """Encrypt with the first of ``FIELD_KEYS``; empty stays empty."""
    return _box(tuple(settings.FIELD_KEYS)).encrypt(text.encode()).decode() if text else ""


def decrypt(stored: str) -> str:
    """Decrypt with whichever of ``FIELD_KEYS`` fits, or raise CannotDecrypt."""
    if not stored:
        return ""
    try:
        return _box(tuple(settings.FIELD_KEYS)).decrypt(stored.encode()).decode()
    except InvalidToken:
        raise CannotDecrypt("A stored secret fits none of FIELD_KEYS; add the old key.") from None


class EncryptedTextField(models.TextField):  # type: ignore[type-arg]  # str in, str out
    """A text field whose column holds only ciphertext; it can't be searched."""

    def get_prep_value(self, value: Any) -> Any:
        return encrypt(value) if isinstance(value, str) else value

    def from_db_value(self, value: str | None, *_: Any) -> str | None:
        return None if value is None else decrypt(value)
