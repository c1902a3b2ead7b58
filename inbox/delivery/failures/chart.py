"""The failures of each hour or day as bars: where each stands, and what it says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from inbox.delivery.failures.asked import Span
from inbox.delivery.failures.figures import Step

TOP, FLOOR = 24, 144  # px from the upper edge: where the highest bar ends, where all stand
_EVERY = {24: 4, 7: 1, 30: 5}  # of so many steps, each which is named under its bar
_ALL_VALUES = 7  # with so many bars or fewer each bears its number; else only the highest


@dataclass(frozen=True, slots=True)
class Bar:
    """Lengths across are per cent of the chart's width, up and down px."""

    step: Step
    x: str
    width: str
    middle: str
    y: int
    height: int
    value: str  # what is written above it
    name: str  # what is written below it
    when: str
    words: str  # all of it, for readers and as a title


@dataclass(frozen=True, slots=True)
class Chart:
    """``takeaway`` is what one would say of it in a sentence."""

    bars: tuple[Bar, ...]
    total: int
    hourly: bool
    takeaway: str

    @classmethod
    def of(cls, steps: Sequence[Step], span: Span) -> Chart:
        most = max((step.count for step in steps), default=0)
        bars = tuple(_bar(steps, number, most, span) for number in range(len(steps)))
        total = sum(step.count for step in steps)
        return cls(bars, total, span.hourly, _takeaway(steps, most, total, span))


def _bar(steps: Sequence[Step], number: int, most: int, span: Span) -> Bar:
    step, count = steps[number], len(steps)
    wide = 100 / count
    height = round((FLOOR - TOP) * step.count / most) if most else 0
    height = max(height, 2) if step.count else 0  # a little is not nothing
    told = step.count and (count <= _ALL_VALUES or step.count == most)
    named = (count - 1 - number) % _EVERY[count] == 0  # the last one always is
    failed = ngettext("%d failed", "%d failed", step.count) % step.count
    when = _long_name(step, span)
    return Bar(
        step=step,
        x=f"{number * wide + wide * 0.12:.2f}%",
        width=f"{wide * 0.76:.2f}%",
        middle=f"{(number + 0.5) * wide:.2f}%",
        y=FLOOR - height,
        height=height,
        value=str(step.count) if told else "",
        name=_name(step, span) if named else "",
        when=when,
        words=_("%(when)s: %(count)s") % {"when": when, "count": failed},
    )


def _takeaway(steps: Sequence[Step], most: int, total: int, span: Span) -> str:
    if not total:
        return _("Nothing failed.")
    top = next(step for step in reversed(steps) if step.count == most)
    failed = ngettext("%(total)d failed", "%(total)d failed", total) % {"total": total}
    words = {"failed": failed, "most": most, "when": _long_name(top, span)}
    if most == total:
        return _("%(failed)s, on %(when)s.") % words
    return _("%(failed)s, most on %(when)s: %(most)d.") % words


def _name(step: Step, span: Span) -> str:
    local = localtime(step.at)
    if span.hourly:
        return date_format(local, "H:i")
    return date_format(local, "D" if span.steps <= _ALL_VALUES else "j M")


def _long_name(step: Step, span: Span) -> str:
    return date_format(localtime(step.at), "D j M, H:i" if span.hourly else "D j M")
