"""How much of each limit of an account is used, with the reason for the limit (L-11)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from inbox.accounts.limits import WARM_UP
from inbox.accounts.models import Account
from inbox.delivery.pacing import Limits, Standing


@dataclass(frozen=True, slots=True)
class Gauge:
    """``used`` of ``limit``; a limit of 0 is none. ``used`` is None while it is not known."""

    name: str
    title: str
    used: int | None
    limit: int
    words: str  # the whole of it in one sentence
    why: str = ""

    @property
    def text(self) -> str:
        used = "–" if self.used is None else f"{self.used:,}"
        return f"{used} / {self.limit:,}" if self.limit else used

    @property
    def shown(self) -> int:
        """What its meter is at: never above its end."""
        return min(self.used or 0, self.limit) if self.limit else self.used or 0

    @property
    def percent(self) -> str:
        """For the width of its bar; with a point in every language."""
        if not self.limit or self.used is None:
            return "0"
        return f"{min(100.0, 100 * self.used / self.limit):.2f}"

    @property
    def level(self) -> str:
        if self.used is None:
            return "unknown"
        if not self.limit:
            return "free"
        return "full" if self.used >= self.limit else "room"


def hourly(account: Account, limits: Limits, standing: Standing | None) -> Gauge:
    """The one that everybody looks at: automated messages in the rolling hour (L-1)."""
    used = len(standing.hour) if standing else None
    return Gauge(
        "hour",
        _("Automated messages, last 60 minutes"),
        used,
        limits.per_hour,
        _sentence(used, limits.per_hour, _("automated messages in the last 60 minutes")),
        _why(account.messages_per_hour, limits),
    )


def others(account: Account, limits: Limits, standing: Standing | None) -> Iterator[Gauge]:
    """People (L-3), private replies (L-2), other calls and the platform's own limit (L-5)."""
    people = len(standing.people) if standing else None
    yield Gauge(
        "people",
        _("People reached, last 24 hours"),
        people,
        limits.people_per_day,
        _sentence(people, limits.people_per_day, _("people in the last 24 hours")),
        _tier(account, limits),
    )
    replies = len(standing.replies) if standing else None
    yield Gauge(
        "replies",
        _("Private replies, last 60 minutes"),
        replies,
        limits.replies_per_hour,
        _sentence(replies, limits.replies_per_hour, _("private replies in the last 60 minutes")),
        _why(account.private_replies_per_hour, limits),
    )
    calls = standing.calls if standing else None
    yield Gauge(
        "calls",
        _("Other calls, last 60 minutes"),
        calls,
        limits.calls_per_hour,
        _sentence(calls, limits.calls_per_hour, _("other calls in the last 60 minutes")),
        _("Profiles, history, moderation; apart from messages."),
    )
    if standing and standing.usage is not None:
        used = round(standing.usage)
        words = _("Instagram says that %(percent)d %% of its own limit is used.") % {
            "percent": used
        }
        yield Gauge(
            "usage", _("Instagram's own limit"), used, 100, words, _("In percent, as told.")
        )


def warm_up(limits: Limits) -> str:
    """Which day of the warm-up it is and what that leaves (L-4); empty when there is none."""
    if limits.warm_up_day is None:
        return ""
    return _("Day %(day)d of %(days)d: %(share)d %% of its limits") % {
        "day": limits.warm_up_day,
        "days": WARM_UP.days,
        "share": round(limits.share * 100),
    }


def _sentence(used: int | None, limit: int, what: str) -> str:
    if used is None:
        return _("Not known: the store of the limits does not answer.")
    if not limit:
        return _("%(used)s %(what)s, without a limit") % {"used": f"{used:,}", "what": what}
    return _("%(used)s of %(limit)s %(what)s") % {
        "used": f"{used:,}",
        "limit": f"{limit:,}",
        "what": what,
    }


def _why(setting: int, limits: Limits) -> str:
    if not setting:
        return _("No limit is set.")
    if limits.warm_up_day is None:
        return _("This account's limit.")
    return _("%(share)d %% of %(setting)s while the account warms up.") % {
        "share": round(limits.share * 100),
        "setting": f"{setting:,}",
    }


def _tier(account: Account, limits: Limits) -> str:
    if not account.tier:
        return _("No limit is set.")
    tier = _("Tier %(tier)d: %(words)s.") % {
        "tier": account.tier,
        "words": account.get_tier_display(),
    }
    if limits.warm_up_day is None:
        return tier
    days = ngettext("day", "days", WARM_UP.days)
    return _("%(tier)s Less in its first %(count)d %(days)s.") % {
        "tier": tier, "count": WARM_UP.days, "days": days,
    }  # fmt: skip
