"""The log of calls as it is read: what is asked for, a page of it, and figures."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Self
from urllib.parse import urlencode

from django.db.models import Count, Q
from django.http import QueryDict
from django.utils import timezone

from inbox.hooks.models import Endpoint, HookCall
from inbox.hooks.models.call import HookCallQuerySet

PAGE = 30
FIGURES_OVER = timedelta(hours=24)
_HIGHEST = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Asked:
    """What a reader asked for. Words that mean nothing are as if they were not there."""

    state: str = ""
    before: int | None = None  # a call's id, exclusive

    @classmethod
    def read(cls, query: QueryDict) -> Self:
        state, before = query.get("state", ""), query.get("before", "")
        known = before.isascii() and before.isdigit() and len(before) < 20
        return cls(
            state=state if state in HookCall.State.values else "",
            before=min(int(before), _HIGHEST) if known else None,
        )

    def of(self, calls: HookCallQuerySet) -> HookCallQuerySet:
        """Those of ``calls`` that are asked for, the newest first."""
        if self.state:
            calls = calls.filter(state=self.state)
        if self.before is not None:
            calls = _before(calls, self.before)
        return calls.order_by("-created_at", "-pk")

    def older(self, than: HookCall) -> str:
        """The query that asks for what came before a call."""
        return urlencode({"state": self.state, "before": than.pk})


@dataclass(frozen=True, slots=True)
class Line:
    """A call as it is shown, with its body laid out; the template escapes it."""

    call: HookCall
    may_replay: bool

    @property
    def body(self) -> str:
        return laid_out(self.call.body)

    @property
    def answer(self) -> str:
        return laid_out(self.call.answer)


@dataclass(frozen=True, slots=True)
class Page:
    """Up to PAGE calls, and the query for what came before them."""

    lines: tuple[Line, ...]
    older: str

    @classmethod
    def of(cls, calls: HookCallQuerySet, asked: Asked, *, may_replay: bool) -> Self:
        shown = asked.of(calls).prefetch_related("log")
        found = list(shown[: PAGE + 1])
        lines = tuple(Line(call, may_replay) for call in found[:PAGE])
        return cls(lines, asked.older(found[PAGE - 1]) if len(found) > PAGE else "")


@dataclass(frozen=True, slots=True)
class Figures:
    """How many calls of the last day were delivered, failed, or wait."""

    done: int = 0
    failed: int = 0
    waiting: int = 0

    @property
    def none(self) -> bool:
        return not (self.done or self.failed or self.waiting)


def figures_of(calls: HookCallQuerySet, endpoints: Iterable[Endpoint | None]) -> list[Figures]:
    """The figures of each endpoint, in one query; None stands for the calls of rules."""
    wanted = [one.pk if one else None for one in endpoints]
    recent = calls.filter(created_at__gte=timezone.now() - FIGURES_OVER)
    counted = recent.values_list("endpoint_id", "state").annotate(calls=Count("pk"))
    counts: defaultdict[int | None, dict[str, int]] = defaultdict(dict)
    for endpoint_id, state, count in counted:
        counts[endpoint_id][state] = count
    return [Figures(**counts[pk]) for pk in wanted]


def laid_out(text: str) -> str:
    """JSON with line breaks, in its own script; anything else as it is."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return text
    return json.dumps(found, indent=2, ensure_ascii=False)


def links(path: str, asked: Asked) -> list[Mapping[str, object]]:
    """The filter by state: an address, its words, and whether it is the one that is shown."""
    states = [("", ""), *HookCall.State.choices]
    return [
        {"url": f"{path}?state={state}" if state else path, "state": state, "label": label,
         "is_shown": asked.state == state}
        for state, label in states
    ]  # fmt: skip


def _before(calls: HookCallQuerySet, call_id: int) -> HookCallQuerySet:
    place = calls.filter(pk=call_id).values_list("created_at", "pk").first()
    if place is None:  # swept meanwhile, and all that is older with it
        return calls.none()
    at, pk = place
    return calls.filter(Q(created_at__lte=at), Q(created_at__lt=at) | Q(pk__lt=pk))
