"""When a rule may fire, by the workspace's clock."""

from datetime import datetime

import pytest

from automations.definition import Schedule
from automations.schedule import allows

MONDAY = "2026-03-02"


@pytest.mark.parametrize(
    ("schedule", "at", "allowed"),
    [
        ({}, f"{MONDAY}T03:00", True),
        ({"from_": "09:00", "until": "18:00"}, f"{MONDAY}T08:59", False),
        ({"from_": "09:00", "until": "18:00"}, f"{MONDAY}T09:00", True),
        ({"from_": "09:00", "until": "18:00"}, f"{MONDAY}T17:59:59", True),
        ({"from_": "09:00", "until": "18:00"}, f"{MONDAY}T18:00", False),
        ({"from_": "22:00", "until": "06:00"}, f"{MONDAY}T23:00", True),
        ({"from_": "22:00", "until": "06:00"}, f"{MONDAY}T05:59", True),
        ({"from_": "22:00", "until": "06:00"}, f"{MONDAY}T06:00", False),
        ({"days": (0,)}, f"{MONDAY}T12:00", True),
        ({"days": (1, 2)}, f"{MONDAY}T12:00", False),
        # The night that began on Monday is still Monday's.
        ({"days": (0,), "from_": "22:00", "until": "06:00"}, "2026-03-03T05:00", True),
        ({"days": (1,), "from_": "22:00", "until": "06:00"}, "2026-03-03T05:00", False),
        ({"starts": "2026-03-02"}, "2026-03-01T23:59", False),
        ({"starts": "2026-03-02", "ends": "2026-03-02"}, f"{MONDAY}T23:59", True),
        ({"ends": "2026-03-02"}, "2026-03-03T00:00", False),
    ],
    ids=str,
)
def test_days_and_hours(schedule, at, allowed):
    assert allows(Schedule(**schedule), datetime.fromisoformat(at), is_open=True) is allowed


@pytest.mark.parametrize(
    ("hours", "is_open", "allowed"),
    [
        ("always", True, True),
        ("always", False, True),
        ("open", True, True),
        ("open", False, False),
        ("closed", True, False),
        ("closed", False, True),
    ],
)
def test_opening_hours(hours, is_open, allowed):
    at = datetime.fromisoformat(f"{MONDAY}T12:00")
    assert allows(Schedule(hours=hours), at, is_open=is_open) is allowed
