"""What the threads make of an account: its changed windows, and their names in the audit log."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from inbox.accounts.changes import WindowsChanged
from inbox.accounts.channels import CHANNELS
from inbox.accounts.models import Member
from inbox.accounts.subjects import Subject
from inbox.threads.changes import Change, announce
from inbox.threads.models import Thread, ThreadQuerySet

BATCH = 200  # threads told at once: about as many rows as a list holds
# No act of a contact's counts for longer, on any channel (W-1, W-2).
LONGEST = max(
    span
    for table in CHANNELS.values()
    for span in (table.open_for, table.human_agent_for, *table.longer.values())
    if span
)


def tell_newest(change: WindowsChanged) -> list[int]:
    """Tell pages of the open threads whose window this changes, the newest BATCH of them."""
    touched = _touched(change).filter(lifecycle=Thread.Lifecycle.OPEN)
    newest = touched.order_by("-last_inbound_at", "-pk").values_list("pk", flat=True)
    told = list(newest[:BATCH])
    _announce(change, told)
    return told


def tell_others(change: WindowsChanged, told: Iterable[int]) -> None:
    """Tell pages of all the other threads whose window this changes, a batch after the other."""
    others = _touched(change).exclude(pk__in=list(told)).values_list("pk", flat=True)
    for batch in _batches(others.iterator(chunk_size=BATCH)):
        _announce(change, batch)


def names(member: Member, ids: Iterable[int]) -> dict[int, Subject]:
    """The threads among ``ids`` that ``member`` may open, by their contact's name."""
    threads = Thread.objects.visible_to(member).filter(pk__in=list(ids)).select_related("contact")
    return {
        thread.pk: Subject(thread.contact.display_name, reverse("thread", args=[thread.pk]))
        for thread in threads
    }


def _touched(change: WindowsChanged) -> ThreadQuerySet:
    since = timezone.now() - LONGEST
    recent = Q(last_ad_at__gt=since) if change.ads_only else Q()
    return Thread.everywhere.filter(
        recent,
        workspace=change.workspace_id,
        account=change.account_id,
        last_inbound_at__gt=since,
    )


def _announce(change: WindowsChanged, threads: Iterable[int]) -> None:
    announce([Change(change.workspace_id, pk, whole=True) for pk in threads])


def _batches(ids: Iterator[int]) -> Iterator[list[int]]:
    while batch := list(islice(ids, BATCH)):
        yield batch
