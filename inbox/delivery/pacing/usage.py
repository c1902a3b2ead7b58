"""What the platform itself says about how much of its limits is used (L-5)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import redis
import structlog

from inbox.accounts.models import Account
from inbox.delivery.models import Lane, Reason
from inbox.delivery.pacing import keys

log = structlog.get_logger(__name__)
KEPT = timedelta(minutes=5)  # without news for so long, the platform's hour has moved on


@dataclass(frozen=True, slots=True)
class Usage:
    """``percent`` of the platform's limit that is used, above 100 too; None where it is not told.

    ``blocked_for``: how long it takes no calls; None when it does.
    """

    percent: float | None = None
    blocked_for: timedelta | None = None


def heed(account: Account, usage: Usage, now: datetime) -> None:
    """Slow the account down before the limit is hit; when it is, hold its lane for as long."""
    if usage.percent is not None:
        try:
            keys.client().set(keys.key(account.pk, "usage"), usage.percent, px=KEPT)
        except redis.RedisError as error:
            log.warning("usage not kept", account=account.pk, error=repr(error))
    if usage.blocked_for:
        until = now + usage.blocked_for
        Lane.everywhere.filter(account=account).exclude(held_until__gt=until).update(
            held_until=until, held_because=Reason.RATE_LIMITED, held_words=""
        )
