"""What the contact is told is true at every edge of the opening hours (H-4)."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from automations.handoffs.acknowledgement import sentence, time_of
from automations.models import AutomationSettings
from inbox.accounts.hours import Hours
from tests.automations.handoffs.conftest import begin, queued

LISBON = ZoneInfo("Europe/Lisbon")
HOURS = Hours(LISBON, dict.fromkeys(range(5), ((time(9), time(18)),)))


def at(*parts, zone=LISBON):
    return datetime(2026, *parts, tzinfo=zone)


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (at(1, 14, 9), "within about 30 minutes"),
        (at(1, 14, 17, 30), "within about 30 minutes"),
        (at(1, 14, 17, 31), "by 09:01 tomorrow (Lisbon time)"),
        (at(1, 16, 17, 59), "by 09:29 on Monday (Lisbon time)"),
        (at(1, 14, 18), "from 09:00 tomorrow (Lisbon time)"),
        (at(1, 14, 8, 59), "from 09:00 today (Lisbon time)"),
        (at(1, 16, 18), "from 09:00 on Monday (Lisbon time)"),
    ],
)
def test_the_time_is_one_that_people_can_keep(moment, words):  # H-4
    assert time_of(HOURS, moment, 30) == words


def test_the_hours_are_those_of_the_workspace_wherever_the_server_stands():
    assert time_of(HOURS, at(7, 15, 7, 59, zone=UTC), 30) == "from 09:00 today (Lisbon time)"
    assert time_of(HOURS, at(7, 15, 8, zone=UTC), 30) == "within about 30 minutes"


def test_far_away_openings_say_the_date():
    off = frozenset(date(2026, 1, day) for day in range(15, 22))
    hours = Hours(LISBON, HOURS.spans, off)
    closed = at(1, 14, 18)
    assert time_of(hours, closed, 30) == "from 09:00 on Thursday, 22 January (Lisbon time)"


def test_closed_for_good_no_time_is_promised():
    hours = Hours(LISBON, {0: ((time(9), time(18)),)}, frozenset(_mondays(2026, 2027)))
    assert time_of(hours, at(1, 14, 12), 30) == "as soon as somebody is back"


def _mondays(*years):
    for year in years:
        for number in range(1, 366):
            day = date.fromordinal(date(year, 1, 1).toordinal() + number - 1)
            if day.weekday() == 0:
                yield day


def test_round_the_clock_it_is_always_within_the_promise():
    night = at(1, 14, 3)
    assert time_of(Hours(LISBON), night, 1) == "within about 1 minute"
    assert time_of(Hours(LISBON), night, 60) == "within about an hour"
    assert time_of(Hours(LISBON), night, 90) == "within about 90 minutes"
    assert time_of(Hours(LISBON), night, 180) == "within about 3 hours"


def test_a_clock_that_changes_over_night_does_not_move_the_opening():
    hours = Hours(ZoneInfo("America/New_York"), dict.fromkeys(range(7), ((time(9), time(18)),)))
    night = datetime(2026, 3, 7, 20, tzinfo=ZoneInfo("America/New_York"))
    assert time_of(hours, night, 30) == "from 09:00 tomorrow (New York time)"


def test_the_workspace_has_its_own_words_for_both():
    own = AutomationSettings(
        acknowledgement="Kim here {time}!", acknowledgement_closed="Closed. Back {time}."
    )
    assert sentence(own, HOURS, at(1, 14, 12)) == "Kim here within about 30 minutes!"
    assert sentence(own, HOURS, at(1, 14, 19)) == "Closed. Back from 09:00 tomorrow (Lisbon time)."


def test_a_step_may_say_it_in_its_own_words():
    said = sentence(AutomationSettings(), HOURS, at(1, 14, 12), "Sizes are Ana's: {time}.")
    assert said == "Sizes are Ana's: within about 30 minutes."


@pytest.mark.django_db
def test_at_closing_time_the_next_opening_is_told(thread, opens, time_machine, now):  # H-4
    time_machine.move_to(now.replace(hour=18), tick=False)
    begin(thread)
    [said] = queued(thread)
    assert said.startswith("Thanks for your message! We are closed right now.")
    assert said.endswith("A person answers from 09:00 tomorrow (Lisbon time).")


@pytest.mark.django_db
def test_words_that_can_not_be_sent_stop_no_handoff(thread, have):  # C-4
    have(acknowledgement="ä" * 490 + "{time}")
    assert begin(thread).acknowledged_by is None
