"""Who speaks to each platform. Adapters register themselves; nobody here imports one (X-1)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from inbox.accounts.models import Account
from inbox.delivery.guard import Allowed
from inbox.delivery.models import Moderation


@dataclass(frozen=True, slots=True)
class Sent:
    """The platform took the message and gave it this id.

    ``recipient_id`` is whom the platform says it went to; empty where it does not say.
    """

    external_id: str
    recipient_id: str = ""


class Adapter(Protocol):
    """The way to one platform."""

    def send(self, account: Account, allowed: Allowed) -> Sent:
        """Make the call; anything but an accepted message raises a SendError."""


class Moderator(Protocol):
    """What can be done to comments on one platform, beside answering them."""

    def moderate(self, account: Account, comment_id: str, act: Moderation.Act) -> None:
        """Make the call, which may be a repeated one; anything but success raises a SendError."""


class Switchboard(Protocol):
    """Who controls a conversation on a platform where several apps may be connected."""

    def ask_for_control(self, account: Account, contact_id: str) -> bool:
        """Ask the app in control, or raise a SendError; whether the conversation is ours at once.

        It may be a repeated call.
        """


_adapters: dict[str, Adapter] = {}
_moderators: dict[str, Moderator] = {}
_switchboards: dict[str, Switchboard] = {}


def register(channel: str, adapter: Adapter) -> None:
    """Send what goes out over ``channel`` through ``adapter``."""
    _adapters[channel] = adapter


def adapter_for(account: Account) -> Adapter:
    """The adapter of the account's channel, or KeyError when none has registered."""
    return _adapters[account.channel]


def register_moderator(channel: str, moderator: Moderator) -> None:
    """Hide, show and delete comments of ``channel`` through ``moderator``."""
    _moderators[channel] = moderator


def moderator_for(account: Account) -> Moderator:
    """The moderator of the account's channel, or KeyError when none has registered."""
    return _moderators[account.channel]


def register_switchboard(channel: str, switchboard: Switchboard) -> None:
    """Ask for control of conversations of ``channel`` through ``switchboard``."""
    _switchboards[channel] = switchboard


def switchboard_for(account: Account) -> Switchboard:
    """The switchboard of the account's channel, or KeyError when none has registered."""
    return _switchboards[account.channel]
