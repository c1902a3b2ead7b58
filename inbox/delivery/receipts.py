"""What the platform tells about what we sent: its answer, its echo, and that it was seen.

An answer and its echo come in either order. Whichever is second finds the other's trace, so a
message of ours is in its thread once (F-4).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import BigIntegerField, Case, F, Prefetch, Q, Value, When
from django.db.models.functions import Greatest
from django.utils import timezone

from inbox.accounts.models import Account
from inbox.delivery import bells
from inbox.delivery.models import Attempt, Outbound
from inbox.delivery.moves import move, move_all
from inbox.threads.changes import Change, announce
from inbox.threads.models import Message, Reaction, Thread

State = Outbound.State
_TOLD = """
unnest(%(ids)s::bigint[], %(threads)s::bigint[], %(names)s::text[], %(times)s::timestamptz[])
    AS told (id, thread_id, name, at)
"""
_NAME_AND_DATE = f"""
UPDATE threads_message SET external_id = told.name, sent_at = GREATEST(sent_at, told.at)
FROM {_TOLD} WHERE threads_message.id = told.id
"""  # noqa: S608  # put together from constants
# What no rule wrote, an acknowledgement, is no answer: see ``writing.note_in_thread``.
_MOVE_THREADS = f"""
UPDATE threads_thread SET
    last_message_id = CASE WHEN last_item_at IS NULL OR last_item_at <= told.at
                      THEN told.id ELSE last_message_id END,
    last_business_at = GREATEST(last_business_at, told.at),
    last_item_at = GREATEST(last_item_at, told.at)
FROM {_TOLD} WHERE threads_thread.id = told.thread_id AND NOT EXISTS (
    SELECT 1 FROM delivery_outbound o
    WHERE o.message_id = told.id AND o.author = 'automation' AND o.rule_id IS NULL)
"""  # noqa: S608
# Whose calls may have arrived without our knowing; of what waits, or was seen there by a person,
# those are the earlier ones (F-4).
MAY_HAVE_ARRIVED = (State.SENDING, State.UNKNOWN, State.QUEUED, State.DELIVERED, State.SEEN)
# The platform's clock and ours may differ by this much.
CLOCKS_APART = timedelta(seconds=5)


@dataclass(frozen=True, slots=True)
class Echo:
    """Something said in the account's name: a message, or with ``is_comment`` a public answer."""

    external_id: str
    thread_id: int
    text: str
    at: datetime
    is_comment: bool = False


@transaction.atomic
def join_echoes(account: Account, echoes: Sequence[Echo]) -> set[str]:
    """Recognise what we sent ourselves; the ids that come back are ours and need no new message.

    A known id confirms its message. An unknown one is ours when a call of ours is under way or
    unknown in that thread, with the same words, begun no later than the echo. That is so too while
    the message waits for another attempt, and after a person said that it arrived.
    """
    _lock_threads({echo.thread_id for echo in echoes})
    ours = set()
    for echo in sorted(echoes, key=lambda echo: (echo.at, echo.external_id)):
        outbound = _by_id(account, echo) or _by_words(echo)
        if outbound is None:
            continue
        ours.add(echo.external_id)
        message = outbound.message
        if message.external_id is None and not _name_unless_taken(message, echo.external_id):
            _absorb(message, echo.external_id)  # a receipt or reaction was here before its echo
        _date(outbound.message, echo.at)
        if outbound.state in (State.QUEUED, State.SENDING, State.SENT, State.UNKNOWN):
            _confirm(outbound)
    return ours


def accept_all(accepted: Sequence[tuple[Outbound, str, datetime]]) -> None:
    """The platform took these messages and named them; ``accept`` for each, in few statements.

    The caller holds the locks of their threads, each another one, and of the messages.
    """
    usual = [one for one in accepted if one[0].state == State.SENDING]
    try:
        with transaction.atomic():
            _name_and_date([(row.message, external_id, at) for row, external_id, at in usual])
    except IntegrityError:  # an echo has been written under one of the ids already
        usual = []
    for outbound, external_id, at in usual:
        message = outbound.message
        message.external_id, message.sent_at = external_id, max(message.sent_at or at, at)
    move_all([outbound for outbound, _, _ in usual], State.SENT)
    for outbound, external_id, at in accepted:
        if outbound.state != State.SENT:
            accept(outbound, external_id, at)


def accept(outbound: Outbound, external_id: str, at: datetime) -> None:
    """The platform took the message and named it; its echo may have been here before.

    The caller holds the locks of the thread and the message.
    """
    message = outbound.message
    _date(message, at)
    if outbound.state not in (State.QUEUED, State.SENDING, State.UNKNOWN):
        return  # the echo was quicker, and has been joined
    if _name_unless_taken(message, external_id):
        move(outbound, State.SENT)
    else:
        move(outbound, State.DELIVERED)
        if _absorb(message, external_id).seen_at:
            move(outbound, State.SEEN)


@transaction.atomic
def seen(message_ids: Sequence[int], at: datetime) -> None:
    """The contact has read these messages; ``at`` is when."""
    rows = Outbound.everywhere.filter(
        message__in=message_ids, state__in=(State.SENT, State.DELIVERED, State.UNKNOWN)
    )
    for outbound in rows.select_for_update(of=("self",), no_key=True).order_by("pk"):
        move(outbound, State.SEEN)
    Message.everywhere.filter(pk__in=message_ids, seen_at=None).update(seen_at=at)


def unsent(message_ids: Sequence[int]) -> None:
    """The business took these back in the app: the words that were sent go from the outbox too."""
    rows = Outbound.everywhere.filter(message__in=message_ids)
    for outbound in rows.select_for_update(of=("self",), no_key=True).order_by("pk"):
        offered = outbound.envelope.keys() & {"quick_replies", "buttons"}
        outbound.envelope |= {"text": ""} | {name: [] for name in offered}
        outbound.save(update_fields=["envelope"])


def _lock_threads(thread_ids: Iterable[int]) -> None:
    threads = Thread.everywhere.filter(pk__in=thread_ids).order_by("pk")
    list(threads.select_for_update(no_key=True).values_list("pk"))


def _by_id(account: Account, echo: Echo) -> Outbound | None:
    rows = Outbound.everywhere.select_for_update(of=("self",), no_key=True)
    return (
        rows.select_related("message")
        .filter(message__account=account, message__external_id=echo.external_id)
        .first()
    )


def _by_words(echo: Echo) -> Outbound | None:
    """The oldest call of ours that this echo can be of."""
    rows = Outbound.everywhere.select_for_update(of=("self",), no_key=True)
    begun = Attempt.everywhere.filter(started_at__lte=echo.at + CLOCKS_APART)
    begun = begun.exclude(outcome=Attempt.Outcome.REFUSED)
    candidates = rows.select_related("message").filter(
        thread=echo.thread_id,
        state__in=MAY_HAVE_ARRIVED,
        message__external_id=None,
        attempts__in=begun,
    )
    for outbound in candidates.order_by("pk").prefetch_related(Prefetch("attempts", begun)):
        is_comment = outbound.kind == Outbound.Kind.PUBLIC_REPLY
        same_words = outbound.message.text.split() == echo.text.split()
        if same_words and is_comment == echo.is_comment:
            return outbound
    return None


def _confirm(outbound: Outbound) -> None:
    now = timezone.now()
    if outbound.state == State.UNKNOWN:  # what follows it in the thread may have waited
        transaction.on_commit(partial(bells.wake, outbound.account_id))
    open_calls = outbound.attempts.exclude(outcome=Attempt.Outcome.REFUSED)
    open_calls.update(outcome=Attempt.Outcome.ACCEPTED, finished_at=now)
    move(outbound, State.DELIVERED)


def _name_and_date(named: Sequence[tuple[Message, str, datetime]]) -> None:
    """``_name`` and ``_date`` for many, each of another thread; IntegrityError for a taken id."""
    if not named:
        return
    rows: dict[str, Any] = {
        "ids": [message.pk for message, _, _ in named],
        "threads": [message.thread_id for message, _, _ in named],
        "names": [external_id for _, external_id, _ in named],
        "times": [at for _, _, at in named],
    }
    with connection.cursor() as cursor:
        cursor.execute(_NAME_AND_DATE, rows)
        cursor.execute(_MOVE_THREADS, rows)


def _name(message: Message, external_id: str) -> None:
    Message.everywhere.filter(pk=message.pk).update(external_id=external_id)
    message.external_id = external_id


def _name_unless_taken(message: Message, external_id: str) -> bool:
    """Give the message its id; False when the echo has been written under it already."""
    try:
        with transaction.atomic():
            _name(message, external_id)
    except IntegrityError:
        message.external_id = None
        return False
    return True


def _date(message: Message, at: datetime) -> None:
    """The platform's time is the message's, and moves its thread's latest times with it."""
    if message.sent_at is not None and at <= message.sent_at:
        return
    Message.everywhere.filter(pk=message.pk).update(sent_at=at)
    message.sent_at = at
    written = Outbound.everywhere.filter(message=message, author=Outbound.Author.AUTOMATION)
    if written.filter(rule_id=None).exists():  # an acknowledgement is no answer
        return
    is_newest = Q(last_item_at=None) | Q(last_item_at__lte=at)
    newest = When(is_newest, then=Value(message.pk))
    Thread.everywhere.filter(pk=message.thread_id).update(
        last_message=Case(newest, default=F("last_message"), output_field=BigIntegerField()),
        last_business_at=Greatest("last_business_at", at),
        last_item_at=Greatest("last_item_at", at),
    )


def _absorb(message: Message, external_id: str) -> Message:
    """The echo was written as if from outside: our row takes its place and what gathered on it."""
    echo = Message.everywhere.get(account=message.account_id, external_id=external_id)
    Reaction.everywhere.filter(message=echo).update(message=message)
    Thread.everywhere.filter(pk=message.thread_id, last_message=echo).update(last_message=message)
    _date(message, echo.sent_at or message.created_at)
    echo_item = f"message-{echo.pk}"
    echo.delete()
    Message.everywhere.filter(pk=message.pk).update(external_id=external_id, seen_at=echo.seen_at)
    message.external_id, message.seen_at = external_id, echo.seen_at
    announce([Change(message.workspace_id, message.thread_id, (echo_item,))])
    return echo
