"""The opening hours of a workspace, as an admin sets them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.forms import BoundField
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from inbox.accounts.hours import Hours, Span, set_hours
from inbox.accounts.models import Holiday, Member, Workspace

ALWAYS, THESE = "always", "these"
SPANS = 2  # of a day that a page offers at least: before and after lunch
NEW_DAYS_OFF = 2
MOST = 12  # spans of a day, and ...
MOST_DAYS_OFF = 200


@dataclass(frozen=True, slots=True)
class Day:
    """A weekday's row of the page."""

    name: str
    spans: Sequence[tuple[BoundField, BoundField]]


class HoursForm(forms.Form):
    """Always open, or spans by weekday; the zone they are told in; the days off.

    Fields are ``day-0-1-opens`` and ``-closes`` (Monday's second span), ``off-0-on`` and ``-name``.
    Midnight at the end of a day is written 00:00.
    """

    time_zone = forms.CharField(
        label=lazy("Time zone"),
        error_messages={"required": lazy("Choose the time zone: Europe/Lisbon, for one.")},
    )
    when = forms.ChoiceField(
        label=lazy("When people answer"),
        choices=[(ALWAYS, lazy("Round the clock, every day")), (THESE, lazy("In these hours"))],
        error_messages={
            "required": lazy("Choose whether people answer always or in certain hours."),
            "invalid_choice": lazy("People answer either always or in certain hours."),
        },
    )

    def __init__(self, workspace: Workspace, data: Any = None) -> None:
        self.workspace = workspace
        hours = Hours.of(workspace)
        self._off = list(Holiday.objects.in_workspace(workspace).order_by("on"))
        initial = {
            "time_zone": workspace.time_zone,
            "when": ALWAYS if hours.always else THESE,
            **_spans_shown(hours),
            **_off_shown(self._off),
        }
        super().__init__(data, initial=initial)
        self._numbers = {day: self._spans_of(day, hours) for day in range(7)}
        for day, number in self._numbers.items():
            for place in range(number):
                self._add_span(day, place)
        self._days_off = self._offered()
        for place in range(self._days_off):
            self._add_day_off(place)

    # --- What the page shows ----------------------------------------------------------------------
    def days(self) -> list[Day]:
        return [
            Day(
                str(WEEKDAYS[day]),
                [
                    (self[f"day-{day}-{place}-opens"], self[f"day-{day}-{place}-closes"])
                    for place in range(number)
                ],
            )
            for day, number in self._numbers.items()
        ]

    def days_off(self) -> list[tuple[BoundField, BoundField]]:
        places = range(self._days_off)
        return [(self[f"off-{place}-on"], self[f"off-{place}-name"]) for place in places]

    # --- What was posted --------------------------------------------------------------------------
    def clean_time_zone(self) -> str:
        name = str(self.cleaned_data["time_zone"]).strip()
        if name not in available_timezones():
            words = _("“%(name)s” is no time zone. Choose one of the list: Europe/Lisbon, for one.")
            raise forms.ValidationError(words % {"name": name})
        return name

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        cleaned["spans"] = {}
        if cleaned.get("when") == THESE:
            for day in range(7):
                if spans := self._read_day(day):
                    cleaned["spans"][day] = spans
            if not cleaned["spans"] and not self.errors:
                words = _(
                    "Write when people answer on at least one day, or choose round the clock."
                )
                self.add_error("when", words)
        cleaned["holidays"] = dict(self._read_days_off())
        return cleaned

    def save(self, by: Member) -> bool:
        """Whether anything changed."""
        cleaned = self.cleaned_data
        return set_hours(
            self.workspace,
            time_zone=cleaned["time_zone"],
            spans=cleaned["spans"],
            holidays=cleaned["holidays"],
            by=by,
        )

    def _read_day(self, day: int) -> list[Span]:
        found: list[Span] = []
        for place in range(self._numbers[day]):
            opens_name, closes_name = f"day-{day}-{place}-opens", f"day-{day}-{place}-closes"
            if opens_name in self.errors or closes_name in self.errors:
                continue
            opens, closes = self.cleaned_data[opens_name], self.cleaned_data[closes_name]
            if opens is None and closes is None:
                continue
            span = self._span(day, place, opens, closes)
            if span and found and span[0] < found[-1][1]:
                words = _("%(day)s: the second time begins before the first one ends.")
                self.add_error(opens_name, words % {"day": WEEKDAYS[day]})
            elif span:
                found.append(span)
        return found

    def _span(self, day: int, place: int, opens: time | None, closes: time | None) -> Span | None:
        named = {"day": WEEKDAYS[day]}
        if opens is None:
            self.add_error(f"day-{day}-{place}-opens", _("%(day)s: write when it opens.") % named)
            return None
        if closes is None:
            self.add_error(f"day-{day}-{place}-closes", _("%(day)s: write when it closes.") % named)
            return None
        closes = time.max if closes == time.min else closes
        if closes <= opens:
            words = _(
                "%(day)s: it closes before it opens. What goes on after midnight is written in two "
                "parts: until 00:00, and the next day from 00:00."
            )
            self.add_error(f"day-{day}-{place}-closes", words % named)
            return None
        return opens, closes

    def _read_days_off(self) -> Iterator[tuple[date, str]]:
        for place in range(self._days_off):
            on, name = self.cleaned_data.get(f"off-{place}-on"), f"off-{place}-name"
            if on:
                yield on, self.cleaned_data.get(name, "")
            elif self.cleaned_data.get(name) and f"off-{place}-on" not in self.errors:
                self.add_error(f"off-{place}-on", _("Write the day that nobody answers on."))

    # --- How many there are -----------------------------------------------------------------------
    def _spans_of(self, day: int, hours: Hours) -> int:
        posted = (place for place in range(MOST) if f"day-{day}-{place}-opens" in self.data)
        return max(SPANS, len(hours.spans.get(day, ())), *(place + 1 for place in posted), 0)

    def _offered(self) -> int:
        posted = (place for place in range(MOST_DAYS_OFF) if f"off-{place}-on" in self.data)
        return max(len(self._off) + NEW_DAYS_OFF, *(place + 1 for place in posted), 0)

    def _add_span(self, day: int, place: int) -> None:
        labels = (_("%(day)s: opens"), _("%(day)s: closes"))
        for name, label in zip(("opens", "closes"), labels, strict=True):
            named = label % {"day": WEEKDAYS[day]}
            self.fields[f"day-{day}-{place}-{name}"] = forms.TimeField(
                label=named,
                required=False,
                error_messages={"invalid": _("%(field)s: write a time: 09:00.") % {"field": named}},
            )

    def _add_day_off(self, place: int) -> None:
        self.fields[f"off-{place}-on"] = forms.DateField(
            label=_("Day off"),
            required=False,
            error_messages={"invalid": _("Write the day off as a date: 2026-12-25.")},
        )
        self.fields[f"off-{place}-name"] = forms.CharField(
            label=_("Its name"),
            required=False,
            max_length=80,
            error_messages={"max_length": _("The name of a day off has at most 80 characters.")},
        )


def _spans_shown(hours: Hours) -> dict[str, str]:
    shown = {}
    for day, spans in hours.spans.items():
        for place, (opens, closes) in enumerate(spans):
            shown[f"day-{day}-{place}-opens"] = f"{opens:%H:%M}"
            closing = time.min if closes == time.max else closes
            shown[f"day-{day}-{place}-closes"] = f"{closing:%H:%M}"
    return shown


def _off_shown(days: Sequence[Holiday]) -> dict[str, str]:
    shown = {}
    for place, day in enumerate(days):
        shown[f"off-{place}-on"] = day.on.isoformat()
        shown[f"off-{place}-name"] = day.name
    return shown
