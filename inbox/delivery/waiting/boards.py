"""An account's board: its state, its gauges, how much waits of each class, and what is at risk."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case, Count, When
from django.utils.translation import gettext as _

from inbox.accounts import stops
from inbox.accounts.models import Account, Member
from inbox.delivery.forecast import Forecast
from inbox.delivery.models import Attempt, Lane, Outbound
from inbox.delivery.waiting import gauges
from inbox.delivery.waiting.gauges import Gauge
from inbox.delivery.waiting.items import PRIORITIES, SOON, Item, at_risk, waiting_for
from inbox.delivery.waiting.states import State, state_of
from inbox.threads.timed import Timed


@dataclass(frozen=True, slots=True)
class Class:
    """A class of L-6: how many wait, and its part of the bar in percent."""

    slug: str
    name: str
    count: int
    begins: str
    part: str

    @property
    def words(self) -> str:
        return f"{self.count:,}"


@dataclass(frozen=True, slots=True)
class Board:
    """What ``_board.html`` shows of an account, as ``member`` may see it."""

    account: Account
    state: State
    forecast: Forecast
    classes: list[Class]
    hour: Gauge
    gauges: list[Gauge]
    warm_up: str
    risk: list[Item]
    at_risk: int
    sent_at: datetime | None
    switch: stops.Switch
    now: datetime

    @property
    def depth(self) -> int:
        return sum(each.count for each in self.classes)

    @property
    def depth_words(self) -> str:
        return f"{self.depth:,}"

    @property
    def risk_words(self) -> str:
        """Of what was looked at; a line that is longer still holds more."""
        count = f"{self.at_risk:,}"
        return count if self.forecast.is_whole else _("at least %(count)s") % {"count": count}

    @property
    def next_slot(self) -> Timed | None:
        """When an automated message may go; nothing while that is nobody's to tell."""
        at = self.forecast.next_slot
        if at is None or self.state.kind == "stopped":
            return None
        return Timed(_("now")) if at <= self.now + SOON else Timed("{time}", at)

    @property
    def last_expected(self) -> Timed | None:
        """When the last of what waits goes that goes in time."""
        at = self.forecast.until
        if at is None:
            return None
        if not self.forecast.is_whole:
            return Timed(_("after {time}"), at)
        return Timed(_("now")) if at <= self.now + SOON else Timed(_("about {time}"), at)

    @property
    def last_out(self) -> Timed | None:
        return Timed("{time}", self.sent_at) if self.sent_at else None

    @property
    def has_more_risk(self) -> bool:
        return self.at_risk > len(self.risk)


def boards_of(
    member: Member, accounts: Sequence[Account], now: datetime, *, most_risk: int
) -> list[Board]:
    """A board for each, in their order, with at most so many at risk.

    ``accounts`` come with their lane and workspace.
    """
    counts = _counts(member, accounts)
    whole = stops.workspace_switch(member)
    switches = stops.account_switches(member, accounts)
    return [
        _board(member, account, counts[account.pk], (switch, whole), now, most_risk)
        for account, switch in zip(accounts, switches, strict=True)
    ]


def _board(
    member: Member,
    account: Account,
    counts: Mapping[tuple[int, bool], int],
    switches: tuple[stops.Switch, stops.Switch],
    now: datetime,
    most_risk: int,
) -> Board:
    lane: Lane | None = getattr(account, "lane", None)
    forecast = Forecast.of(account, lane, now)
    waiting = waiting_for(account, member)
    risk, how_many = at_risk(waiting, forecast, member, now, most_risk)
    depth = sum(counts.values())
    automated = sum(count for (_, is_automated), count in counts.items() if is_automated)
    return Board(
        account,
        state_of(account, lane, forecast, switches, now, depth=depth, automated=automated),
        forecast,
        _classes(counts),
        gauges.hourly(account, forecast.limits, forecast.standing),
        list(gauges.others(account, forecast.limits, forecast.standing)),
        gauges.warm_up(forecast.limits),
        risk,
        how_many,
        _last_out(account),
        switches[0],
        now,
    )


def _counts(
    member: Member, accounts: Sequence[Account]
) -> Mapping[int, Mapping[tuple[int, bool], int]]:
    """How much waits, by account, then by class and whether it is automated. One query."""
    waiting = Outbound.objects.visible_to(member).filter(
        account__in=accounts, state=Outbound.State.QUEUED
    )
    marked = waiting.annotate(
        automated=Case(When(author=Outbound.Author.PERSON, then=False), default=True)
    )
    found: dict[int, Counter[tuple[int, bool]]] = defaultdict(Counter)
    grouped = marked.values_list("account_id", "priority", "automated")
    for account_id, priority, automated, count in grouped.annotate(count=Count("pk")):
        found[account_id][priority, automated] = count
    return found


def _classes(counts: Mapping[tuple[int, bool], int]) -> list[Class]:
    by_class: Counter[int] = Counter()
    for (priority, _automated), count in counts.items():
        by_class[priority] += count
    total, begins, classes = max(1, by_class.total()), 0.0, []
    for slug, priority in PRIORITIES.items():
        part = 100 * by_class[priority] / total
        name = str(priority.label)
        classes.append(Class(slug, name, by_class[priority], f"{begins:.2f}", f"{part:.2f}"))
        begins += part
    return classes


def _last_out(account: Account) -> datetime | None:
    accepted = Attempt.objects.in_workspace(account.workspace_id).filter(
        account=account, outcome=Attempt.Outcome.ACCEPTED
    )
    return accepted.order_by("-started_at").values_list("finished_at", flat=True).first()
