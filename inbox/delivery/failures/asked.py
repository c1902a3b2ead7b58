"""What a reader of the failures pages asked for: how far back, which account, which rule."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final, Self
from urllib.parse import urlencode

from django.db.models import Q
from django.http import QueryDict
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from inbox.delivery.failures import scope
from inbox.delivery.failures.scope import Sends

_HIGHEST = 2**63 - 1
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Span:
    """The last ``steps`` hours or days with the one under way, in the current zone."""

    slug: str
    words: str | Promise
    step: timedelta
    steps: int
    before: str | Promise  # the same time before it, in words

    @property
    def hourly(self) -> bool:
        return self.step == HOUR

    def starts(self, now: datetime) -> list[datetime]:
        """When each step starts, the oldest first."""
        local = timezone.localtime(now).replace(minute=0, second=0, microsecond=0)
        if self.hourly:
            return [local - back * HOUR for back in reversed(range(self.steps))]
        midnight = local.replace(hour=0)
        return [midnight - back * DAY for back in reversed(range(self.steps))]


_SPANS = [
    Span("24h", _("24 hours"), HOUR, 24, _("the 24 hours before")),
    Span("7d", _("7 days"), DAY, 7, _("the 7 days before")),
    Span("30d", _("30 days"), DAY, 30, _("the 30 days before")),
]
SPANS: Final = {span.slug: span for span in _SPANS}
USUAL: Final = SPANS["7d"]


@dataclass(frozen=True, slots=True)
class Asked:
    """Words that mean nothing are as if they were not there.

    ``all``: what was handled too, as far back as ``span``; ``at`` narrows that to one step of it.
    """

    span: Span = USUAL
    account: int | None = None
    rule: int | None = None
    all: bool = False
    at: datetime | None = None
    before: int | None = None  # a message's id in the outbox, exclusive

    @classmethod
    def read(cls, query: QueryDict) -> Self:
        at = _moment(query.get("at", ""))
        return cls(
            span=SPANS.get(query.get("range", ""), USUAL),
            account=_number(query.get("account", "")),
            rule=_number(query.get("rule", "")),
            all=at is not None or query.get("show") == "all",
            at=at,
            before=_number(query.get("before", "")),
        )

    @property
    def narrows(self) -> bool:
        """Whether an account or a rule is asked for."""
        return self.account is not None or self.rule is not None

    @property
    def query(self) -> str:
        asked = {
            "range": self.span.slug if self.span != USUAL else "",
            "account": self.account,
            "rule": self.rule,
            "show": "all" if self.all and self.at is None else "",
            "at": f"{self.at:%Y-%m-%dT%H:%M}" if self.at else "",
            "before": self.before,
        }
        return urlencode({name: value for name, value in asked.items() if value not in ("", None)})

    def but(self, **changes: Any) -> Self:
        """The same with ``changes``, from the first page on."""
        return replace(self, **{"before": None, **changes})

    @property
    def links(self) -> dict[str, str]:
        """The queries that a list leads to, by what they change."""
        return {
            "newest": self.but().query,
            "board": self.but(all=False, at=None).query,
            "all": self.but(all=True, at=None).query,
            "no_account": self.but(account=None).query,
            "no_rule": self.but(rule=None).query,
            "no_moment": self.but(at=None).query,
        }

    def of(self, sends: Sends) -> Sends:
        """Those of ``sends`` by the account and the rule asked for."""
        asked = Q()
        if self.account is not None:
            asked &= Q(account=self.account)
        if self.rule is not None:
            asked &= Q(rule_id=self.rule)
        return sends.filter(asked)

    def listed(self, sends: Sends, now: datetime) -> Sends:
        """The failures among ``sends`` that a list shows, the newest first."""
        if not self.all:
            return self.of(scope.unhandled(sends)).order_by("-pk")
        since, until = self.span.starts(now)[0], None
        if self.at is not None:
            since, until = self.at, self.at + self.span.step
        return self.of(scope.happened(sends, since, until)).order_by("-pk")


def _moment(text: str) -> datetime | None:
    """A local time such as 2026-11-20T00:00 in the current zone; None for what is none."""
    try:
        moment = datetime.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        return None
    return timezone.make_aware(moment) if 2000 <= moment.year < 3000 else None


def _number(text: str) -> int | None:
    """A row's id; None for what can't be one."""
    if not (text.isascii() and text.isdigit()):
        return None
    number = int(text[:19])
    return number if number <= _HIGHEST else None
