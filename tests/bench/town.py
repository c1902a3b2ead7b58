"""Rows that measurements need: one workspace, its people and their threads."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.cached_db import SessionStore
from django.utils import timezone

from inbox.accounts.models import Member, User
from inbox.threads.models import Thread
from tests import factories

TEAM = 50  # people; each has many tabs
ACCOUNTS = 10


class Town:
    """A shop with a team of 50 and as many threads as there are tabs."""

    def __init__(self, threads: int) -> None:
        self.workspace = factories.workspace()
        self.members = [self._member(number) for number in range(TEAM)]
        accounts = [
            factories.account(self.workspace, human_agent_approved=True) for _ in range(ACCOUNTS)
        ]
        opened = timezone.now() - timedelta(hours=1)
        self.threads = [
            factories.thread_open_since(
                opened, accounts[number % ACCOUNTS], handler=Thread.Handler.HUMAN
            ).pk
            for number in range(threads)
        ]

    def cookies(self, count: int) -> list[str]:
        """A signed-in browser for each tab, made as signing in makes it, without the password."""
        return [
            f"{settings.SESSION_COOKIE_NAME}={_session(self._whose(number).user)}"
            for number in range(count)
        ]

    def groups(self, count: int) -> list[str]:
        """The last group each tab joins when it connects."""
        return [f"member.{self._whose(number).pk}" for number in range(count)]

    def end_at(self, moments: dict[int, datetime]) -> None:
        """Let the free-reply window of each thread end at its moment."""
        for thread, moment in moments.items():
            opened = moment - timedelta(hours=24)
            Thread.everywhere.filter(pk=thread).update(last_inbound_at=opened)

    def far_away(self) -> None:
        """Put all boundaries hours away."""
        self.end_at(dict.fromkeys(self.threads, timezone.now() + timedelta(hours=20)))

    def _whose(self, number: int) -> Member:
        return self.members[number % TEAM]

    def _member(self, number: int) -> Member:
        # An unusable password: hashing 50 of them slowly, as it must be, would measure nothing.
        user = User.objects.create(email=f"agent-{number}@example.org", password="!")
        return Member.everywhere.create(workspace=self.workspace, user=user, role="agent")


def _session(user: User) -> str:
    store = SessionStore()
    store[SESSION_KEY] = str(user.pk)
    store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store.create()
    return str(store.session_key)
