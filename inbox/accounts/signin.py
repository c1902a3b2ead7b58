"""How people sign in; allauth does the work."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """Nobody signs up by themselves: an admin adds people to a workspace."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
