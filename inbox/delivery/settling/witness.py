"""Who can say what a platform shows. Witnesses register themselves; nobody here imports one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from inbox.accounts.models import Account
from inbox.delivery.models import Outbound


@dataclass(frozen=True, slots=True)
class Lost:
    """A message whose call may have arrived.

    ``comment_id`` is the comment under which a public reply would stand, empty for anything else.
    The first call that may have arrived began at ``since``; the last was over at ``until``.
    """

    kind: Outbound.Kind
    contact_id: str
    comment_id: str
    text: str
    has_file: bool
    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class Said:
    """Something that the platform shows as said by the account."""

    external_id: str
    at: datetime
    text: str
    has_file: bool = False


@dataclass(frozen=True, slots=True)
class Shown:
    """What the account said in the place where the lost message would be.

    It is all that was said there from ``complete_since`` on; None: something may be missing.
    """

    said: tuple[Said, ...]
    complete_since: datetime | None


class Witness(Protocol):
    """Reads back what one platform shows."""

    def look(self, account: Account, lost: Lost) -> Shown:
        """Read the place, or raise a SendError, or BudgetSpent when no call is left for it."""


_witnesses: dict[str, Witness] = {}


def register_witness(channel: str, witness: Witness) -> None:
    """Ask ``witness`` about what was sent over ``channel``."""
    _witnesses[channel] = witness


def witness_for(account: Account) -> Witness:
    """The witness of the account's channel, or KeyError when none has registered."""
    return _witnesses[account.channel]
