"""One order of locks for all who write about a thread: thread, lane, outbound, message."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Max, OuterRef, Subquery
from django.db.models.functions import Coalesce

from inbox.accounts.models import Account
from inbox.delivery.models import Attempt, Outbound
from inbox.threads.models import Thread, ThreadQuerySet

_CALLS = Attempt.everywhere.filter(outbound=OuterRef("pk")).values("outbound")
_JOINED = ("message", "comment", "member", "token")
_LAST_CALL = Coalesce(Subquery(_CALLS.annotate(last=Max("number")).values("last")), 0)


def lock_thread(thread_id: int) -> Thread:
    """The thread as it is now; whoever else writes in it waits until this transaction ends."""
    return _locked().get(pk=thread_id)


def lock_threads(thread_ids: Collection[int], *, of: Account | None = None) -> dict[int, Thread]:
    """Many of them in one statement, in the order of their ids.

    ``of`` is the account of all of them, if the caller has read it already.
    """
    rows = _locked() if of is None else _bare().select_related("contact")
    found = {thread.pk: thread for thread in rows.filter(pk__in=thread_ids).order_by("pk")}
    if of is not None:
        for thread in found.values():
            thread.account, thread.workspace = of, of.workspace
    return found


def _locked() -> ThreadQuerySet:
    return _bare().select_related("workspace", "account", "contact", "open_comment")


def _bare() -> ThreadQuerySet:
    return Thread.everywhere.select_for_update(of=("self",), no_key=True)


def lock_outbound(thread: Thread, outbound_id: int) -> Outbound:
    """The outbound message as it is now, in its locked ``thread``."""
    return lock_outbounds({thread.pk: thread}, [outbound_id])[outbound_id]


def lock_outbounds(
    threads: dict[int, Thread], ids: Collection[int], *, joined: Collection[str] = _JOINED
) -> dict[int, Outbound]:
    """These outbound messages as they are now, by id, in their locked ``threads``.

    Each knows as ``calls_made`` the number of its last attempt, 0 without one. ``joined``: what is
    read along with them, because the caller looks at it.
    """
    rows = Outbound.everywhere.select_for_update(of=("self",), no_key=True)
    rows = rows.select_related(*joined).filter(pk__in=ids).annotate(last_call=_LAST_CALL)
    found: dict[int, Outbound] = {}
    for row in rows.order_by("pk"):
        row.thread, row.calls_made = threads[row.thread_id], row.last_call
        found[row.pk] = row
    return found


def lock_called(thread_ids: Collection[int], ids: Collection[int]) -> dict[int, Outbound]:
    """As ``lock_outbounds`` after ``lock_threads``, for calls that have ended: as little is read as
    an accepted message needs, and the rest when somebody asks for it."""
    list(_bare().filter(pk__in=thread_ids).order_by("pk").values_list("pk"))
    rows = Outbound.everywhere.select_for_update(of=("self",), no_key=True)
    rows = rows.select_related("message").defer("envelope", "message__text", "message__context")
    found: dict[int, Outbound] = {}
    for row in rows.filter(pk__in=ids).annotate(last_call=_LAST_CALL).order_by("pk"):
        row.calls_made = row.last_call
        found[row.pk] = row
    return found
