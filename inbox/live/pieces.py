"""Pieces of page, rendered once for everybody: the same templates that views answer with."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.template.loader import render_to_string
from django.utils import timezone

from inbox.live.events import Frame
from inbox.threads import lists, timeline
from inbox.threads.models import Thread
from inbox.threads.rows import Row
from inbox.threads.timeline import Line
from inbox.threads.views.answers import state_of


def threads(ids: Iterable[int], now: datetime) -> list[Thread]:
    """These threads as rows need them, in two queries however many they are."""
    found = Thread.everywhere.filter(pk__in=set(ids))
    return list(lists.for_rows(lists.annotated(found, now)))


def rows(changed: Sequence[Thread], now: datetime) -> str:
    """The rows of these threads."""
    return "".join(
        render_to_string("threads/_row.html", {"row": Row.of(thread, now)}) for thread in changed
    )


def thread(changed: Thread, items: Iterable[str], now: datetime) -> str:
    """The header and composer of a thread, and those of its items."""
    lines = [Line(item) for item in timeline.some(changed, items)]
    context = {**state_of(changed, now), "lines": lines, "row": None}
    return render_to_string("threads/_changed.html", context)


def flip(thread_id: int) -> tuple[str, float | None]:
    """Row, header and composer as time alone made them, and when it will do so again (W-7)."""
    now = timezone.now()
    (changed,) = threads([thread_id], now)
    return rows([changed], now) + thread(changed, (), now), ends_at(changed, now)


def ends_at(of: Thread, now: datetime) -> float | None:
    """The next boundary of the window, in seconds since the epoch."""
    ends = of.window(now).ends_at
    return ends.timestamp() if ends else None


def frame(group: str, number: int, html: str, now: datetime) -> str:
    """A frame, encoded; consumers forward it as it is."""
    content = Frame(type="pieces", group=group, number=number, now=now.isoformat(), html=html)
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))
