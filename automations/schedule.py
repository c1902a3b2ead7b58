"""When a rule may fire, by the workspace's own clock."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from automations.definition import Schedule


def allows(schedule: Schedule | None, local: datetime, *, is_open: bool) -> bool:
    """Whether a rule may fire at ``local``, the workspace's own time.

    ``is_open`` is what its opening hours say. ``until`` is exclusive; before ``from`` it belongs to
    the day after, and the span to the day on which it began.
    """
    if schedule is None:
        return True
    if schedule.hours != "always" and (schedule.hours == "open") != is_open:
        return False
    day = _day_of(schedule, local)
    return day is not None and _is_on(schedule, day)


def _day_of(schedule: Schedule, local: datetime) -> date | None:
    """The day to which the moment belongs; None when it is outside of the hours."""
    begins = time.fromisoformat(schedule.from_) if schedule.from_ else time.min
    ends = time.fromisoformat(schedule.until) if schedule.until else None
    now, today = local.time().replace(tzinfo=None), local.date()
    if ends is not None and ends <= begins:  # over midnight
        if now >= begins:
            return today
        return today - timedelta(days=1) if now < ends else None
    return today if now >= begins and (ends is None or now < ends) else None


def _is_on(schedule: Schedule, day: date) -> bool:
    if schedule.days and day.weekday() not in schedule.days:
        return False
    if schedule.starts and day < date.fromisoformat(schedule.starts):
        return False
    return not (schedule.ends and day > date.fromisoformat(schedule.ends))
