"""How people sign in; allauth does the work."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _

from inbox.accounts.membership import member_of
from inbox.accounts.models import User


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """Nobody signs up by themselves, and the demo's public passwords open nothing elsewhere."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: an admin adds people to a workspace."""
        return False

    def authenticate(self, request: HttpRequest, **credentials: Any) -> AbstractBaseUser | None:
        """The user whose password fits; the demo's people only on a development machine."""
        user: AbstractBaseUser | None = super().authenticate(request, **credentials)
        if isinstance(user, User) and not settings.DEVELOPMENT and is_of_the_demo_alone(user):
            raise ValidationError(_("The demo's people can sign in only where DEBUG is on."))
        return user


def is_of_the_demo_alone(user: User) -> bool:
    """Whether ``user`` belongs to the demo workspace and to no other."""
    return user.memberships.exists() and member_of(user) is None
