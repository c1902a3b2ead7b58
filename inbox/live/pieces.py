"""Pieces of page, rendered once for everybody: the same templates that views answer with."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import structlog
from django.template.loader import render_to_string
from django.utils import timezone

from inbox.accounts import stops
from inbox.accounts.models import Member
from inbox.live import groups
from inbox.live.events import Frame
from inbox.threads import lists, timeline, watching
from inbox.threads.models import Thread
from inbox.threads.rows import Row
from inbox.threads.timeline import Line
from inbox.threads.views.answers import state_of

log = structlog.get_logger(__name__)


def threads(ids: Iterable[int], now: datetime) -> list[Thread]:
    """These threads as panes need them, in as many queries however many they are."""
    found = Thread.everywhere.filter(pk__in=set(ids))
    return list(lists.for_panes(found, now))


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


def notices(member_id: int) -> str:
    """What a member was told; a member who is gone was told nothing."""
    member = Member.everywhere.filter(pk=member_id).first()
    told = watching.of(member) if member else []
    return render_to_string("threads/_notices.html", {"notices": told})


def switched(workspace_id: int, account_id: int | None) -> str:
    """The banner of all that is stopped, and the switch that was used (K-11)."""
    switch = stops.switch_of(workspace_id, account_id)
    context = {"stops": stops.lines(workspace_id), "switches": [switch], "form": None}
    return render_to_string("accounts/_switched.html", context)


@dataclass(frozen=True, slots=True)
class Flip:
    """A thread's frame at a boundary, and its next one in seconds since the epoch."""

    text: str
    ends_at: float | None


def flips(ids: Iterable[int]) -> dict[int, Flip | None]:
    """Rows, headers and composers as time alone made them (W-7), the threads read together.

    None stands for one that could not be rendered; threads that are gone are left out.
    """
    now = timezone.now()
    return {changed.pk: _flip(changed, now) for changed in threads(ids, now)}


def _flip(changed: Thread, now: datetime) -> Flip | None:
    try:
        html = render_to_string("threads/_changed.html", {**state_of(changed, now), "lines": []})
        return Flip(frame(groups.thread(changed.pk), 0, html, now), ends_at(changed, now))
    except Exception:
        log.exception("a boundary could not be rendered", thread=changed.pk)
        return None


def ends_at(of: Thread, now: datetime) -> float | None:
    """The next boundary of the window, in seconds since the epoch."""
    ends = of.window(now).ends_at
    return ends.timestamp() if ends else None


def frame(group: str, number: int, html: str, now: datetime) -> str:
    """A frame, encoded; consumers forward it as it is."""
    content = Frame(type="pieces", group=group, number=number, now=now.isoformat(), html=html)
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))
