"""Failures counted by reason, account, rule and time (F-2)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Max, QuerySet
from django.db.models.functions import Coalesce, TruncDay, TruncHour
from django.utils.translation import gettext as _

from inbox.delivery.failures import scope
from inbox.delivery.failures.asked import Asked
from inbox.delivery.failures.reasons import REASONS, Explained
from inbox.delivery.failures.scope import MOST_COUNTED, Sends

MOST_NAMED = 20  # accounts and rules in a table


@dataclass(frozen=True, slots=True)
class Tile:
    """A reason with its numbers. ``unhandled`` stops at MOST_COUNTED; the rest is of the span."""

    reason: Explained
    unhandled: int
    failed: int
    before: int
    share: int  # per cent of all that failed
    held: int

    @property
    def change(self) -> int:
        """How many more than in the same time before."""
        return self.failed - self.before

    @property
    def differs_by(self) -> int:
        return abs(self.change)

    @property
    def matters(self) -> bool:
        """Whether there is anything to tell of it."""
        return bool(self.unhandled or self.failed or self.held)


@dataclass(frozen=True, slots=True)
class Part:
    """The failures of one account or rule, and the query that lists them."""

    name: str
    count: int
    share: int
    query: str


@dataclass(frozen=True, slots=True)
class Step:
    """The failures of an hour or a day, and the query that lists them."""

    at: datetime
    count: int
    query: str


@dataclass(frozen=True, slots=True)
class Figures:
    """All that failed in the span asked for."""

    by_reason: Counter[str]
    before: Counter[str]
    by_account: Counter[int]
    by_rule: Counter[int | None]
    newest_of_rule: Mapping[int, int]  # a message in the outbox, which knows the rule's name
    steps: tuple[Step, ...]

    @property
    def total(self) -> int:
        return self.by_reason.total()

    @classmethod
    def of(cls, sends: Sends, asked: Asked, now: datetime) -> Figures:
        """Two queries: one over the span, one over the same time before it."""
        starts = asked.span.starts(now)
        found = _grouped(asked.of(scope.happened(sends, starts[0])), asked)
        counted = _counters(found)
        back = asked.span.step * asked.span.steps
        past = asked.of(scope.happened(sends, starts[0] - back, now - back))
        before = past.order_by().values_list("reason").annotate(Count("pk"))
        lists = [asked.but(all=True, at=start).query for start in starts]
        counts = [counted["step"][start] for start in starts]
        return cls(
            by_reason=counted["reason"],
            before=Counter(dict(before)),
            by_account=counted["account_id"],
            by_rule=counted["rule_id"],
            newest_of_rule=_newest(found),
            steps=tuple(map(Step, starts, counts, lists)),
        )

    def tiles(self, unhandled: Mapping[str, int], held: Mapping[str, int]) -> list[Tile]:
        """Every reason, the one with the most left to see to first."""
        tiles = [
            Tile(
                reason,
                unhandled.get(slug, 0),
                self.by_reason[slug],
                self.before[slug],
                self.share(self.by_reason[slug]),
                held.get(slug, 0),
            )
            for slug, reason in REASONS.items()
        ]
        return sorted(tiles, key=lambda tile: (-tile.unhandled, -tile.failed, -tile.held))

    def accounts(self, names: Mapping[int, str], asked: Asked) -> list[Part]:
        return [
            Part(names.get(pk, ""), n, self.share(n), asked.but(account=pk, all=True).query)
            for pk, n in self.by_account.most_common(MOST_NAMED)
        ]

    def rules(self, names: Mapping[int, str], asked: Asked) -> list[Part]:
        """What no rule wrote stands in it as well, under nobody's name and without a list."""
        parts = []
        for pk, n in self.by_rule.most_common(MOST_NAMED):
            query = asked.but(rule=pk, all=True).query if pk is not None else ""
            name = _("Not by a rule") if pk is None else names.get(pk, "")
            parts.append(Part(name, n, self.share(n), query))
        return parts

    def share(self, count: int) -> int:
        """Per cent of all that failed, rounded."""
        return round(100 * count / self.total) if self.total else 0


def unhandled(sends: Sends) -> dict[str, int]:
    """How many of each reason nobody has seen to, each at most MOST_COUNTED; one query."""
    left = scope.unhandled(sends).order_by()
    few = [left.filter(reason=slug).values("reason")[:MOST_COUNTED] for slug in REASONS]
    every: QuerySet[Any, Any] = few[0].union(*few[1:], all=True)
    return Counter(row["reason"] for row in every)


def rule_names(sends: Sends, newest_of_rule: Mapping[int, int]) -> dict[int, str]:
    """The name that each rule signed its newest failure with."""
    found = sends.filter(pk__in=newest_of_rule.values())
    named = found.order_by().values_list("rule_id", "message__author_name")
    numbered = {pk: _("Rule %(number)d") % {"number": pk} for pk in newest_of_rule}
    return numbered | {pk: name for pk, name in named if pk is not None and name}


def _grouped(failed: Sends, asked: Asked) -> list[dict[str, Any]]:
    truncated = TruncHour if asked.span.hourly else TruncDay
    step = truncated(Coalesce("settled_at", "created_at"))
    groups = failed.order_by().values("reason", "account_id", "rule_id", step=step)
    return [dict(each) for each in groups.annotate(count=Count("pk"), newest=Max("pk"))]


def _newest(groups: list[dict[str, Any]]) -> dict[int, int]:
    """The newest failure of each rule, by their ids."""
    newest: dict[int, int] = {}
    for group in groups:
        if (rule := group["rule_id"]) is not None:
            newest[rule] = max(newest.get(rule, 0), group["newest"])
    return newest


def _counters(groups: list[dict[str, Any]]) -> dict[str, Counter[Any]]:
    """The groups added up by each of what they are grouped by."""
    counted: dict[str, Counter[Any]] = {}
    for key in ("reason", "account_id", "rule_id", "step"):
        counted[key] = Counter()
        for group in groups:
            counted[key][group[key]] += group["count"]
    return counted
