"""What the editor's templates need beyond Django's own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template

from automations.editor.form import UNITS
from automations.editor.spans import unit_of

register = template.Library()


@register.filter
def at(mapping: Mapping[str, Any] | None, key: str) -> Any:
    """What ``mapping`` has for ``key``, None when it has nothing or there is none."""
    return mapping.get(key) if isinstance(mapping, Mapping) else None


@register.filter
def or_blank(texts: tuple[str, ...]) -> tuple[str, ...]:
    """At least one text to write into."""
    return texts or ("",)


@register.filter
def byte_count(text: str) -> int:
    """As Meta counts: UTF-8 (C-4)."""
    return len(text.encode())


@register.filter
def time_unit(minutes: int | None) -> str:
    """The unit in which ``minutes`` are a whole number."""
    return unit_of(minutes or 0)


@register.filter
def in_its_unit(minutes: int | None) -> int | str:
    """``minutes`` in that unit; nothing when there are none."""
    return minutes // UNITS[unit_of(minutes)] if minutes else ""


@register.filter
def is_known(target: str, targets: list[Any]) -> bool:
    """Whether a step with the id ``target`` is there."""
    return any(one.id == target for one in targets)
