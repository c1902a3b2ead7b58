"""At most one worker serves a lane: a lease that ends by itself, and a number that outlives it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Self

from django.db import connection
from django.db.models import Case, DateTimeField, F, When
from django.db.models.functions import Greatest, Now

from inbox.delivery.models import Lane

# A worker keeps it while its calls are under way; a dead one's lane rests no longer than this.
LEASE = timedelta(seconds=10)
_TAKE = """
UPDATE delivery_lane SET fence = fence + 1,
    leased_until = statement_timestamp() + make_interval(secs => %(lease)s),
    wakes_at = statement_timestamp() + make_interval(secs => %(lease)s)
WHERE account_id = %(account)s
    AND (leased_until IS NULL OR leased_until < statement_timestamp())
RETURNING fence
"""
_RELEASE = """
UPDATE delivery_lane SET leased_until = NULL,
    wakes_at = CASE WHEN wakes_at <= statement_timestamp() THEN wakes_at
               ELSE %(wakes_at)s::timestamptz END
WHERE account_id = %(account)s AND fence = %(fence)s
RETURNING wakes_at <= statement_timestamp()
"""


class LeaseLost(Exception):
    """Another worker serves the lane now; what this one still knows may not be written."""


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to serve an account's lane, under a fencing number. Times are the database's."""

    account_id: int
    fence: int

    @classmethod
    def take(cls, account_id: int) -> Self | None:
        """The lease, or None while another worker has it. A dead worker's ends after LEASE."""
        with connection.cursor() as cursor:
            cursor.execute(_TAKE, {"account": account_id, "lease": LEASE.total_seconds()})
            taken = cursor.fetchone()
        return cls(account_id, taken[0]) if taken else None

    def hold(self) -> None:
        """Within a transaction: keep the lease until it ends, or raise LeaseLost."""
        mine = Lane.everywhere.filter(account_id=self.account_id, fence=self.fence)
        if not mine.select_for_update(no_key=True).values_list("pk").first():
            raise LeaseLost(f"lane of account {self.account_id}, fence {self.fence}")

    def keep(self) -> None:
        """Renew the lease if it is half over, or raise LeaseLost."""
        half = Now() + LEASE / 2
        mine = Lane.everywhere.filter(account_id=self.account_id, fence=self.fence)
        if not mine.filter(leased_until__gt=half).exists():
            self.renew()

    def renew(self, permits: int = 0) -> None:
        """Begin the lease's time anew, or raise LeaseLost. A wake-up that came meanwhile stays.

        ``permits`` is how many pacing has given; the lane remembers the most it heard of (L-9).
        """
        mine = Lane.everywhere.filter(account_id=self.account_id, fence=self.fence)
        if not mine.update(
            leased_until=Now() + LEASE,
            wakes_at=_unless_woken(Now() + LEASE),
            permits=Greatest("permits", permits),
        ):
            raise LeaseLost(f"lane of account {self.account_id}, fence {self.fence}")

    def release(self, wakes_at: datetime | None) -> bool:
        """Give the lane back; it is due at ``wakes_at``, or at once if somebody woke it meanwhile.

        True says that it was woken, so that it should be served again now.
        """
        given = {"account": self.account_id, "fence": self.fence, "wakes_at": wakes_at}
        with connection.cursor() as cursor:
            cursor.execute(_RELEASE, given)
            released = cursor.fetchone()
        return bool(released and released[0])


def _unless_woken(otherwise: object) -> Case:
    """``wakes_at`` where it says now (somebody woke the lane), else ``otherwise``."""
    woken = When(wakes_at__lte=Now(), then=F("wakes_at"))
    return Case(woken, default=otherwise, output_field=DateTimeField())
