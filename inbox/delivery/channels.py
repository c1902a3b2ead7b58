"""Who speaks to each platform. Adapters register themselves; nobody here imports one (X-1)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from inbox.accounts.models import Account
from inbox.delivery.guard import Allowed


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


_adapters: dict[str, Adapter] = {}


def register(channel: str, adapter: Adapter) -> None:
    """Send what goes out over ``channel`` through ``adapter``."""
    _adapters[channel] = adapter


def adapter_for(account: Account) -> Adapter:
    """The adapter of the account's channel, or KeyError when none has registered."""
    return _adapters[account.channel]
