"""Who asks the API: a signed-in person, or a program with a token."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import cast

from rest_framework.request import Request

from inbox.accounts.models import ApiToken, Member
from inbox.delivery.guard import ApiClient, Person
from inbox.threads.models import Thread, ThreadQuerySet

KEYS = uuid.UUID("6f2a1d0e-6f0c-5c39-9a83-0f9f0f0b7c11")  # names the space of client keys


@dataclass(frozen=True, slots=True)
class PersonCalls:
    """A member, signed in with a session; what they write is a person's (W-10)."""

    member: Member

    @property
    def threads(self) -> ThreadQuerySet:
        """What this caller may see."""
        return Thread.objects.visible_to(self.member)

    @property
    def author(self) -> Person:
        return Person(self.member)

    def client_key(self, text: str) -> uuid.UUID:
        """The outbox key of an Idempotency-Key: the same for the same caller and words."""
        return uuid.uuid5(KEYS, f"member {self.member.pk} {text}")


@dataclass(frozen=True, slots=True)
class ProgramCalls:
    """A program with a token of one workspace; it never carries the Human Agent tag (W-10)."""

    token: ApiToken
    is_authenticated = True  # asked by REST framework's IsAuthenticated

    @property
    def member(self) -> None:
        return None

    @property
    def threads(self) -> ThreadQuerySet:
        """What this caller may see."""
        return Thread.objects.in_workspace(self.token.workspace_id)

    @property
    def author(self) -> ApiClient:
        return ApiClient(self.token)

    def client_key(self, text: str) -> uuid.UUID:
        """The outbox key of an Idempotency-Key: the same for the same caller and words."""
        return uuid.uuid5(KEYS, f"token {self.token.pk} {text}")


Caller = PersonCalls | ProgramCalls


def caller_of(request: Request) -> Caller:
    """Who asks; a view behind ``TokenOrSession`` always has one."""
    return cast(Caller, request.auth)  # the library knows only its own tokens
