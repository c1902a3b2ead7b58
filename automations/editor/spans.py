"""Spans of time in words and in the unit in which somebody would say them."""

from __future__ import annotations

from django.utils.translation import ngettext

from automations.editor.form import UNITS


def unit_of(minutes: int) -> str:
    """The largest unit that ``minutes`` is a whole number of."""
    whole = [unit for unit, length in UNITS.items() if minutes % length == 0]
    return whole[-1] if minutes else "hours"


def span(minutes: int) -> str:
    """“26 hours”, “3 days”."""
    unit = unit_of(minutes)
    count = minutes // UNITS[unit]
    match unit:
        case "days":
            words = ngettext("%(count)s day", "%(count)s days", count)
        case "hours":
            words = ngettext("%(count)s hour", "%(count)s hours", count)
        case _:
            words = ngettext("%(count)s minute", "%(count)s minutes", count)
    return words % {"count": count}
