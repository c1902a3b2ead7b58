"""What a button of the form does to a draft: each is its name, and what it is done to.

``add:send@2`` puts a message before the third step, ``up:3`` moves the fourth up,
``more:steps-0-send-links`` adds an empty link, ``less:keywords-1`` takes the second keyword away.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from msgspec import json
from msgspec.structs import replace

from automations.definition import KINDS, RuleDefinition, Step, stored
from automations.editor.ids import fresh_ids, with_ids
from automations.editor.starting import first_of

Steps = list[Step]
_PLACE = re.compile(r"[0-9]{1,4}")
_NEW: dict[str, Any] = {
    "texts": "",
    "links": {"title": "", "url": ""},
    "file": {"url": ""},
    "choices": {"title": ""},
    "tests": {"about": "label"},
    "save": {},
}


@dataclass(frozen=True, slots=True)
class Done:
    """The draft after an act; ``focus`` is the name of the field or button to go on with.

    ``adds_at`` is where the list of steps to add is open, None when it is not.
    """

    definition: RuleDefinition
    focus: str = ""
    adds_at: int | None = None


def do(definition: RuleDefinition, act: str) -> Done:
    """``definition`` after ``act``; what is not known, or not there any more, changes nothing."""
    definition = with_ids(definition)
    name, _colon, what = act.partition(":")
    if name == "below" and _PLACE.fullmatch(what):
        place = min(int(what) + 1, len(definition.steps))
        return Done(definition, f"add-{place}", place)
    if name in ("more", "less"):
        return _in_place(definition, name, what)
    change = _CHANGES.get(name)
    found = change(list(definition.steps), what) if change else None
    if found is None:
        return Done(definition)
    steps, focus = found
    return Done(replace(definition, steps=tuple(steps)), focus)


def _add(steps: Steps, what: str) -> tuple[Steps, str] | None:
    kind, _at, where = what.partition("@")
    if kind not in KINDS:
        return None
    place = min(int(where), len(steps)) if _PLACE.fullmatch(where) else len(steps)
    steps.insert(place, first_of(kind, next(fresh_ids(tuple(steps)))))
    return steps, f"steps-{place}"


def _copy(steps: Steps, what: str) -> tuple[Steps, str] | None:
    if (place := _place(steps, what)) is None:
        return None
    copied = replace(steps[place], id=next(fresh_ids(tuple(steps))))
    steps.insert(place + 1, copied)
    return steps, f"steps-{place + 1}"


def _drop(steps: Steps, what: str) -> tuple[Steps, str] | None:
    """What led to the step is left as it is: the checker names it, so that somebody decides."""
    if (place := _place(steps, what)) is None:
        return None
    del steps[place]
    return steps, f"steps-{min(place, len(steps) - 1)}" if steps else "add-0"


def _up(steps: Steps, what: str) -> tuple[Steps, str] | None:
    place = _place(steps, what)
    if not place:
        return None
    steps[place - 1], steps[place] = steps[place], steps[place - 1]
    return steps, f"up-{place - 1}" if place > 1 else f"down-{place - 1}"


def _down(steps: Steps, what: str) -> tuple[Steps, str] | None:
    place = _place(steps, what)
    if place is None or place + 1 >= len(steps):
        return None
    steps[place + 1], steps[place] = steps[place], steps[place + 1]
    return steps, f"down-{place + 1}" if place + 2 < len(steps) else f"up-{place + 1}"


_CHANGES: dict[str, Callable[[Steps, str], tuple[Steps, str] | None]] = {
    "add": _add,
    "copy": _copy,
    "drop": _drop,
    "up": _up,
    "down": _down,
}


def _place(steps: Steps, what: str) -> int | None:
    return int(what) if _PLACE.fullmatch(what) and int(what) < len(steps) else None


def _in_place(definition: RuleDefinition, name: str, path: str) -> Done:
    """Add to, or take from, a list within the JSON."""
    written = json.decode(json.encode(definition.to_json()))
    parts = [int(part) if _PLACE.fullmatch(part) else part for part in path.split("-")]
    focus = _more(written, parts, path) if name == "more" else _less(written, parts, path)
    return Done(stored(written), focus) if focus else Done(definition)


def _more(written: dict[str, Any], parts: list[str | int], path: str) -> str:
    holder, last = _held(written, parts[:-1]), parts[-1]
    if last not in _NEW or not isinstance(holder, dict):
        return ""
    if last == "file":
        holder["file"] = dict(_NEW["file"])
        return f"{path}-url"
    if last == "save":
        holder.setdefault("save", {}).setdefault("", "")
        return f"{path}-{len(holder['save']) - 1}-key"
    listed = holder.setdefault(last, [])
    if last == "texts" and not listed:
        listed.append("")
    listed.append(_NEW[last])
    first = {"links": "-title", "choices": "-title", "tests": "-about"}.get(str(last), "")
    return f"{path}-{len(listed) - 1}{first}"


def _less(written: dict[str, Any], parts: list[str | int], path: str) -> str:
    holder, last = _held(written, parts[:-1]), parts[-1]
    above = path.rpartition("-")[0]
    if isinstance(holder, dict) and last == "file" and "file" in holder:
        del holder["file"]
        return f"more:{path}"
    if isinstance(holder, dict) and isinstance(last, int) and last < len(holder):
        del holder[list(holder)[last]]
        return f"more:{above}"
    if isinstance(holder, list) and isinstance(last, int) and last < len(holder):
        del holder[last]
        return f"{above}-more" if above in ("keywords", "excluding") else f"more:{above}"
    return ""


def _held(written: Any, parts: list[str | int]) -> Any:
    """What stands at ``parts`` in the JSON, None when nothing does."""
    for part in parts:
        if isinstance(written, dict):
            written = written.get(part)
        elif isinstance(written, list) and isinstance(part, int) and part < len(written):
            written = written[part]
        else:
            return None
    return written
