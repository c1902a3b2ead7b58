"""A sentence with a time in it, which the page shows in the viewer's own zone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.timezone import localdate, localtime

_PLACE = "{time}"


@dataclass(frozen=True, slots=True)
class Timed:
    """``words`` may hold one ``{time}``, whose place ``at`` takes; ``names`` are filled in."""

    words: str | Promise
    at: datetime | None = None
    names: Mapping[str, object] = field(default_factory=dict)

    @property
    def before(self) -> str:
        return self._filled(str(self.words).partition(_PLACE)[0])

    @property
    def after(self) -> str:
        return self._filled(str(self.words).partition(_PLACE)[2])

    @property
    def form(self) -> str:
        """A clock time where it is today's, else with its day."""
        return "clock" if self.at and localdate(self.at) == localdate() else "since"

    def __str__(self) -> str:
        time = date_format(localtime(self.at), "H:i") if self.at else ""
        return f"{self.before}{time}{self.after}"

    def _filled(self, part: str) -> str:
        return part % self.names if self.names else part
