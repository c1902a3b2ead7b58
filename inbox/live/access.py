"""Who is behind a socket, and what they may see now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth import get_user
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpRequest
from django.utils import timezone

from inbox.accounts.membership import SESSION_KEY, member_of
from inbox.accounts.models import Member, User
from inbox.live import pieces
from inbox.threads.models import Thread


@dataclass(frozen=True, slots=True)
class Visible:
    """A thread that may be seen, and its next boundary in seconds since the epoch (None: never)."""

    ends_at: float | None


def member_signed_in(cookies: Mapping[str, str]) -> Member | None:
    """The member that a browser with these cookies acts as, as for its pages.

    Sockets live for days and there are many, so nothing of the session is kept, and it is read from
    its table: Django's cache would open a connection to Redis for each socket, and hold it.
    """
    request = HttpRequest()
    request.session = SessionStore(cookies.get(settings.SESSION_COOKIE_NAME))
    user = get_user(request)
    return member_of(user, request.session.get(SESSION_KEY)) if isinstance(user, User) else None


def visible(member_id: int, thread_id: int) -> Visible | None:
    """The thread as this member may see it now; None for strangers."""
    member = Member.everywhere.filter(pk=member_id, user__is_active=True).first()
    if member is None:
        return None
    threads = Thread.objects.visible_to(member).select_related("account", "open_comment")
    thread = threads.filter(pk=thread_id).first()
    return Visible(pieces.ends_at(thread, timezone.now())) if thread else None
