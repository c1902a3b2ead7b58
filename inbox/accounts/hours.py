"""When a workspace answers, by the clock on its own wall (H-4).

Spans are kept in local time and turned into moments day by day, so that nine o'clock stays nine
o'clock when the clocks change. Loaded once, all of it is pure.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction

from inbox.accounts.models import AuditEntry, Holiday, Member, OpeningHours, Workspace
from inbox.accounts.models.audit import record

DAY = timedelta(days=1)
LOOKS_AHEAD = 400  # days; beyond that, holidays have closed the place for good
Span = tuple[time, time]


@dataclass(frozen=True, slots=True)
class Hours:
    """The spans of each weekday (0 is Monday), and the days off. No spans at all: always open.

    A span that ends at ``time.max`` goes on to midnight. Moments are aware; answers are in the
    workspace's ``zone``.
    """

    zone: ZoneInfo
    spans: Mapping[int, tuple[Span, ...]] = field(default_factory=dict)
    holidays: frozenset[date] = frozenset()

    @classmethod
    def of(cls, workspace: Workspace) -> Hours:
        """As the workspace has set them; two queries."""
        spans: dict[int, tuple[Span, ...]] = {}
        rows = OpeningHours.objects.in_workspace(workspace).order_by("weekday", "opens")
        for row in rows:
            spans[row.weekday] = (*spans.get(row.weekday, ()), (row.opens, row.closes))
        off = Holiday.objects.in_workspace(workspace).values_list("on", flat=True)
        return cls(zone_named(workspace.time_zone), spans, frozenset(off))

    @property
    def always(self) -> bool:
        """Whether it never closes: holidays close only a place that has hours."""
        return not self.spans

    def local(self, at: datetime) -> datetime:
        """``at`` by the workspace's clock."""
        return at.astimezone(self.zone)

    def is_open(self, at: datetime) -> bool:
        """Whether somebody answers at ``at``; the end of a span is not in it."""
        return self.always or self._span_at(at) is not None

    def closes_at(self, at: datetime) -> datetime | None:
        """The end of the span that ``at`` is in; None when it is in none, or there is no end."""
        found = self._span_at(at)
        return self.local(found[1]) if found else None

    def next_opening(self, at: datetime) -> datetime | None:
        """The first opening after ``at``; None when it is always open, or never again."""
        opens = (self.local(opens) for opens, _ in self._from(at) if opens > at)
        return next(opens, None)

    def after(self, at: datetime, lasts: timedelta) -> datetime | None:
        """When so much open time has passed since ``at``; None when it never will."""
        if self.always:
            return self.local(at + lasts)
        left = lasts
        for opens, closes in self._from(at):
            begins = max(opens, at.astimezone(UTC))
            if closes - begins >= left:
                return self.local(begins + left)
            left -= closes - begins
        return None

    def _span_at(self, at: datetime) -> tuple[datetime, datetime] | None:
        return next((span for span in self._from(at, days=2) if span[0] <= at < span[1]), None)

    def _from(self, at: datetime, days: int = LOOKS_AHEAD) -> Iterator[tuple[datetime, datetime]]:
        """The spans that end after ``at``, in UTC, those that touch each other as one."""
        held: tuple[datetime, datetime] | None = None
        for span in self._spans(self.local(at).date(), days + 1):
            if span[1] <= at:
                continue
            if held and span[0] <= held[1]:
                held = held[0], max(held[1], span[1])
                continue
            if held:
                yield held
            held = span
        if held:
            yield held

    def _spans(self, first: date, days: int) -> Iterator[tuple[datetime, datetime]]:
        """Since the day before: at midnight it may still be open from there."""
        for day in (first + DAY * number for number in range(-1, days)):
            if day in self.holidays:
                continue
            for opens, closes in self.spans.get(day.weekday(), ()):
                span = self._moment(day, opens), self._moment(day, closes)
                if span[0] < span[1]:  # the hour that the clocks skip has no inside
                    yield span

    def _moment(self, day: date, at: time) -> datetime:
        """UTC, where lengths of time can be told: the local clock lies when it is changed.

        Of an hour that comes twice it is the first, and what the clocks skip comes as long after
        the change as it would have come after the hour before.
        """
        if at == time.max:
            day, at = day + DAY, time.min
        return datetime.combine(day, at, self.zone).astimezone(UTC)


def zone_named(name: str) -> ZoneInfo:
    """The zone, or UTC when the machine does not know it any more."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return ZoneInfo("UTC")


@transaction.atomic
def set_hours(
    workspace: Workspace,
    *,
    time_zone: str,
    spans: Mapping[int, Sequence[Span]],
    holidays: Mapping[date, str],
    by: Member,
) -> bool:
    """Replace the workspace's hours; False when they were so already. ``holidays`` have names."""
    fresh = Workspace.objects.select_for_update(no_key=True).get(pk=workspace.pk)
    before = _told(fresh)
    Workspace.objects.filter(pk=workspace.pk).update(time_zone=time_zone)
    workspace.time_zone = fresh.time_zone = time_zone
    OpeningHours.objects.in_workspace(workspace).delete()
    OpeningHours.everywhere.bulk_create(
        OpeningHours(workspace=workspace, weekday=weekday, opens=opens, closes=closes)
        for weekday, of_day in spans.items()
        for opens, closes in of_day
    )
    Holiday.objects.in_workspace(workspace).delete()
    Holiday.everywhere.bulk_create(
        Holiday(workspace=workspace, on=on, name=name) for on, name in holidays.items()
    )
    after = _told(fresh)
    changed = {key: [before[key], after[key]] for key in before if before[key] != after[key]}
    if changed:
        record(workspace.pk, AuditEntry.Action.HOURS_CHANGED, "workspace", by=by, **changed)
    return bool(changed)


def _told(workspace: Workspace) -> dict[str, object]:
    """As the audit log keeps it: spans by weekday, days off by date."""
    hours = Hours.of(workspace)
    named = Holiday.objects.in_workspace(workspace).values_list("on", "name")
    return {
        "time_zone": workspace.time_zone,
        "hours": {
            str(weekday): [f"{opens:%H:%M}-{_closing(closes)}" for opens, closes in of_day]
            for weekday, of_day in hours.spans.items()
        },
        "holidays": {on.isoformat(): name for on, name in named},
    }


def _closing(at: time) -> str:
    return "24:00" if at == time.max else f"{at:%H:%M}"
