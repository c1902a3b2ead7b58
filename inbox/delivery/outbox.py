"""The outbox: nothing is sent that was not put in it, and nothing gets in past the guard."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from inbox.delivery import bells
from inbox.delivery.grants import grants_of, point_at_open_comment
from inbox.delivery.guard import Author, Content, Refused, Text, decide
from inbox.delivery.locks import lock_thread
from inbox.delivery.models import Outbound, Reason, Upload
from inbox.delivery.moves import IllegalMove, change_of, move
from inbox.delivery.writing import Draft, note_in_thread, write_down
from inbox.threads.changes import announce
from inbox.threads.models import Message, Thread
from inbox.threads.window import State

_ONE_PRIVATE_REPLY = "outbound_one_private_reply_per_comment"
# What the author's own copy of the thread must say afterwards.
_MOVED = (
    "handler", "unread", "assignee_id", "open_comment_id", "last_message_id", "last_business_at",
    "last_item_at", "last_inbound_at", "last_inbound_cause", "opened_by_id", "last_ad_at",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Written:
    """One message as its author wrote it; ``key`` makes a repeated press one message."""

    content: Content
    key: UUID
    upload: Upload | None = None


@dataclass(frozen=True, slots=True)
class Address:
    """To whom: the contact, or one of their comments, ``publicly`` below it or in private."""

    comment: Message | None = None
    publicly: bool = False


class _AlreadySpent(Exception):
    """Somebody else's private reply to the comment came first."""


def queue_reply(  # noqa: PLR0913  # one door for everybody, all by name
    thread: Thread,
    content: Content | str,
    *,
    author: Author,
    key: UUID,
    expected_window: State | None = None,
    comment: Message | None = None,
    publicly: bool = False,
    priority: int | None = None,
    due_at: datetime | None = None,
) -> Outbound | Refused:
    """Put ``content`` into the account's lane; the same ``key`` gives the same row back.

    ``comment`` makes it that comment's private reply, or with ``publicly`` an answer below it. In
    a thread where a comment is all that is left (``comment_reply``), it is used by itself (W-6).
    ``expected_window`` is the state the writer saw; if it has changed since, nothing is queued.
    """
    written = Written(Text(content) if isinstance(content, str) else content, key)
    result = queue_replies(
        thread,
        [written],
        author=author,
        expected_window=expected_window,
        to=Address(comment, publicly),
        priority=priority,
        due_at=due_at,
    )
    return result if isinstance(result, Refused) else result[0]


def queue_replies(
    thread: Thread,
    messages: Sequence[Written],
    *,
    author: Author,
    expected_window: State | None = None,
    to: Address | None = None,
    priority: int | None = None,
    due_at: datetime | None = None,
) -> list[Outbound] | Refused:
    """Put ``messages`` into the account's lane in this order: all of them, or none.

    As for ``queue_reply``; what was queued before under the same key is given back as it is.
    """
    try:
        with transaction.atomic():
            return _queue(
                thread, messages, author, expected_window, to or Address(), priority, due_at
            )
    except _AlreadySpent:
        return _comment_spent()


def _queue(
    thread: Thread,
    messages: Sequence[Written],
    author: Author,
    expected: State | None,
    to: Address,
    priority: int | None,
    due_at: datetime | None,
) -> list[Outbound] | Refused:
    fresh = lock_thread(thread.pk)
    earlier = _queued_before(fresh, messages)
    new = [written for written in messages if written.key not in earlier]
    if _a_file_is_gone(new):
        return _file_gone()
    now = timezone.now()
    drafts = _drafts(fresh, new, author, expected, to, now) if new else []
    if isinstance(drafts, Refused):
        return drafts
    for draft in drafts:
        earlier[draft.key] = _put(fresh, draft, priority, due_at)
    for name in _MOVED:
        setattr(thread, name, getattr(fresh, name))
    return [earlier[written.key] for written in messages]


def _queued_before(thread: Thread, messages: Sequence[Written]) -> dict[UUID, Outbound]:
    keys = [written.key for written in messages]
    found = Outbound.everywhere.filter(thread=thread, client_key__in=keys)
    return {outbound.client_key: outbound for outbound in found}


def _a_file_is_gone(messages: Sequence[Written]) -> bool:
    """Files are removed under the thread's lock, which is held by now."""
    wanted = {written.upload.pk for written in messages if written.upload}
    return bool(wanted) and Upload.everywhere.filter(pk__in=wanted).count() < len(wanted)


def _drafts(
    thread: Thread,
    messages: Sequence[Written],
    author: Author,
    expected: State | None,
    to: Address,
    now: datetime,
) -> list[Draft] | Refused:
    """What the guard allows to be written down; its first refusal refuses all."""
    window = thread.window(now)
    if expected is not None and window.state != expected:
        return _window_changed(expected, window.state)
    comment = to.comment
    if comment is None and window.state is State.COMMENT_REPLY:
        comment = thread.open_comment
    grants = grants_of(thread, comment, publicly=to.publicly, now=now)
    drafts: list[Draft] = []
    for written in messages:
        verdict = decide(author, window, written.content, grants, thread.account.capabilities)
        if isinstance(verdict, Refused):
            return verdict
        drafts.append(
            Draft(author, verdict, written.content, written.key, now, comment, written.upload)
        )
    return drafts


def _put(thread: Thread, draft: Draft, priority: int | None, due_at: datetime | None) -> Outbound:
    try:
        with transaction.atomic():
            outbound = write_down(thread, draft, priority, due_at)
    except IntegrityError as error:
        if _ONE_PRIVATE_REPLY not in str(error):
            raise
        raise _AlreadySpent from error
    note_in_thread(thread, outbound.message, draft.author)
    if outbound.kind == Outbound.Kind.PRIVATE_REPLY:
        thread.open_comment = point_at_open_comment(thread.pk)
    announce([change_of(outbound)])
    transaction.on_commit(partial(bells.wake, thread.account_id))
    return outbound


@transaction.atomic
def withdraw(outbound: Outbound, *, why: str = "") -> bool:
    """Take ``outbound`` back if it has not left yet; False when it was too late.

    ``why`` is who did it, or what: it is shown after “Taken back”.
    """
    lock_thread(outbound.thread_id)
    try:
        move(outbound, Outbound.State.WITHDRAWN, detail=why)
    except IllegalMove:
        return False
    return True


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


def _file_gone() -> Refused:
    return Refused(
        Reason.REFUSED_HERE,
        "file_gone",
        _(
            "A file has been removed meanwhile, so nothing was sent. Attach it again, or send "
            "without it."
        ),
    )


def _comment_spent() -> Refused:
    return Refused(
        Reason.PRIVATE_REPLY_USED,
        "comment_spent",
        _("A colleague or a rule has just used this comment's one private reply."),
    )
