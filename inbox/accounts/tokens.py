"""Keys that programs use. The key itself is shown once; only its digest is kept."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from inbox.accounts.models import ApiToken, Workspace

PREFIX = "handoff_"  # lets people and secret scanners recognise one
USE_NOTED_EVERY = timedelta(minutes=1)


class NoName(ValueError):
    """A token without a name could not be told from another."""

    def __init__(self) -> None:
        super().__init__(_("A token needs a name of 1 to 80 characters, such as the program's."))


def issue(workspace: Workspace, name: str) -> str:
    """Make a token for ``workspace`` and give it out, for the only time. Raises NoName."""
    name = name.strip()
    if not name or len(name) > 80:
        raise NoName
    token = PREFIX + secrets.token_urlsafe(32)  # 256 bits: nothing to slow a guesser down for
    ApiToken.everywhere.create(workspace=workspace, name=name, digest=digest_of(token))
    return token


def find(token: str) -> ApiToken | None:
    """The row of ``token``, or None; one look-up by digest, whatever was sent."""
    found = ApiToken.everywhere.filter(digest=digest_of(token)).select_related("workspace").first()
    if found:
        _note_use(found)
    return found


def digest_of(token: str) -> str:
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()


def _note_use(token: ApiToken) -> None:
    now = timezone.now()
    if token.last_used_at and token.last_used_at > now - USE_NOTED_EVERY:
        return  # a busy program costs one write a minute, not one a request
    stale = Q(last_used_at=None) | Q(last_used_at__lte=now - USE_NOTED_EVERY)
    ApiToken.everywhere.filter(stale, pk=token.pk).update(last_used_at=now)
