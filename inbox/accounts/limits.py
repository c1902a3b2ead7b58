"""The limits of an account: what each is for, where its default comes from (L-1 to L-5, L-11)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from django.db import transaction
from django.db.models import Field
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from inbox.accounts import changes
from inbox.accounts.changes import LimitsChanged
from inbox.accounts.models import Account, AuditEntry, Member
from inbox.accounts.models.audit import record

LARGEST = 2_147_483_647  # what the columns of limits hold
WARM_UP = timedelta(days=14)
FIRST_DAY, LAST_DAY = 0.20, 0.30  # shares of the hourly and daily limits while it warms up
PEOPLE_A_DAY = {Account.Tier.ONE: 1_000, Account.Tier.TWO: 10_000, Account.Tier.THREE: 100_000}
OVERVIEW = "https://developers.facebook.com/docs/instagram-platform/overview"
RATES = "https://developers.facebook.com/docs/graph-api/overview/rate-limiting"
_TOLD = lazy(
    "Faster than is widely told to be safe. Meta publishes no number here, so nobody knows before "
    "it restricts the account."
)
_DOCUMENTED = lazy(
    "More than Meta documents: it refuses the rest, and all that waits waits longer."
)


class Source(StrEnum):
    """Where a default comes from."""

    META = "meta"  # Meta documents it
    TOLD = "told"  # widely told, on no page of Meta's
    OURS = "ours"  # more careful than what Meta documents


@dataclass(frozen=True, slots=True)
class Limit:
    """A limit as admins see it. ``name`` is its column; 0 in it means no limit.

    ``above`` warns who sets it higher than its default, ``none`` who sets no limit at all.
    """

    name: str
    title: str | Promise
    unit: str | Promise
    why: str | Promise
    source: Source
    told: str | Promise  # the source in words
    above: str | Promise
    none: str | Promise
    url: str = ""

    @property
    def default(self) -> int:
        field = Account._meta.get_field(self.name)
        return int(field.get_default()) if isinstance(field, Field) else 0


LIMITS = (
    Limit(
        "messages_per_hour",
        lazy("Automated messages"),
        lazy("in any hour"),
        lazy("What is over it waits, is never lost, and goes as room appears. People's own replies "
             "are not held by it."),
        Source.TOLD,
        lazy("Widely told; found on no page of Meta's."),
        _TOLD,
        lazy("No limit: automated messages go as fast as the calls per second let them."),
    ),
    Limit(
        "calls_per_second",
        lazy("Messages sent"),
        lazy("a second"),
        lazy("All that is sent, by people and automations, follows one another at this pace, so "
             "that a rush does not look like a flood."),
        Source.OURS,
        lazy("More careful than Meta, which documents 100 a second for texts and 10 for audio and "
             "video."),
        lazy("Faster than the default. Meta documents 100 a second for texts, 10 for audio and "
             "video."),
        lazy("No limit: what waits goes all at once, and Meta refuses what is over its own."),
        OVERVIEW,
    ),
    Limit(
        "private_replies_per_hour",
        lazy("Private replies to comments on posts and reels"),
        lazy("in any hour"),
        lazy("One comment grants one private reply. Those over the limit wait for room, at most "
             "until their 7 days are over."),
        Source.META,
        lazy("Meta documents it."),
        _DOCUMENTED,
        lazy("No limit: Meta refuses those over 750 an hour."),
        OVERVIEW,
    ),
    Limit(
        "live_replies_per_second",
        lazy("Private replies to comments on live videos"),
        lazy("a second"),
        lazy("Live comments come in bursts, and their reply can go only while the video is live."),
        Source.META,
        lazy("Meta documents it."),
        _DOCUMENTED,
        lazy("No limit: Meta refuses those over 100 a second."),
        OVERVIEW,
    ),
    Limit(
        "calls_per_hour",
        lazy("Other calls to Meta"),
        lazy("in any hour"),
        lazy("Names, pictures, posts, past conversations, hiding comments: all that is no message. "
             "Kept apart, so that looking things up never holds up a reply."),
        Source.META,
        lazy("Meta documents 200 an hour for each person who uses an app, and more for accounts "
             "whose posts are seen a lot."),
        lazy("More than Meta grants every account. Its answers say how much is used; from 80 % on "
             "look-ups wait."),
        lazy("No limit of ours: only what Meta's answers say is used holds look-ups back."),
        RATES,
    ),
)  # fmt: skip
TIER = Limit(
    "tier",
    lazy("People reached by automations"),
    lazy("in any 24 hours"),
    lazy("How many different people automated messages may go to. The next tier is for accounts "
         "that have sent for a while without being blocked or reported."),
    Source.TOLD,
    lazy("Widely told; found on no page of Meta's."),
    _TOLD,
    lazy("No limit: automations may write to any number of people a day."),
)  # fmt: skip
_BY_NAME = {limit.name: limit for limit in (*LIMITS, TIER)}
NAMES = (*_BY_NAME, "warms_up")


class LimitsMoved(Exception):
    """Somebody else changed the same limits since they were read; nothing was saved.

    ``now`` is what they are now.
    """

    def __init__(self, now: Mapping[str, Any]) -> None:
        super().__init__(", ".join(now))
        self.now = now


@transaction.atomic
def set_limits(
    account: Account,
    wanted: Mapping[str, Any],
    *,
    seen: Mapping[str, Any] | None = None,
    by: Member | None = None,
) -> list[str]:
    """Set those of ``wanted`` that differ from what was ``seen``; the names of what changed.

    What somebody else changed and this one did not stays as it is. Raises LimitsMoved when both
    changed the same one to different values. Without ``seen`` the wish counts as it is; without
    ``by`` a command did it. Each change is audited, and holds from the next permit on.
    """
    locked = Account.everywhere.select_for_update(no_key=True).get(pk=account.pk)
    stored = {name: getattr(locked, name) for name in NAMES}
    seen = {**stored, **(seen or {})}
    touched = {name: value for name, value in wanted.items() if value != seen[name]}
    changed = {name: value for name, value in touched.items() if value != stored[name]}
    if theirs := {name: stored[name] for name in changed if stored[name] != seen[name]}:
        raise LimitsMoved(theirs)
    if not changed:
        return []
    Account.everywhere.filter(pk=account.pk).update(**changed)
    for name, value in changed.items():
        setattr(account, name, value)
        _note(account, name, stored[name], value, by)
    changes.limits.announce(LimitsChanged(account.workspace_id, account.pk))
    return list(changed)


def _note(account: Account, name: str, before: Any, after: Any, by: Member | None) -> None:
    record(
        account.workspace_id,
        AuditEntry.Action.LIMIT_CHANGED,
        f"account:{account.pk}",
        by=by,
        account=str(account),
        limit=name,
        **{"from": before, "to": after},
    )


def moved(name: str, before: Any, after: Any) -> str:
    """A change in words: Automated messages in any hour: from 200 to no limit."""
    if name == "warms_up":
        return _("Warm-up switched on") if after else _("Warm-up switched off")
    limit = _BY_NAME.get(name)
    if limit is None or not (isinstance(before, int) and isinstance(after, int)):
        return ""
    return _("%(title)s %(unit)s: from %(before)s to %(after)s") % {
        "title": limit.title,
        "unit": limit.unit,
        "before": amount(name, before),
        "after": amount(name, after),
    }


def amount(name: str, value: int) -> str:
    """A limit as people say it: 1,000, or no limit."""
    if name == TIER.name:
        value = PEOPLE_A_DAY.get(Account.Tier(value), 0) if value in Account.Tier.values else 0
    return f"{value:,}" if value else _("no limit")


def warm_up_day(account: Account, now: datetime) -> int | None:
    """Which day of its warm-up the account is in, from 1 to 14; None without or after it."""
    age = now - account.connected_at
    if not account.warms_up or age >= WARM_UP:
        return None
    return max(0, age.days) + 1


def warm_up_share(day: int | None) -> float:
    """20 % on the first day, rising evenly to 30 % on the last; everything afterwards (L-4)."""
    if day is None:
        return 1.0
    return FIRST_DAY + (LAST_DAY - FIRST_DAY) * (day - 1) / (WARM_UP.days - 1)
