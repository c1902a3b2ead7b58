"""The way through a flow up to the handoff, in words: its rule, what it said and asked (H-5)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from automations.models import Run, StepDone

SHORT = 56  # characters of a question that the panel has room for
MOST = 8  # steps shown; those before are counted
_WORDS: dict[str, str | Promise] = {
    "send": gettext_lazy("a file"),  # one without words
    "delay": gettext_lazy("waited"),
    "condition": gettext_lazy("checked a condition"),
    "tag": gettext_lazy("changed labels"),
    "assign": gettext_lazy("assigned"),
    "opt_in": gettext_lazy("asked for an opt-in"),
    "notify": gettext_lazy("told the team"),
    "webhook": gettext_lazy("asked your system"),
}
_UNTOLD = ("stop", "handoff")  # the handoff is what the panel itself is about


@dataclass(frozen=True, slots=True)
class Stop:
    """A step on the way; ``answer`` is what the contact chose or wrote there, ``skipped`` why it
    was passed over. ``quoted``: these are words that the contact read."""

    words: str
    answer: str = ""
    skipped: str = ""
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class Path:
    """The rule's name, how many of its steps are left out, and the last ones."""

    rule: str
    earlier: int
    stops: tuple[Stop, ...]


def path_of(run: Run, steps: Iterable[StepDone]) -> Path:
    """Needs ``run`` with its rule, and its ``steps`` in the order in which they were done."""
    stops: list[Stop] = []
    places: list[int] = []
    for step in steps:
        if step.kind == "answer":
            if stops:
                stops[-1] = _answered(stops[-1], _answer(step, run))
        elif step.kind not in _UNTOLD and step.place not in places[-1:]:  # asked again: once
            stops.append(_stop(step))
            places.append(step.place)
    earlier = max(0, len(stops) - MOST)
    return Path(run.rule.name, earlier, tuple(stops[earlier:]))


def _stop(step: StepDone) -> Stop:
    skipped = str(step.get_skipped_display()) if step.skipped else ""
    if step.words:
        return Stop(Truncator(step.words).chars(SHORT), skipped=skipped, quoted=True)
    words = str(_WORDS.get(step.kind) or _("said something"))
    detail = step.detail if step.kind in ("tag", "assign") and not skipped else ""
    return Stop(words, detail, skipped)


def _answered(stop: Stop, answer: str) -> Stop:
    return Stop(stop.words, answer, stop.skipped, stop.quoted)


def _answer(step: StepDone, run: Run) -> str:
    """What the contact said; what was kept of it is written as ``field = value``."""
    field, _equals, value = step.detail.partition(" = ")
    return value if field in run.answers else step.detail
