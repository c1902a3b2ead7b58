"""When a call is tried again, and when it is given up."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from inbox.hooks.retrying import EVENT_WAITS, STEP_WAITS, is_final, next_wait, wish_of

NOW = datetime(2026, 4, 24, 12, tzinfo=UTC)


def wait(tries, *, is_step=False, wish=None, chance=0.5):
    return next_wait(tries, is_step=is_step, wish=wish, chance=lambda: chance)


def test_an_event_is_tried_ten_times_over_about_a_day():
    waits = [wait(tries) for tries in range(1, 11)]
    assert waits[-1] is None
    assert None not in waits[:-1]
    assert waits[:-1] == sorted(waits[:-1])
    assert timedelta(hours=20) < sum(waits[:-1], timedelta()) < timedelta(hours=24)


def test_a_step_is_tried_three_times_within_a_minute():
    assert [wait(tries, is_step=True) for tries in (1, 2, 3)] == [*STEP_WAITS, None]
    assert sum(STEP_WAITS, timedelta()) + 3 * timedelta(seconds=10) < timedelta(minutes=1)


def test_waits_are_spread_by_a_fifth_either_way():
    assert wait(1, chance=0) == EVENT_WAITS[0] * 0.8
    assert wait(1, chance=1) == EVENT_WAITS[0] * 1.2


@pytest.mark.parametrize(
    ("wish", "is_step", "expected"),
    [
        (timedelta(minutes=2), False, timedelta(minutes=2)),
        (timedelta(seconds=1), False, EVENT_WAITS[0]),  # it may lengthen a wait, not shorten it
        (timedelta(days=9), False, timedelta(hours=12)),
        (timedelta(seconds=20), True, timedelta(seconds=20)),
        (timedelta(seconds=21), True, None),  # longer than a contact should wait
    ],
)
def test_retry_after_is_honoured_within_bounds(wish, is_step, expected):
    assert wait(1, is_step=is_step, wish=wish) == expected


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("120", timedelta(seconds=120)),
        (" 7 ", timedelta(seconds=7)),
        (format_datetime(NOW + timedelta(minutes=5)), timedelta(minutes=5)),
        (format_datetime(NOW - timedelta(minutes=5)), timedelta(0)),
        ("", None),
        ("soon", None),
        ("-5", None),
        ("1.5", None),
        ("٣", None),
    ],
)
def test_retry_after_is_read_as_seconds_or_as_a_date(header, expected):
    assert wish_of(header, NOW) == expected


@pytest.mark.parametrize(
    ("status", "of_an_event", "of_a_step"),
    [
        (410, True, True),
        (400, False, True), (401, False, True), (404, False, True), (302, False, True),
        (408, False, False), (425, False, False), (429, False, False),
        (500, False, False), (503, False, False), (None, False, False),
    ],
)  # fmt: skip
def test_what_would_be_answered_the_same_again_is_not_repeated(status, of_an_event, of_a_step):
    assert is_final(status, is_step=False) == of_an_event
    assert is_final(status, is_step=True) == of_a_step
