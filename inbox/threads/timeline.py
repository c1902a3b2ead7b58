"""A thread's messages, notes and events in one line of time, newest page first, older by keyset."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Generic, TypeVar

from django.db.models import Model, QuerySet
from django.utils import timezone
from django.utils.timezone import localdate

from inbox.threads import sends
from inbox.threads.comments import NO_FACTS, cards_for, facts_about
from inbox.threads.happenings import EventItem
from inbox.threads.items import GROUP_WITHIN, Item, MessageItem, NoteItem
from inbox.threads.models import Message, Note, Thread, TimelineEvent

PAGE = 60  # items a fetch
MOST = 300  # items a refetch gives back at once


@dataclass(frozen=True, slots=True)
class Line:
    """An item in its place: what the dividers above it say, and whether it continues a group."""

    item: Item
    day: bool = False
    new: bool = False
    grouped: bool = False
    ends: datetime | None = None  # when the reply window ended between this item and the one above


@dataclass(frozen=True, slots=True)
class Timeline:
    """Some items, oldest first, and where older ones start ("" when there are none)."""

    items: list[Item]
    older: str

    def lines(self, unread: int = 0, open_for: timedelta | None = None) -> list[Line]:
        """The items with their dividers, in the current time zone."""
        first_new = _first_new(self.items, unread)
        lines: list[Line] = []
        previous: Item | None = None
        opened: datetime | None = None
        for item in self.items:
            new_day = previous is None or localdate(previous.at) != localdate(item.at)
            ended = (
                opened + open_for if opened and open_for and opened + open_for <= item.at else None
            )
            lines.append(
                Line(
                    item,
                    day=new_day,
                    new=item is first_new,
                    grouped=not new_day and item is not first_new and not ended
                    and previous is not None and _together(previous, item),
                    ends=ended,
                )
            )  # fmt: skip
            opened = None if ended else opened
            if _opens(item):
                opened = item.at
            previous = item
        return lines


def newest(thread: Thread, size: int = PAGE) -> Timeline:
    """The last ``size`` items."""
    return _page(thread, None, min(size, MOST))


def older(thread: Thread, before: datetime) -> Timeline:
    """The page that ends before the instant ``before``."""
    return _page(thread, before, PAGE)


def some(thread: Thread, names: Iterable[str]) -> list[Item]:
    """Those of the items with these names (``message-12``, ``note-3``, ``event-7``) to be shown.

    An answer changes what its comment still grants, so the comment comes with it.
    """
    wanted: dict[str, list[int]] = {"message": [], "note": [], "event": []}
    for name in names:
        kind, _, pk = name.partition("-")
        wanted[kind].append(int(pk))
    found: list[Item] = []
    if wanted["message"]:
        found += _message_items(thread, _with_comments(thread, wanted["message"]))
    if wanted["note"]:
        found += [NoteItem(note) for note in _notes(thread).filter(pk__in=wanted["note"])]
    if wanted["event"]:
        found += [EventItem(event) for event in _events(thread).filter(pk__in=wanted["event"])]
    return sorted(found, key=lambda item: item.order)


def _page(thread: Thread, before: datetime | None, size: int) -> Timeline:
    """A page ends at an instant, never inside one, so that a time alone is its cursor."""
    messages = _Source(_messages(thread), "sent_at", before)
    notes = _Source(_notes(thread), "created_at", before)
    events = _Source(_events(thread), "at", before)
    sources: list[_Source[Any]] = [messages, notes, events]
    times = sorted((time for source in sources for time in source.peek(size)), reverse=True)
    since = times[size - 1] if len(times) > size else None
    items: list[Item] = [
        *_message_items(thread, messages.since(since)),
        *(NoteItem(note) for note in notes.since(since)),
        *(EventItem(event) for event in events.since(since)),
    ]
    items.sort(key=lambda item: item.order)
    return Timeline(items, since.isoformat() if since else "")


M = TypeVar("M", bound=Model)


class _Source(Generic[M]):
    """One of the three tables, read from its newest row before ``before``."""

    def __init__(self, rows: QuerySet[M], field: str, before: datetime | None) -> None:
        self._rows = rows.filter(**{f"{field}__lt": before}) if before else rows
        self._field = field
        self._found: list[M] = []

    def peek(self, size: int) -> list[datetime]:
        """The times of the newest rows, one more than ``size`` if there are."""
        self._limit = size + 1
        self._found = list(self._rows.order_by(f"-{self._field}", "-pk")[: self._limit])
        return [self._time(row) for row in self._found]

    def since(self, since: datetime | None) -> list[M]:
        """All rows from ``since`` on, also when many share that very instant."""
        if since is None:
            return self._found
        if len(self._found) == self._limit and self._time(self._found[-1]) >= since:
            return list(self._rows.filter(**{f"{self._field}__gte": since}))
        return [row for row in self._found if self._time(row) >= since]

    def _time(self, row: M) -> datetime:
        time: datetime = getattr(row, self._field)
        return time


def _messages(thread: Thread) -> QuerySet[Message]:
    told = Message.objects.in_workspace(thread.workspace_id).filter(
        thread=thread, sent_at__isnull=False
    )
    joined = told.select_related(
        "outbound__upload", "outbound__comment", "outbound__handled_by__user", "member__user",
        "thread__contact", "thread__account",
    )  # fmt: skip
    return joined.prefetch_related("attachments", "reactions")


def _notes(thread: Thread) -> QuerySet[Note]:
    notes = Note.objects.in_workspace(thread.workspace_id).filter(thread=thread)
    return notes.select_related("member__user")


def _events(thread: Thread) -> QuerySet[TimelineEvent]:
    events = TimelineEvent.objects.in_workspace(thread.workspace_id).filter(thread=thread)
    return events.select_related("member__user")


def _message_items(thread: Thread, messages: Sequence[Message]) -> list[Item]:
    """Messages with what they answer; one query for all that is quoted."""
    here = {message.external_id: message for message in messages if message.external_id}
    wanted = {message.reply_to for message in messages if message.reply_to} - here.keys()
    if wanted:
        quoted = Message.objects.in_workspace(thread.workspace_id).filter(
            thread=thread, external_id__in=wanted
        )
        here |= {message.external_id: message for message in quoted if message.external_id}
    comments = [message for message in messages if message.kind == Message.Kind.COMMENT]
    now = timezone.now()
    facts = facts_about(thread, comments, now)
    cards = cards_for(thread, comments, facts, now)
    sent = sends.facts_about(thread, messages, now)
    return [
        MessageItem(
            message,
            here.get(message.reply_to),
            cards.get(message.pk),
            facts.get(message.pk, NO_FACTS),
            sent.get(message.pk, sends.NO_SEND_FACTS),
        )
        for message in messages
    ]


def _with_comments(thread: Thread, ids: list[int]) -> list[Message]:
    """These messages, and the comments that they answer."""
    messages = list(_messages(thread).filter(pk__in=ids))
    outbounds = [getattr(message, "outbound", None) for message in messages]
    answered = {outbound.comment_id for outbound in outbounds if outbound} - {None, *ids}
    return [*messages, *_messages(thread).filter(pk__in=answered)] if answered else messages


def _together(above: Item, below: Item) -> bool:
    near = (below.at - above.at).total_seconds() <= GROUP_WITHIN
    return near and above.side == below.side and above.author == below.author


def _opens(item: Item) -> bool:
    """Whether the item started the reply window anew (W-2, W-3)."""
    return isinstance(item, MessageItem) and item.side == "in" and item.origin != "in-comment"


def _first_new(items: Sequence[Item], unread: int) -> Item | None:
    """The oldest of the last ``unread`` things the contact said; None if it is the page's first."""
    theirs = [item for item in items if item.side == "in"]
    if not unread or unread > len(theirs):
        return None
    return theirs[-unread]
