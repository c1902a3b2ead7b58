"""A secret on its way from the page that made it to the page that shows it, once."""

from __future__ import annotations

from inbox.accounts.membership import MemberRequest
from inbox.accounts.secrets import CannotDecrypt, decrypt, encrypt

KEY = "hook_secret"


def keep(request: MemberRequest, whose: str, secret: str) -> None:
    """Keep ``secret`` in the session, encrypted, until ``take``."""
    request.session[KEY] = {"whose": whose, "secret": encrypt(secret)}


def take(request: MemberRequest, whose: str) -> str:
    """The secret that was kept for ``whose``, for the only time; else nothing."""
    kept = request.session.get(KEY)
    if not kept or kept["whose"] != whose:
        return ""
    del request.session[KEY]
    try:
        return decrypt(kept["secret"])
    except CannotDecrypt:
        return ""
