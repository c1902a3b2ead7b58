"""Applying a batch of items in one transaction: read and lock, fold in memory, write, tell."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial

from django.db import transaction
from django.utils import timezone

from automations.react import react
from inbox.delivery import receipts
from inbox.threads import watching
from inbox.threads.changes import Change, announce
from inbox.threads.models import Message
from integrations.meta import announced, posts, profiles
from integrations.meta.intake import (
    beside,
    control,
    echoes,
    people,
    store,
    takeover,
    trace,
)
from integrations.meta.intake.arrivals import Arrival
from integrations.meta.intake.book import Book
from integrations.meta.intake.lines import Line
from integrations.meta.intake.talks import Talk

ASK_AGAIN_AFTER = timedelta(hours=1)  # refused, or nobody answered; each ask costs a call (L-5)


def apply(arrivals: Sequence[Arrival], *, reacting: bool = True, again: bool = False) -> None:
    """Put ``arrivals`` into threads; the same result in any order and however often (F-5).

    To be called in a transaction. ``again`` hands messages that were here before to the automations
    too: for a replay of what was set aside.
    """
    book = _open(arrivals)
    for arrival in arrivals:
        book.fold(arrival)
    book.reopened()
    changed = _write(book, again=again)
    if reacting:
        takeover.take_over(book, again=again)
        _react(book, again=again)
    watching.wrote(_written_in(book), timezone.now())
    _ask_for_profiles(book)
    posts.notice(book.lines.values())
    _ask_for_announced(book)
    announce(changed)


def _open(arrivals: Sequence[Arrival]) -> Book:
    """Lock order, the same for every worker: contacts, threads, messages, trace."""
    items = [arrival.item for arrival in arrivals]
    accounts = people.accounts({item.owner for item in items})
    here = [(accounts[item.owner], item) for item in items if item.owner in accounts]
    named = {(account, item.contact) for account, item in here if item.contact}
    threads, holding = people.lock(named, echoes.subjects_without_contact(here))
    echoes.join(here, threads, holding)
    places = {(account.pk, item.subject) for account, item in here if item.subject}
    return Book(accounts, people.talks(threads.values()), store.lines(places))


def _write(book: Book, *, again: bool) -> list[Change]:
    """Everything in the book, in the order of the locks; what people are to be told of."""
    written = [line for line in book.lines.values() if line.changed or line.id is None]
    store.write_lines(written)
    touched = beside.write_reactions(book)
    happened = beside.write_happenings(book)
    beside.write_openings(book)
    beside.write_consents(book)
    moved = [talk for talk in book.talks.values() if talk.changed]
    store.write_talks(moved)
    beside.name_contacts(book.talks.values())
    beside.touch_accounts(book.accounts.values())
    trace.write(book.records, settled=again)
    _forget([line for line in written if line.unsent_now], book)
    control.settle(book)
    _pass_receipts_on(book)
    return _changes(book, written, touched, happened, moved)


def _forget(unsent: list[Line], book: Book) -> None:
    owners = {account.pk: account.external_id for account in book.accounts.values()}
    trace.forget((owners[line.account_id], line.external_id) for line in unsent)
    receipts.unsent([line.id for line in unsent if line.is_ours and line.id is not None])


def _pass_receipts_on(book: Book) -> None:
    """Tell the outbox which of its messages were seen."""
    by_time: dict[datetime, list[int]] = defaultdict(list)
    for line, at in book.seen:
        if line.is_ours and line.id is not None:
            by_time[at].append(line.id)
    for at, message_ids in sorted(by_time.items()):
        receipts.seen(message_ids, at)


def _react(book: Book, *, again: bool) -> None:
    """Make the automations' decisions durable with the messages they are about."""
    heard = [
        line.id
        for line in book.lines.values()
        if line.id is not None
        and line.is_inbound
        and (line.told_now or again)
        and not line.unsent_at
    ]
    if heard:
        whole = ("thread__contact", "thread__account", "thread__workspace")
        messages = Message.everywhere.filter(pk__in=heard).select_related(*whole)
        react(list(messages.defer("thread__account__token").order_by("sent_at", "external_id")))


def _written_in(book: Book) -> set[int]:
    """Threads whose window was opened by something not heard before."""
    return {talk.thread_id for _, _, talk, line in book.openings.values() if line.told_now}


def _ask_for_profiles(book: Book) -> None:
    before = timezone.now() - ASK_AGAIN_AFTER
    wanted = [talk.contact_id for talk in book.talks.values() if talk.wants_profile(before)]
    if wanted:
        beside.mark_asked(wanted)
        transaction.on_commit(partial(profiles.fetch_later, wanted), robust=True)


def _ask_for_announced(book: Book) -> None:
    if announced_only := book.announced():
        transaction.on_commit(partial(announced.fetch_later, announced_only), robust=True)


def _changes(
    book: Book,
    written: list[Line],
    touched: set[int],
    happened: list[tuple[int, int]],
    moved: list[Talk],
) -> list[Change]:
    items: dict[tuple[int, int], list[str]] = {
        (one.workspace_id, one.thread_id): [] for one in moved
    }
    shown = touched | {line.id for line in written}
    for line in book.lines.values():
        if line.id in shown:
            items.setdefault((line.workspace_id, line.thread_id), []).append(f"message-{line.id}")
    workspaces = {talk.thread_id: talk.workspace_id for talk in book.talks.values()}
    for event_id, thread_id in happened:
        items.setdefault((workspaces[thread_id], thread_id), []).append(f"event-{event_id}")
    return [Change(workspace, thread, tuple(names)) for (workspace, thread), names in items.items()]
