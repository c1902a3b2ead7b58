"""What an item of a webhook says, in our own words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from integrations.meta.models import Event


@dataclass(frozen=True, slots=True)
class File:
    """An attachment: ``kind`` is one of ours, ``platform_type`` Meta's own word for it."""

    kind: str
    url: str = ""
    title: str = ""
    external_id: str = ""
    platform_type: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """A message, a tap or a comment of either side.

    ``cause`` is why it opens the window and empty when it does not (W-2, W-3); ``surface`` is where
    the contact engaged and ``where`` on what (P-2). ``puzzle`` tells what was not understood.
    """

    external_id: str
    kind: str
    inbound: bool
    text: str = ""
    files: tuple[File, ...] = ()
    reply_to: str = ""
    context: Mapping[str, object] | None = None
    cause: str = ""
    surface: str = ""
    where: Mapping[str, object] | None = None
    puzzle: str = ""


@dataclass(frozen=True, slots=True)
class OwnComment:
    """A comment that the account itself wrote: no inbound, but perhaps a public answer of ours."""

    parent: str
    text: str


@dataclass(frozen=True, slots=True)
class Edited:
    """The ``number``-th edit of a message: its text from then on."""

    number: int
    text: str


@dataclass(frozen=True, slots=True)
class Unsent:
    """A message was taken back; nothing of it may be kept."""


@dataclass(frozen=True, slots=True)
class Reacted:
    """A reaction, or with an empty ``emoji`` its removal."""

    by_contact: bool
    emoji: str
    name: str


@dataclass(frozen=True, slots=True)
class Seen:
    """The contact has seen one message of ours."""


@dataclass(frozen=True, slots=True)
class Happened:
    """Something to tell in one line of the timeline; ``kind`` is a TimelineEvent.Kind."""

    kind: str
    detail: Mapping[str, object]
    surface: str = ""


@dataclass(frozen=True, slots=True)
class Passed:
    """Understood, and nothing to do."""

    why: str


@dataclass(frozen=True, slots=True)
class Announced:
    """There is a new message; the message itself comes, or has to be asked for."""

    why: str = "It announces a new message."


@dataclass(frozen=True, slots=True)
class NotUnderstood:
    """Kept, and shown as not understood."""

    why: str


Value: TypeAlias = (
    Said
    | OwnComment
    | Edited
    | Unsent
    | Reacted
    | Seen
    | Happened
    | Passed
    | Announced
    | NotUnderstood
)


@dataclass(frozen=True, slots=True)
class Item:
    """One thing of a delivery: what it says, about which message, and from whom.

    ``owner`` is the account's platform id, ``contact`` the other person's scoped id ("" when the
    item names nobody), ``at`` Meta's time. ``entry`` is a webhook entry with this item alone.
    """

    owner: str
    kind: Event.Kind
    key: str
    subject: str
    contact: str
    at: datetime
    value: Value
    entry: Mapping[str, object]
    username: str = ""
