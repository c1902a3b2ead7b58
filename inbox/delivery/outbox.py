"""The outbox: nothing is sent that was not put in it, and nothing gets in past the guard."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from inbox.delivery import lanes
from inbox.delivery.grants import grants_of, point_at_open_comment
from inbox.delivery.guard import (
    Allowed,
    ApiClient,
    Author,
    Automation,
    Campaign,
    Person,
    Refused,
    Surface,
    Text,
    decide,
)
from inbox.delivery.locks import lock_thread
from inbox.delivery.models import Outbound, Reason
from inbox.delivery.moves import IllegalMove, change_of, move
from inbox.threads.changes import announce
from inbox.threads.models import Message, Thread
from inbox.threads.window import State

_ONE_PRIVATE_REPLY = "outbound_one_private_reply_per_comment"
# What each author is called in the row, and its class in the lane (L-6).
_CLASSES: dict[type[Author], tuple[Outbound.Author, Outbound.Priority]] = {
    Person: (Outbound.Author.PERSON, Outbound.Priority.PERSON),
    Automation: (Outbound.Author.AUTOMATION, Outbound.Priority.ANSWER),
    ApiClient: (Outbound.Author.API, Outbound.Priority.ANSWER),
    Campaign: (Outbound.Author.CAMPAIGN, Outbound.Priority.CAMPAIGN),
}


@transaction.atomic
def queue_reply(  # noqa: PLR0913  # one door for everybody, all by name
    thread: Thread,
    text: str,
    *,
    author: Author,
    key: UUID,
    expected_window: State | None = None,
    comment: Message | None = None,
    publicly: bool = False,
    priority: int | None = None,
    due_at: datetime | None = None,
) -> Outbound | Refused:
    """Put ``text`` into the account's lane; the same ``key`` gives the same row back.

    ``comment`` makes it that comment's private reply, or with ``publicly`` an answer below it. In
    a thread where a comment is all that is left (``comment_reply``), it is used by itself (W-6).
    ``expected_window`` is the state the writer saw; if it has changed since, nothing is queued.
    """
    fresh = lock_thread(thread.pk)
    earlier = Outbound.everywhere.filter(thread=fresh, client_key=key).first()
    if earlier:
        return earlier
    now = timezone.now()
    window = fresh.window(now)
    if expected_window is not None and window.state != expected_window:
        return _window_changed(expected_window, window.state)
    if comment is None and window.state is State.COMMENT_REPLY:
        comment = fresh.open_comment
    grants = grants_of(fresh, comment, publicly=publicly, now=now)
    verdict = decide(author, window, Text(text), grants, fresh.account.capabilities)
    if isinstance(verdict, Refused):
        return verdict
    try:
        with transaction.atomic():
            message = _write_message(fresh, verdict, author, comment, now)
            outbound = _write_outbound(message, verdict, author, comment, key, priority, due_at)
    except IntegrityError as error:
        if _ONE_PRIVATE_REPLY not in str(error):
            raise
        return _comment_spent()
    _note_in_thread(fresh, message, author)
    if outbound.kind == Outbound.Kind.PRIVATE_REPLY:
        fresh.open_comment = point_at_open_comment(fresh.pk)
    _copy_state(fresh, thread)
    announce([change_of(outbound)])
    transaction.on_commit(partial(lanes.wake, fresh.account_id))
    return outbound


@transaction.atomic
def withdraw(outbound: Outbound) -> bool:
    """Take ``outbound`` back if it has not left yet; False when it was too late."""
    lock_thread(outbound.thread_id)
    try:
        move(outbound, Outbound.State.WITHDRAWN)
    except IllegalMove:
        return False
    return True


def _write_message(
    thread: Thread, allowed: Allowed, author: Author, comment: Message | None, now: datetime
) -> Message:
    public = allowed.envelope.surface is Surface.PUBLIC_REPLY
    return Message.everywhere.create(
        workspace_id=thread.workspace_id,
        account_id=thread.account_id,
        thread=thread,
        kind=Message.Kind.COMMENT if public else Message.Kind.TEXT,
        text=allowed.envelope.text,
        sent_at=now,
        reply_to=(comment.external_id or "") if comment else "",
        context=_context(author, comment, public=public),
        **_signature(author),
    )


def _context(author: Author, comment: Message | None, *, public: bool) -> dict[str, Any]:
    context: dict[str, Any] = {}
    if isinstance(author, Automation):
        context["rule"] = {"id": author.rule_id, "name": author.rule_name}
    if comment and "post" in comment.context:
        context["post"] = comment.context["post"]
    if comment and public:
        context["parent"] = comment.external_id
    return context


def _signature(author: Author) -> dict[str, Any]:
    """Whose name the message bears in the thread."""
    if isinstance(author, Person):
        return {"origin": Message.Origin.MEMBER, "member": author.member}
    if isinstance(author, ApiClient):
        return {"origin": Message.Origin.API, "author_name": author.token.name}
    name = author.rule_name if isinstance(author, Automation) else ""
    return {"origin": Message.Origin.AUTOMATION, "author_name": name}


def _write_outbound(
    message: Message,
    allowed: Allowed,
    author: Author,
    comment: Message | None,
    key: UUID,
    priority: int | None,
    due_at: datetime | None,
) -> Outbound:
    kind, usual = _CLASSES[type(author)]
    return Outbound.everywhere.create(
        workspace_id=message.workspace_id,
        account_id=message.account_id,
        thread_id=message.thread_id,
        message=message,
        kind=allowed.envelope.surface.value,
        author=kind,
        member=author.member if isinstance(author, Person) else None,
        token=author.token if isinstance(author, ApiClient) else None,
        priority=priority or usual,
        tag=allowed.envelope.tag or "",
        comment=comment,
        envelope=allowed.envelope.to_json(),
        client_key=key,
        due_at=due_at or timezone.now(),
        window_ends_at=allowed.ends_at,
    )


def _note_in_thread(thread: Thread, message: Message, author: Author) -> None:
    """We had the last word; a person who answers owns the thread from then on (K-7)."""
    changes: dict[str, Any] = {
        "last_business_at": message.sent_at,
        "last_item_at": message.sent_at,
        "last_message": message,
    }
    if isinstance(author, Person):
        changes |= {"handler": Thread.Handler.HUMAN, "unread": 0}
        if thread.assignee_id is None:
            changes["assignee"] = author.member
    Thread.everywhere.filter(pk=thread.pk).update(**changes)
    for name, value in changes.items():
        setattr(thread, name, value)


def _copy_state(fresh: Thread, thread: Thread) -> None:
    """Let the caller's copy of the thread say what the database says."""
    for field in ("handler", "unread", "assignee_id", "open_comment_id", "last_message_id"):
        setattr(thread, field, getattr(fresh, field))
    thread.last_business_at, thread.last_item_at = fresh.last_business_at, fresh.last_item_at
    thread.last_inbound_at, thread.last_inbound_cause = (
        fresh.last_inbound_at,
        fresh.last_inbound_cause,
    )


def _window_changed(expected: State, found: State) -> Refused:
    return Refused(
        Reason.REFUSED_HERE,
        "window_changed",
        _(
            "The window changed while you were writing, so nothing was sent: it was “%(old)s” "
            "and is “%(new)s” now. Read the thread again, then send."
        )
        % {"old": expected.value, "new": found.value},
    )


def _comment_spent() -> Refused:
    return Refused(
        Reason.PRIVATE_REPLY_USED,
        "comment_spent",
        _("A colleague or a rule has just used this comment's one private reply."),
    )
