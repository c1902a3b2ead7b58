"""Somebody answered in the Instagram app: from then on a person has the thread (W-14, K-7)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Max

from inbox.accounts.channels import Cause
from inbox.threads.models import Message, Thread, TimelineEvent
from inbox.threads.ownership import Act, tell
from integrations.meta.intake.book import Book
from integrations.meta.intake.lines import NEVER, Line
from integrations.meta.intake.talks import Talk

# Greetings of ads and the platform's own answers to ice breakers come as echoes too, at once; a
# person needs longer to read and type (platform reference, 7.6).
AT_ONCE = timedelta(seconds=5)
_ANSWERED_BY_ITSELF = (Cause.AD, Cause.TAP)
_GIVEN_BACK = (TimelineEvent.Kind.RETURNED, TimelineEvent.Kind.RESOLVED)


def take_over(book: Book, *, again: bool = False) -> None:
    """Give people the threads in which the batch's echoes show that one of them wrote.

    To be called in the batch's transaction, after everything is written and before automations
    decide. Who is assigned stays as it is: the platform does not say who wrote. ``again`` looks at
    echoes that were here before too.
    """
    talks = {talk.thread_id: talk for talk in book.talks.values()}
    since = {account.pk: account.connected_at for account in book.accounts.values()}
    written: dict[int, datetime] = {}
    for line in book.lines.values():
        if not (line.told_now or again) or line.order[0] < since[line.account_id]:
            continue  # a repeat, or history from before the account was connected here
        if _is_by_hand(line, talks.get(line.thread_id)):
            written[line.thread_id] = max(line.order[0], written.get(line.thread_id, NEVER))
    if not written:
        return
    given_back = _given_back(written)
    for thread in _threads(written):
        if written[thread.pk] > given_back.get(thread.pk, NEVER):
            _give(thread)


def _is_by_hand(line: Line, talk: Talk | None) -> bool:
    """A direct message, said in the account's name and not by us, another app or a machine.

    A comment of the account's own is public and leaves the direct messages to whom they belong. On
    standby another app has the conversation, and its echoes say nothing about people here.
    """
    if line.origin != Message.Origin.APP or line.kind == Message.Kind.COMMENT:
        return False
    if line.context.keys() & {"self", "standby"} or _is_from_us(line):
        return False
    return talk is None or not _is_automatic(line, talk)


def _is_from_us(line: Line) -> bool:
    """Meta names the app that sent it, where it does, in the echo of what the API sent."""
    app = line.context.get("app_id")
    return bool(app) and app == settings.META_APP_ID


def _is_automatic(line: Line, talk: Talk) -> bool:
    if talk.last_inbound_at is None or talk.last_inbound_cause not in _ANSWERED_BY_ITSELF:
        return False
    return abs(line.order[0] - talk.last_inbound_at) <= AT_ONCE


def _given_back(thread_ids: Collection[int]) -> dict[int, datetime]:
    """When each was last given back: what was typed before that is older than the handback."""
    events = TimelineEvent.everywhere.filter(thread__in=thread_ids, kind__in=_GIVEN_BACK)
    return dict(events.order_by().values_list("thread").annotate(newest=Max("at")))


def _threads(thread_ids: Collection[int]) -> Iterable[Thread]:
    """The batch holds their locks."""
    threads = Thread.everywhere.filter(pk__in=thread_ids).order_by("pk")
    return threads.select_related("workspace", "account", "contact")


def _give(thread: Thread) -> None:
    if thread.handler != Thread.Handler.HUMAN:
        Thread.everywhere.filter(pk=thread.pk).update(handler=Thread.Handler.HUMAN)
        thread.handler = Thread.Handler.HUMAN
    tell(thread, Act.WROTE, None)
