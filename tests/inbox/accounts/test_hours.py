"""Opening hours by the workspace's own clock: their edges, midnight, days off, changes of clock."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction

from inbox.accounts.hours import Hours
from inbox.accounts.models import Holiday, OpeningHours
from tests import factories

LISBON, NEW_YORK = ZoneInfo("Europe/Lisbon"), ZoneInfo("America/New_York")
NINE_TO_SIX = ((time(9), time(18)),)
WEEKDAYS = dict.fromkeys(range(5), NINE_TO_SIX)
MINUTE, SECOND = timedelta(minutes=1), timedelta(microseconds=1)


def at(zone, *parts):
    return datetime(*parts, tzinfo=zone)


def lisbon(**changed):
    return Hours(**{"zone": LISBON, "spans": WEEKDAYS} | changed)


def test_a_span_holds_its_first_moment_and_not_its_last():  # H-4
    opens, closes = at(LISBON, 2026, 3, 2, 9), at(LISBON, 2026, 3, 2, 18)
    hours = lisbon()
    assert hours.is_open(opens)
    assert not hours.is_open(opens - SECOND)
    assert hours.is_open(closes - SECOND)
    assert not hours.is_open(closes)
    assert hours.closes_at(opens) == closes
    assert hours.closes_at(closes) is None


def test_it_does_not_matter_in_which_zone_a_moment_is_told():
    assert lisbon().is_open(datetime(2026, 7, 1, 8, tzinfo=UTC))  # nine o'clock in Lisbon's summer
    assert not lisbon().is_open(datetime(2026, 1, 7, 8, tzinfo=UTC))  # eight in its winter


def test_after_the_last_span_of_a_friday_it_opens_on_monday():  # H-4
    friday = at(LISBON, 2026, 3, 6, 18)
    assert lisbon().next_opening(friday) == at(LISBON, 2026, 3, 9, 9)
    assert lisbon().next_opening(at(LISBON, 2026, 3, 6, 8, 59)) == at(LISBON, 2026, 3, 6, 9)
    assert lisbon().next_opening(at(LISBON, 2026, 3, 6, 9)) == at(LISBON, 2026, 3, 9, 9)


def test_without_any_hours_it_is_always_open():
    hours = Hours(LISBON, holidays=frozenset({date(2026, 3, 2)}))
    night = at(LISBON, 2026, 3, 2, 3)
    assert hours.always
    assert hours.is_open(night)
    assert hours.next_opening(night) is None
    assert hours.closes_at(night) is None
    assert hours.after(night, 30 * MINUTE) == night + 30 * MINUTE


def test_a_holiday_is_closed_whatever_the_weekday():
    hours = lisbon(holidays=frozenset({date(2026, 3, 3)}))
    assert not hours.is_open(at(LISBON, 2026, 3, 3, 12))
    assert hours.next_opening(at(LISBON, 2026, 3, 2, 18)) == at(LISBON, 2026, 3, 4, 9)


def test_closed_for_good_there_is_no_next_opening():
    off = frozenset(date(2026, 1, 1) + timedelta(days=number) for number in range(800))
    hours = lisbon(holidays=off)
    assert hours.next_opening(at(LISBON, 2026, 3, 2, 18)) is None
    assert hours.after(at(LISBON, 2026, 3, 2, 18), MINUTE) is None


def test_a_span_until_midnight_goes_on_in_the_one_from_midnight():
    spans = {0: ((time(20), time.max),), 1: ((time.min, time(2)),)}
    hours = lisbon(spans=spans)
    late = at(LISBON, 2026, 3, 2, 23, 59)
    assert hours.is_open(late)
    assert hours.is_open(late + MINUTE)
    assert hours.closes_at(late) == at(LISBON, 2026, 3, 3, 2)
    assert hours.after(late, 61 * MINUTE) == at(LISBON, 2026, 3, 3, 1)


def test_a_holiday_ends_a_span_at_midnight():
    spans = {0: ((time(20), time.max),), 1: ((time.min, time(2)),)}
    hours = lisbon(spans=spans, holidays=frozenset({date(2026, 3, 3)}))
    assert hours.closes_at(at(LISBON, 2026, 3, 2, 23)) == at(LISBON, 2026, 3, 3, 0)
    assert not hours.is_open(at(LISBON, 2026, 3, 3, 0))


def test_open_time_is_counted_over_lunch_and_over_night():
    hours = lisbon(spans=dict.fromkeys(range(5), ((time(9), time(12)), (time(13), time(18)))))
    assert hours.after(at(LISBON, 2026, 3, 2, 11, 50), 30 * MINUTE) == at(
        LISBON, 2026, 3, 2, 13, 20
    )
    friday = at(LISBON, 2026, 3, 6, 17, 50)
    assert hours.after(friday, 10 * MINUTE) == at(LISBON, 2026, 3, 6, 18)
    assert hours.after(friday, 11 * MINUTE) == at(LISBON, 2026, 3, 9, 9, 1)
    assert hours.after(at(LISBON, 2026, 3, 7, 3), MINUTE) == at(LISBON, 2026, 3, 9, 9, 1)


@pytest.mark.parametrize(
    ("zone", "day_before", "day_after"),
    [
        (LISBON, (2026, 3, 28), (2026, 3, 30)),  # forward on the 29th
        (LISBON, (2026, 10, 24), (2026, 10, 26)),  # back on the 25th
        (NEW_YORK, (2026, 3, 7), (2026, 3, 9)),  # forward on the 8th
        (NEW_YORK, (2026, 10, 31), (2026, 11, 2)),  # back on the 1st
    ],
)
def test_nine_stays_nine_when_the_clocks_change(zone, day_before, day_after):  # H-4
    hours = Hours(zone, dict.fromkeys(range(7), NINE_TO_SIX))
    for day in (day_before, day_after):
        assert hours.is_open(at(zone, *day, 9))
        assert not hours.is_open(at(zone, *day, 9) - SECOND)
        assert not hours.is_open(at(zone, *day, 18))
    closed = at(zone, *day_before, 18)
    opening = hours.next_opening(closed)
    assert (opening.hour, opening.minute) == (9, 0)
    shift = at(zone, *day_after, 9).utcoffset() - closed.utcoffset()
    elapsed = opening.astimezone(UTC) - closed.astimezone(UTC)
    assert elapsed == timedelta(hours=15) - shift


def test_the_night_of_the_change_is_an_hour_shorter_or_longer():
    spans = dict.fromkeys(range(7), ((time(1), time(4)),))
    for zone, day, lasts in (
        (NEW_YORK, (2026, 3, 8), 2), (NEW_YORK, (2026, 11, 1), 4), (LISBON, (2026, 3, 29), 2),
        (NEW_YORK, (2026, 3, 9), 3),
    ):  # fmt: skip
        hours = Hours(zone, spans)
        opens = hours.next_opening(at(zone, *day, 0, 30))
        closes = hours.closes_at(opens)
        assert closes.astimezone(UTC) - opens.astimezone(UTC) == timedelta(hours=lasts)
        assert hours.after(opens, timedelta(hours=lasts)) == closes


def test_an_opening_in_the_hour_that_is_skipped_comes_after_the_change():
    hours = Hours(NEW_YORK, {6: ((time(2, 30), time(5)),)})
    opening = hours.next_opening(at(NEW_YORK, 2026, 3, 8, 1))
    assert opening.astimezone(UTC) == datetime(2026, 3, 8, 7, 30, tzinfo=UTC)
    assert not Hours(NEW_YORK, {6: ((time(2, 15), time(2, 45)),)}).is_open(
        at(NEW_YORK, 2026, 3, 8, 1, 59)
    )


@pytest.mark.django_db
def test_hours_are_those_of_the_workspace_alone():
    workspace = factories.workspace(time_zone="Europe/Lisbon")
    stranger = factories.workspace()
    for of, opens in ((workspace, time(9)), (stranger, time(1))):
        OpeningHours.everywhere.create(workspace=of, weekday=0, opens=opens, closes=time(18))
    Holiday.everywhere.create(workspace=stranger, on=date(2026, 3, 2))
    hours = Hours.of(workspace)
    assert hours.zone == LISBON
    assert hours.spans == {0: ((time(9), time(18)),)}
    assert hours.is_open(at(LISBON, 2026, 3, 2, 12))
    assert hours.local(datetime(2026, 7, 1, 12, tzinfo=UTC)).hour == 13


@pytest.mark.django_db
def test_a_zone_nobody_knows_is_utc():
    workspace = factories.workspace(time_zone="Mars/Olympus")
    assert Hours.of(workspace).zone == ZoneInfo("UTC")


@pytest.mark.django_db
def test_hours_that_close_before_they_open_can_not_be_kept():
    workspace = factories.workspace()
    with (
        pytest.raises(IntegrityError, match="opening_hours_open_before_they_close"),
        transaction.atomic(),
    ):
        OpeningHours.everywhere.create(
            workspace=workspace, weekday=0, opens=time(18), closes=time(9)
        )
