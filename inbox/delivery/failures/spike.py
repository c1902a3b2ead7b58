"""When one trouble makes most of the newest failures, it is named with its cause."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count

from inbox.accounts.models import Account
from inbox.delivery.failures import scope
from inbox.delivery.failures.held import cause
from inbox.delivery.failures.reasons import REASONS, Explained
from inbox.delivery.failures.scope import Sends
from inbox.delivery.models import Attempt, Lane, Reason

RECENT = timedelta(hours=24)
LEAST = 5  # fewer are no spike, whatever their share
MOST_OF = 0.5
_HELD_TOO_LONG = (Reason.WINDOW_EXPIRED, Reason.RATE_LIMITED, Reason.INSTAGRAM_UNAVAILABLE)
_CUT_OFF = (Reason.WINDOW_EXPIRED, Reason.PERMISSION_MISSING)


@dataclass(frozen=True, slots=True)
class Spike:
    """One reason of one account that makes ``share`` per cent of the last day's failures.

    ``since``: when the account was cut off, ``until``: how long the platform asked it to wait;
    both None where that is not the cause, or not known.
    """

    account: Account
    reason: Explained
    count: int
    share: int
    disconnected: bool = False
    since: datetime | None = None
    until: datetime | None = None

    @property
    def icon(self) -> str:
        return "plug-off" if self.disconnected else self.reason.icon

    @classmethod
    def of(cls, sends: Sends, accounts: Collection[Account], now: datetime) -> Spike | None:
        """Needs ``accounts`` with their lanes. None when nothing stands out."""
        recent = scope.unhandled(scope.happened(sends, now - RECENT))
        groups = list(
            recent.order_by().values_list("account_id", "reason").annotate(count=Count("pk"))
        )
        total = sum(count for _account, _reason, count in groups)
        if total < LEAST:
            return None
        account_id, reason, count = max(groups, key=lambda group: group[2])
        account = next((each for each in accounts if each.pk == account_id), None)
        if account is None or count <= total * MOST_OF:
            return None
        since, until = _why(account, reason, now)
        off = account.status == Account.Status.DISCONNECTED and reason in _CUT_OFF
        share = round(100 * count / total)
        return cls(account, REASONS[reason], count, share, off, since, until)


def _why(account: Account, reason: str, now: datetime) -> tuple[datetime | None, datetime | None]:
    """Since when the account is cut off, or until when it is held, if that explains ``reason``."""
    if account.status == Account.Status.DISCONNECTED and reason in _CUT_OFF:
        return _cut_off_at(account), None
    lane: Lane | None = getattr(account, "lane", None)
    if cause(account, now) and reason in _HELD_TOO_LONG and lane is not None:
        return None, lane.held_until
    return None, None


def _cut_off_at(account: Account) -> datetime | None:
    """The end of the account's last call, when that was refused: none is made after it."""
    calls = Attempt.objects.in_workspace(account.workspace_id).filter(account=account)
    last = calls.order_by("-started_at").first()
    return last.finished_at if last and last.outcome == Attempt.Outcome.REFUSED else None
