"""How a request to the API says who it is."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import SessionAuthentication
from rest_framework.exceptions import AuthenticationFailed, PermissionDenied
from rest_framework.request import Request

from inbox.accounts import tokens
from inbox.accounts.models import User
from inbox.api.caller import PersonCalls, ProgramCalls


class TokenOrSession(SessionAuthentication):
    """``Authorization: Bearer TOKEN`` acts as a program; else a session acts as its person.

    ``request.auth`` becomes the Caller. A session's unsafe requests need the CSRF token.
    """

    def authenticate(self, request: Request) -> tuple[Any, PersonCalls | ProgramCalls] | None:
        scheme, _space, token = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() == "bearer":
            return _program(token.strip())
        signed_in = super().authenticate(request)
        return signed_in and _person(request, signed_in[0])

    def authenticate_header(self, request: Request) -> str:
        """Makes the answer to nobody 401."""
        return 'Bearer realm="api"'


def _program(token: str) -> tuple[ProgramCalls, ProgramCalls]:
    found = tokens.find(token)
    if found is None:
        raise AuthenticationFailed(_("This token is not known. Make one with create_token."))
    program = ProgramCalls(found)
    return program, program


def _person(request: Request, user: User) -> tuple[User, PersonCalls]:
    member = getattr(request, "member", None)
    if not member:  # a lazy object: falsy when the user belongs nowhere
        raise PermissionDenied(_("You are not a member of any workspace. Ask an admin."))
    return user, PersonCalls(member)


class TokenOrSessionScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]  # registers itself
    """What the schema says about it."""

    target_class = "inbox.api.authentication.TokenOrSession"
    name = ["token", "session"]  # the library takes a list where there are several

    def get_security_definition(self, auto_schema: Any) -> list[dict[str, str]]:
        return [
            {"type": "http", "scheme": "bearer"},
            {"type": "apiKey", "in": "cookie", "name": "sessionid"},
        ]
