"""What an account may send and ask, as numbers that hold now (L-1 to L-5, L-11)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Self

from inbox.accounts.limits import PEOPLE_A_DAY, WARM_UP, warm_up_day, warm_up_share
from inbox.accounts.models import Account

__all__ = ["WARM_UP", "Limits", "warm_up_day", "warm_up_share"]


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of one account at one moment; 0 means no limit.

    ``per_hour``, ``replies_per_hour`` (private replies, live ones apart) and ``people_per_day``
    hold for rolling spans and for automated messages; ``per_second`` for every call that sends;
    ``live_per_second`` for private replies to live comments; ``calls_per_hour`` for all other
    calls. ``share`` is what warm-up leaves of the hourly and daily limits, 1.0 without it;
    ``warm_up_day`` is 1 on the first day, None when it is over.
    """

    per_second: int
    per_hour: int
    people_per_day: int
    replies_per_hour: int
    live_per_second: int
    calls_per_hour: int
    share: float = 1.0
    warm_up_day: int | None = None

    @classmethod
    def of(cls, account: Account, now: datetime) -> Self:
        """The account's settings, less what its warm-up withholds at ``now``."""
        day = warm_up_day(account, now)
        share = warm_up_share(day)
        tier = PEOPLE_A_DAY.get(Account.Tier(account.tier), 0) if account.tier else 0
        return cls(
            per_second=account.calls_per_second,
            per_hour=_part(account.messages_per_hour, share),
            people_per_day=_part(tier, share),
            replies_per_hour=_part(account.private_replies_per_hour, share),
            live_per_second=account.live_replies_per_second,
            calls_per_hour=account.calls_per_hour,
            share=share,
            warm_up_day=day,
        )


def _part(limit: int, share: float) -> int:
    """At least one where there is a limit at all: 0 would lift it."""
    return max(1, int(limit * share + 1e-9)) if limit else 0
