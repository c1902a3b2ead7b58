"""Which connected app controls a thread: worked out from what is kept, in whatever order it came.

The newest of three things decides (platform reference, 8): a handover, the refusal of a send, and
the copy of a message that came to us or, on standby, only to be read.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.db.models import OuterRef, Q, Subquery

from inbox.threads.control import DECISIVE, ends_at, is_ours
from inbox.threads.models import Message, Thread, TimelineEvent
from integrations.meta.intake.book import Book
from integrations.meta.models import Event
from integrations.meta.wire.keys import Key
from integrations.meta.wire.values import Item, Said

TOLD_TO_US, TOLD_ON_STANDBY = ("message", "postback"), ("standby", "standby-tap")


@dataclass(frozen=True, slots=True)
class Fact:
    """From ``at`` on the thread was ours, or another app's."""

    at: datetime
    ours: bool
    app: str = ""


def state(
    handover: Fact | None, word: Fact | None, last_word_at: datetime | None
) -> tuple[datetime | None, str]:
    """Until when which other app controls a thread; (None, "") when none does.

    A message's copy on standby does not name the app: it is the one that a handover named last.
    """
    known = [fact for fact in (word, handover) if fact]  # of the same moment, the handover counts
    newest = max(reversed(known), key=lambda fact: fact.at, default=None)
    if newest is None or newest.ours:
        return None, ""
    app = newest.app or (handover.app if handover and not handover.ours else "")
    return ends_at(newest.at, last_word_at), app


def settle(book: Book) -> None:
    """Put the threads of a batch under who controls them now.

    Looks only at those where the batch tells of it, and those that another app had: most batches
    end with the one question.
    """
    threads = _concerned(book)
    if not threads:
        return
    owners = {account.pk: account.external_id for account in book.accounts.values()}
    handovers = TimelineEvent.everywhere.in_bulk([one.handover_id for one in threads])
    messages = Message.everywhere.in_bulk([one.word_id for one in threads])
    words = _words(messages.values(), owners)
    for one in threads:
        handover = handovers.get(one.handover_id) if one.handover_id else None
        word = words.get(one.word_id) if one.word_id else None
        found = state(_fact(handover), word, one.last_inbound_at)
        if found != (one.until, one.app):
            changes = {"other_app_until": found[0], "other_app": found[1]}
            Thread.everywhere.filter(pk=one.thread_id).update(**changes)


class Concerned(NamedTuple):
    """A thread as stored, and the newest of what is kept about it."""

    thread_id: int
    until: datetime | None
    app: str
    last_inbound_at: datetime | None
    handover_id: int | None
    word_id: int | None


def _concerned(book: Book) -> list[Concerned]:
    told = {record.thread_id for record, _ in book.records if _tells(record.arrival.item)}
    here = [talk.thread_id for talk in book.talks.values()]
    handovers = TimelineEvent.everywhere.filter(
        thread=OuterRef("pk"), kind=TimelineEvent.Kind.CONTROL, detail__what__in=DECISIVE
    ).order_by("-at", "-key", "-pk")
    words = (
        Message.everywhere.filter(thread=OuterRef("pk"), sent_at__isnull=False)
        .exclude(kind=Message.Kind.COMMENT)
        .filter(Q(origin=Message.Origin.CONTACT) | Q(context__has_key="standby"))
        .order_by("-sent_at", "-external_id")
    )
    threads = Thread.everywhere.filter(
        Q(pk__in=told - {None}) | Q(other_app_until__isnull=False), pk__in=here
    )
    rows = threads.values_list(
        "pk",
        "other_app_until",
        "other_app",
        "last_inbound_at",
        Subquery(handovers.values("pk")[:1]),
        Subquery(words.values("pk")[:1]),
    )
    return [Concerned(*row) for row in rows]


def _tells(item: Item) -> bool:
    """Whether another app may have control, or lose it, by this item."""
    if isinstance(item.value, Said):
        return "standby" in (item.value.context or {})
    return item.kind == Event.Kind.CONTROL


def _fact(handover: TimelineEvent | None) -> Fact | None:
    if handover is None:
        return None
    return Fact(handover.at, is_ours(handover.detail), str(handover.detail.get("to", "")))


def _words(messages: Iterable[Message], owners: dict[int, str]) -> dict[int, Fact]:
    """What the copies say. Of unsent messages only the trace still knows how they came."""
    found: dict[int, Fact] = {}
    for message in messages:
        standby = "standby" in message.context
        if message.unsent_at and message.sent_at:
            owner = owners.get(message.account_id, "")
            told = _told_by_trace(owner, message.external_id or "")
            if not told:
                continue
            standby = not told & set(TOLD_TO_US)
        if message.sent_at:
            found[message.pk] = Fact(message.sent_at, not standby)
    return found


def _told_by_trace(owner: str, mid: str) -> set[str]:
    ways = {Key(way, mid).of(None): way for way in (*TOLD_TO_US, *TOLD_ON_STANDBY)}
    found = Event.everywhere.filter(owner=owner, key__in=list(ways))
    return {ways[key] for key in found.values_list("key", flat=True)}
