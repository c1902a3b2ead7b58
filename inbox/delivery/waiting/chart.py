"""The last sixty minutes of an account's sends, as bars of a drawing and as a table."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count
from django.db.models.functions import TruncMinute
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from inbox.accounts.models import Account
from inbox.delivery.models import Attempt
from inbox.threads.timed import Timed

MINUTE = timedelta(minutes=1)
MINUTES = 60
WIDTH, HEIGHT = 10, 64  # of a bar's place, in the drawing's units
GAP = 2


@dataclass(frozen=True, slots=True)
class Bar:
    """One minute: where it begins, how many went, and its place in the drawing."""

    at: datetime
    count: int
    x: int
    y: int
    height: int


@dataclass(frozen=True, slots=True)
class Chart:
    """Calls that the platform accepted, by the minute; the last minute is not over."""

    bars: tuple[Bar, ...]

    @classmethod
    def of(cls, account: Account, now: datetime) -> Chart:
        last = now.replace(second=0, microsecond=0)
        first = last - (MINUTES - 1) * MINUTE
        sent = Attempt.objects.in_workspace(account.workspace_id).filter(
            account=account, started_at__gte=first, outcome=Attempt.Outcome.ACCEPTED
        )
        by_minute = sent.annotate(minute=TruncMinute("started_at")).values_list("minute")
        counts = dict(by_minute.annotate(count=Count("pk")))
        most = max([*counts.values(), 1])
        return cls(
            tuple(
                _bar(first + place * MINUTE, place, counts.get(first + place * MINUTE, 0), most)
                for place in range(MINUTES)
            )
        )

    @property
    def total(self) -> int:
        return sum(bar.count for bar in self.bars)

    @property
    def busy(self) -> list[Bar]:
        """The minutes in which something went."""
        return [bar for bar in self.bars if bar.count]

    @property
    def most(self) -> int:
        return max(bar.count for bar in self.bars)

    @property
    def takeaway(self) -> Timed:
        if not self.total:
            return Timed(_("Nothing was sent in the last 60 minutes."))
        words = ngettext(
            "%(total)s message sent in the last 60 minutes; the most in one: %(most)s, at {time}.",
            "%(total)s messages sent in the last 60 minutes; the most in one: %(most)s, at {time}.",
            self.total,
        ) % {"total": f"{self.total:,}", "most": f"{self.most:,}"}
        return Timed(words, max(self.bars, key=lambda bar: bar.count).at)

    @property
    def width(self) -> int:
        return MINUTES * WIDTH

    @property
    def height(self) -> int:
        return HEIGHT


def _bar(at: datetime, place: int, count: int, most: int) -> Bar:
    height = max(2, round(HEIGHT * count / most)) if count else 0
    return Bar(at, count, place * WIDTH + GAP // 2, HEIGHT - height, height)
