"""What waits and only looks like a failure: it goes by itself when the cause has passed (L-8)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from inbox.accounts.models import Account
from inbox.delivery.failures.scope import MOST_COUNTED, Sends
from inbox.delivery.models import Lane, Outbound, Reason

_PASSES = (Reason.RATE_LIMITED, Reason.INSTAGRAM_UNAVAILABLE)


@dataclass(frozen=True, slots=True)
class Held:
    """How many messages wait for each reason; together at most MOST_COUNTED."""

    by_reason: Counter[str]

    @property
    def total(self) -> int:
        return self.by_reason.total()

    @classmethod
    def of(cls, sends: Sends, accounts: Collection[Account], now: datetime) -> Held:
        """Needs ``accounts`` with their lanes; one bounded query for all of them."""
        causes = {account.pk: because for account in accounts if (because := cause(account, now))}
        trying = Q(due_at__isnull=False, reason__in=_PASSES)  # it was refused, and goes again later
        waiting = sends.filter(
            Q(account__in=causes) | trying,
            account__in=[account.pk for account in accounts],
            state=Outbound.State.QUEUED,
        )
        found = waiting.order_by().values_list("account_id", "reason")[:MOST_COUNTED]
        return cls(Counter(causes.get(account, reason) for account, reason in found))


def cause(account: Account, now: datetime) -> str:
    """Why everything of ``account`` waits at ``now``; empty when it does not."""
    if account.status == Account.Status.DISCONNECTED:
        return Reason.PERMISSION_MISSING
    lane: Lane | None = getattr(account, "lane", None)
    if lane is None or lane.held_until is None or lane.held_until <= now:
        return ""
    return lane.held_because or Reason.RATE_LIMITED
