"""One order of locks for all who write about a thread: thread, lane, outbound, message."""

from __future__ import annotations

from collections.abc import Collection

from inbox.delivery.models import Outbound
from inbox.threads.models import Thread, ThreadQuerySet


def lock_thread(thread_id: int) -> Thread:
    """The thread as it is now; whoever else writes in it waits until this transaction ends."""
    return _locked().get(pk=thread_id)


def lock_threads(thread_ids: Collection[int]) -> dict[int, Thread]:
    """Many of them in one statement, in the order of their ids."""
    return {thread.pk: thread for thread in _locked().filter(pk__in=thread_ids).order_by("pk")}


def _locked() -> ThreadQuerySet:
    threads = Thread.everywhere.select_for_update(of=("self",), no_key=True)
    return threads.select_related("workspace", "account", "contact", "open_comment")


def lock_outbound(thread: Thread, outbound_id: int) -> Outbound:
    """The outbound message as it is now, in its locked ``thread``."""
    rows = Outbound.everywhere.select_for_update(of=("self",), no_key=True)
    outbound = rows.select_related("message", "comment", "member", "token").get(pk=outbound_id)
    outbound.thread = thread
    return outbound
