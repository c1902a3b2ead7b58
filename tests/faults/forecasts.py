"""How far the forecast was from what came (L-10)."""

from __future__ import annotations

import statistics
from collections.abc import Sequence

from inbox.delivery.models import Attempt
from tests.faults.viral_hour import Forecast, ViralHour


def errors_in_words(hour: ViralHour) -> str:
    """One line: the error as messages were queued, and as they were asked about each hour."""
    parts = [
        _in_words(hour, [one for one in hour.forecasts if one.first], "as it was queued"),
        _in_words(hour, [one for one in hour.forecasts if not one.first], "asked each hour"),
        _misses_in_words(hour),
    ]
    return "; ".join(parts)


def errors_of(hour: ViralHour, forecasts: Sequence[Forecast]) -> list[float]:
    """By how many minutes each was wrong that named a time, of those that went."""
    calls = Attempt.everywhere.filter(account=hour.account).order_by("number")
    begun = dict(calls.values_list("outbound_id", "started_at"))
    return [
        abs((begun[one.outbound] - one.expected.at).total_seconds()) / 60
        for one in forecasts
        if one.outbound in begun and one.expected.at
    ]


def _in_words(hour: ViralHour, forecasts: Sequence[Forecast], when: str) -> str:
    errors = sorted(errors_of(hour, forecasts))
    if not errors:
        return f"nothing expected {when}"
    median, most = statistics.median(errors), errors[int(0.9 * (len(errors) - 1))]
    return (
        f"{when}: {len(errors)} forecasts, median {median:.1f} min off, 90th percentile {most:.1f}"
    )


def _misses_in_words(hour: ViralHour) -> str:
    """How often a message that was said to miss its window did, and the other way round."""
    gone = set(
        Attempt.everywhere.filter(account=hour.account).values_list("outbound_id", flat=True)
    )
    asked = [one for one in hour.forecasts if not one.first]
    said = [one for one in asked if one.expected.misses]
    right = sum(one.outbound not in gone for one in said)
    unsaid = sum(one.outbound not in gone for one in asked if not one.expected.misses)
    return f"said to miss its window: {len(said)}, of which {right} did; missed it unsaid: {unsaid}"
