"""What waits in an account's lane: which message is next, and when there is something to do."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Exists, F, Min, OuterRef, Q, QuerySet

from inbox.accounts.models import Account
from inbox.accounts.scoping import WorkspaceQuerySet
from inbox.delivery.models import Outbound

QUEUED = Outbound.State.QUEUED
AUTOMATED = (Outbound.Author.AUTOMATION, Outbound.Author.CAMPAIGN)


def next_in_line(account: Account, now: datetime) -> Outbound | None:
    """The message whose turn it is: by class, then the window that closes first (L-6).

    What waits for another try does not let a later one of its class overtake it in its thread.
    """
    ahead = Outbound.everywhere.filter(
        thread=OuterRef("thread"),
        priority=OuterRef("priority"),
        pk__lt=OuterRef("pk"),
        state=QUEUED,
        due_at__gt=now,
    )
    due = _sendable(account).filter(~Exists(ahead), due_at__lte=now)
    return due.order_by("priority", F("window_ends_at").asc(nulls_last=True), "pk").first()


def next_due(account: Account, now: datetime) -> datetime | None:
    """When the next message becomes due that is not due yet; None when there is none."""
    later = _sendable(account).filter(due_at__gt=now)
    first: datetime | None = later.aggregate(first=Min("due_at"))["first"]
    return first


def first_deadline(account: Account) -> datetime | None:
    """When the first window closes among all that waits, sendable or not."""
    waiting = Outbound.everywhere.filter(account=account, state=QUEUED)
    first: datetime | None = waiting.aggregate(first=Min("window_ends_at"))["first"]
    return first


def overdue(account_id: int, now: datetime) -> QuerySet[Outbound]:
    """Waiting messages whose window has closed, as far as was known when they were queued."""
    return Outbound.everywhere.filter(
        account=account_id, state=QUEUED, window_ends_at__lte=now
    ).order_by("window_ends_at")


def _sendable(account: Account) -> WorkspaceQuerySet[Outbound]:
    """All that waits, without the automated part while a switch holds it (K-11)."""
    waiting = Outbound.everywhere.filter(account=account, state=QUEUED)
    if account.automations_on and account.workspace.automations_on:
        return waiting
    return waiting.filter(~Q(author__in=AUTOMATED))


def anything_waits(account: Account) -> bool:
    """Whether any message of the account is still to be sent."""
    return Outbound.everywhere.filter(account=account, state=QUEUED).exists()
