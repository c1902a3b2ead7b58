"""What the platform tells about what we sent: its answer, its echo, and that it was seen.

An answer and its echo come in either order. Whichever is second finds the other's trace, so a
message of ours is in its thread once (F-4).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import BigIntegerField, Case, F, Prefetch, Q, Value, When
from django.db.models.functions import Greatest
from django.utils import timezone

from inbox.accounts.models import Account
from inbox.delivery.models import Attempt, Outbound
from inbox.delivery.moves import move
from inbox.threads.changes import Change, announce
from inbox.threads.models import Message, Reaction, Thread

State = Outbound.State
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
    unknown in that thread, with the same words, begun no later than the echo.
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
        if outbound.state in (State.SENDING, State.SENT, State.UNKNOWN):
            _confirm(outbound)
    return ours


def accept(outbound: Outbound, external_id: str, at: datetime) -> None:
    """The platform took the message and named it; its echo may have been here before.

    The caller holds the locks of the thread and the message.
    """
    message = outbound.message
    _date(message, at)
    if outbound.state != State.SENDING:
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
        outbound.envelope["text"] = ""
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
    candidates = rows.select_related("message").filter(
        thread=echo.thread_id,
        state__in=(State.SENDING, State.UNKNOWN),
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
    open_calls = outbound.attempts.exclude(outcome=Attempt.Outcome.REFUSED)
    open_calls.update(outcome=Attempt.Outcome.ACCEPTED, finished_at=now)
    move(outbound, State.DELIVERED)


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
