"""Whether, and how, a message may go: the one place that decides (W-9 to W-11, C-4, P-1).

Pure: no database, no clock, no settings. It runs when a message is written and again in the last
step before the call. Only this module can make an ``Allowed``, and nothing else can be sent.
"""

from __future__ import annotations

from dataclasses import InitVar, asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Self

from django.utils.translation import gettext as _

from inbox.accounts.channels import Capabilities
from inbox.accounts.models import ApiToken, Member
from inbox.delivery.models import Reason
from inbox.threads.window import State, Window

HUMAN_AGENT = "HUMAN_AGENT"


# --- Who writes: a type, not a flag ---------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Person:
    """A signed-in person; the only author whose message can carry HUMAN_AGENT (W-10)."""

    member: Member


@dataclass(frozen=True, slots=True)
class Automation:
    """A rule that answers by itself."""

    rule_id: int
    rule_name: str


@dataclass(frozen=True, slots=True)
class Campaign:
    """A message to everybody who opted in to a topic."""

    campaign_id: int


@dataclass(frozen=True, slots=True)
class ApiClient:
    """A program with a token of the workspace."""

    token: ApiToken


Author = Person | Automation | Campaign | ApiClient


# --- What, and to whom ----------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Text:
    """Words alone."""

    text: str


Content = Text


class Surface(StrEnum):
    """Where the words will appear; the same words as ``Outbound.Kind``."""

    MESSAGE = "message"
    PRIVATE_REPLY = "private_reply"
    PUBLIC_REPLY = "public_reply"


@dataclass(frozen=True, slots=True)
class CommentGrant:
    """What a comment allows: public replies, and exactly one private reply (W-6).

    ``ends_at`` is when the private reply becomes too late; None says that it already is.
    """

    comment_id: str
    ends_at: datetime | None
    is_spent: bool = False
    is_live: bool = False
    is_deleted: bool = False
    publicly: bool = False


@dataclass(frozen=True, slots=True)
class Grants:
    """Whom a thread lets us write to: its contact and, beside the window, one of their comments.

    With a ``comment`` the message answers that comment; without one it goes to the contact.
    """

    contact_id: str
    comment: CommentGrant | None = None


@dataclass(frozen=True, slots=True)
class Envelope:
    """What exactly will be sent, in our own terms.

    ``recipient`` is the contact's scoped id, or the comment's id on the two comment surfaces.
    """

    surface: Surface
    recipient: str
    text: str
    tag: str | None = None

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> Self:
        return cls(**{**stored, "surface": Surface(stored["surface"])})


# --- The verdict ----------------------------------------------------------------------------------
_PROOF = object()


@dataclass(frozen=True, slots=True)
class Allowed:
    """This envelope may go, until ``ends_at`` (None: time alone forbids nothing).

    Only ``decide`` can make one: the proof is not kept, so a copy can't be made either.
    """

    envelope: Envelope
    ends_at: datetime | None
    proof: InitVar[object]

    def __post_init__(self, proof: object) -> None:
        if proof is not _PROOF:
            raise TypeError("Only guard.decide() can allow a message.")


@dataclass(frozen=True, slots=True)
class Refused:
    """This may not go. ``code`` is stable for programs, ``detail`` tells a person what to do."""

    reason: Reason
    code: str
    detail: str


Verdict = Allowed | Refused


def decide(
    author: Author, window: Window, content: Content, grants: Grants, capabilities: Capabilities
) -> Verdict:
    """Whether ``author`` may send ``content`` now, and the envelope it must travel in."""
    refused = _unfit(content, capabilities)
    if refused:
        return refused
    if grants.comment is None:
        return _message(author, window, content, grants.contact_id, capabilities)
    if grants.comment.is_deleted:
        return _refused_here("comment_deleted", _("The comment has been deleted."))
    if grants.comment.publicly:
        return _public_reply(content, grants.comment)
    return _private_reply(content, grants.comment)


def _unfit(content: Content, capabilities: Capabilities) -> Refused | None:
    if not content.text.strip():
        return _refused_here("empty_text", _("There is nothing to send. Write something first."))
    size = len(content.text.encode())
    if size > capabilities.text_bytes:
        return _refused_here(
            "text_too_long",
            _(
                "The text is %(size)d bytes long and the limit is %(limit)d. "
                "Shorten it by %(over)d, or send it in parts."
            )
            % {
                "size": size,
                "limit": capabilities.text_bytes,
                "over": size - capabilities.text_bytes,
            },
        )
    return None


def _message(
    author: Author, window: Window, content: Content, contact_id: str, capabilities: Capabilities
) -> Verdict:
    if window.state is State.OPEN:
        envelope = Envelope(Surface.MESSAGE, contact_id, content.text)
        return Allowed(envelope, window.ends_at, _PROOF)
    if window.state is State.HUMAN_AGENT:
        return _human_agent(author, window, content, contact_id, capabilities)
    return Refused(
        Reason.WINDOW_EXPIRED,
        "window_expired",
        _("The window to reply has closed. It opens again when the contact writes."),
    )


def _human_agent(
    author: Author, window: Window, content: Content, contact_id: str, capabilities: Capabilities
) -> Verdict:
    if not isinstance(author, Person):
        return Refused(
            Reason.WINDOW_EXPIRED,
            "human_agent_not_allowed",
            _(
                "More than 24 hours have passed since the contact wrote. Only a person may "
                "answer now, from the inbox."
            ),
        )
    if HUMAN_AGENT not in capabilities.tags:
        supported = ", ".join(sorted(capabilities.tags)) or _("none")
        return _refused_here(
            "tag_not_supported",
            _("This account may not send with the tag HUMAN_AGENT. Tags it supports: %(tags)s.")
            % {"tags": supported},
        )
    envelope = Envelope(Surface.MESSAGE, contact_id, content.text, HUMAN_AGENT)
    return Allowed(envelope, window.ends_at, _PROOF)


def _private_reply(content: Content, comment: CommentGrant) -> Verdict:
    if comment.is_spent:
        return Refused(
            Reason.PRIVATE_REPLY_USED,
            "comment_spent",
            _("This comment has had its one private reply. The contact must write first now."),
        )
    if comment.ends_at is None:
        return Refused(
            Reason.PRIVATE_REPLY_USED,
            "comment_too_old",
            _("This comment is too old for a private reply. It can still be answered publicly."),
        )
    envelope = Envelope(Surface.PRIVATE_REPLY, comment.comment_id, content.text)
    return Allowed(envelope, comment.ends_at, _PROOF)


def _public_reply(content: Content, comment: CommentGrant) -> Verdict:
    if comment.is_live:
        return _refused_here(
            "comment_on_live", _("Comments on a live video can't be answered publicly.")
        )
    envelope = Envelope(Surface.PUBLIC_REPLY, comment.comment_id, content.text)
    return Allowed(envelope, None, _PROOF)


def _refused_here(code: str, detail: str) -> Refused:
    return Refused(Reason.REFUSED_HERE, code, detail)
