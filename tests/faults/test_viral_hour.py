"""An hour in which more people ask than the limits let us answer, played until nothing waits."""

from __future__ import annotations

import sys

import pytest
from django.utils import timezone

from tests.faults.arrivals import ArrivalBook
from tests.faults.fake_time import fake_time
from tests.faults.forecasts import errors_in_words
from tests.faults.viral_hour import START, Plan, ViralHour
from tests.faults.viral_ledger import Ledger

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.faults]

# The whole one, of 3,000 at 200 an hour, is `python -m tests.bench.viral_hour`.
PLANS = {
    "grown": Plan(90, questions=24, limits={"messages_per_hour": 40, "tier": 3, "warms_up": False}),
    # One an hour on its first days: more than half of the direct messages miss their window.
    "first days": Plan(50, questions=16, days=2, limits={"messages_per_hour": 5}),
}


@pytest.fixture
def book(settings):
    opened = ArrivalBook(timezone.now)
    settings.INSTAGRAM_GRAPH_URL = opened.url
    yield opened
    opened.close()


@pytest.fixture(params=PLANS)
def played(request, book):
    with fake_time(START) as clock:
        hour = ViralHour(PLANS[request.param], book, clock)
        try:
            hour.play()
        finally:
            hour.close()
        yield Ledger(hour)
    sys.stdout.write(f"\n{request.param}: {errors_in_words(hour)}\n")


def test_limits_hold_nothing_is_lost_and_people_do_not_wait(played):
    """L-1 to L-4, L-6, W-6, W-13"""
    played.all_promises_are_kept()
