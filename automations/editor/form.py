"""From the fields of the editor's form to the JSON of a rule.

A field is named by its place in the JSON: ``steps-2-menu-choices-0-title``. The types of
``automations.definition`` say how it is read, so a new field of a step needs no code here. Whatever
a person may leave half done is kept: an empty text, a link without an address, no step at all.
"""

from __future__ import annotations

import math
import re
from typing import Any

import msgspec
from django.http import QueryDict
from django.utils.translation import gettext as _
from msgspec import inspect

from automations.definition import KINDS, RuleDefinition
from automations.definition.steps import Step
from automations.editor.hidden import without_hidden

UNITS = {"minutes": 1, "hours": 60, "days": 24 * 60}  # what a time may be given in, in minutes
MOST = 10**7  # of any number: 19 years in minutes
SEVERAL = re.compile(r"[,،、;\n]")  # what parts keywords that are written in one go
WORDINGS = {"texts", "text", "again"}  # message words, kept to the letter
_CHOSEN = (inspect.LiteralType, inspect.EnumType)
_SHAPE: inspect.StructType = inspect.type_info(RuleDefinition)  # type: ignore[assignment]  # it is a struct
_SHAPES: dict[str, inspect.Type] = {
    field.encode_name: field.type
    for struct in (RuleDefinition, Step)
    for field in inspect.type_info(struct).fields  # type: ignore[attr-defined]  # both are structs
}


class BadForm(Exception):
    """The fields hold what no rule can; ``problems`` says so by the field's name.

    ``definition`` is all the rest of it, None when not even that can be read.
    """

    def __init__(self, problems: dict[str, str], definition: RuleDefinition | None) -> None:
        super().__init__("; ".join(problems.values()))
        self.problems = problems
        self.definition = definition


def definition_of(data: QueryDict) -> RuleDefinition:
    """The rule that the fields describe, finished or not; BadForm when it has no such shape."""
    reader = _Reader(data)
    read = reader.struct(_SHAPE, "", besides=("steps", "where"))
    read["where"] = reader.where()
    read["steps"] = [reader.step(f"steps-{place}") for place in reader.places("steps")]
    try:
        definition = without_hidden(msgspec.convert(_full(read), RuleDefinition))
    except msgspec.ValidationError as error:
        words = _("The form can't be read: %(error)s.") % {"error": error}
        raise BadForm({"": words} | reader.problems, None) from None
    if reader.problems:
        raise BadForm(reader.problems, definition)
    return definition


class _Reader:
    """Reads values of the JSON's types out of the fields; notes what can't be read."""

    def __init__(self, data: QueryDict) -> None:
        self._data = data
        self.problems: dict[str, str] = {}

    def step(self, name: str) -> dict[str, Any]:
        """One step: its kind, what that kind holds, and where it leads."""
        kind = self._data.get(f"{name}-kind", "")
        if kind not in KINDS:
            self.problems[f"{name}-kind"] = _("“%(kind)s” is no kind of step.") % {"kind": kind}
            return {}
        then = self._data.get(f"{name}-then") or None
        held = self.value(_sole(_SHAPES[kind]), f"{name}-{kind}")
        return {"id": self._text(f"{name}-id"), "then": then, kind: held}

    def where(self) -> dict[str, Any] | None:
        """Posts chosen and none ticked yet is one post without a name: it fits nothing."""
        scope = self._data.get("where-scope", "all")
        read: dict[str, Any] = self.value(_sole(_SHAPES["where"]), "where")
        if scope == "chosen":
            return {"posts": read["posts"] or [""]}
        if scope == "kinds":
            return {"kinds": read["kinds"]}
        if scope == "next":
            return {"next_post": True}
        return read if scope == "several" else None

    def value(self, shape: inspect.Type, name: str) -> Any:
        """What the fields named ``name`` hold, as JSON has it."""
        match shape:
            case inspect.BoolType():
                return name in self._data
            case inspect.IntType():
                return self._number(name) or 0
            case inspect.VarTupleType(item_type=item):
                return self._listed(item, name)
            case inspect.DictType():
                return self._pairs(name)
            case inspect.StructType():
                return self.struct(shape, f"{name}-")
            case inspect.UnionType():
                return self._optional(_sole(shape), name)
            case _:
                return self._text(name)

    def struct(
        self, shape: inspect.StructType, before: str, besides: tuple[str, ...] = ()
    ) -> dict[str, Any]:
        """An object of the JSON. A choice that the form does not offer is left at its default."""
        named = {f"{before}{field.encode_name}": field for field in shape.fields}
        return {
            field.encode_name: self.value(field.type, name)
            for name, field in named.items()
            if field.encode_name not in besides
            and (name in self._data or not isinstance(field.type, _CHOSEN))
        }

    def places(self, name: str) -> list[int]:
        """The numbers that stand behind ``name`` in the fields, in order."""
        pattern = re.compile(rf"{re.escape(name)}-(\d{{1,4}})(?:-|$)")
        return sorted({int(found[1]) for key in self._data if (found := pattern.match(key))})

    def _listed(self, item: inspect.Type, name: str) -> list[Any]:
        if isinstance(item, inspect.StructType):
            return [self.value(item, f"{name}-{place}") for place in self.places(name)]
        if isinstance(item, inspect.IntType):
            return [int(one) for one in self._data.getlist(name) if one.isdecimal()]
        return self._texts(name)

    def _optional(self, shape: inspect.Type, name: str) -> Any:
        if isinstance(shape, inspect.StructType):
            is_there = any(key.startswith(f"{name}-") for key in self._data)
            return self.value(shape, name) if is_there else None
        if isinstance(shape, inspect.IntType):
            return self._number(name)
        return self._text(name) or None

    def _number(self, name: str) -> int | None:
        written = self._data.get(name, "").strip()
        if not written:
            return None
        unit = UNITS.get(self._data.get(f"{name}-unit", ""), 1)
        try:
            number = float(written) * unit
        except ValueError:
            number = math.nan
        if not 0 <= number <= MOST:
            self.problems[name] = _(
                "“%(written)s” can't be used here; write a number from 0 to %(most)s."
            ) % {"written": written, "most": MOST // unit}
            return 0
        return round(number)

    def _texts(self, name: str) -> list[str]:
        """Texts one by one, ticked ones, and what was written in one go to be added."""
        ones = [self._text(f"{name}-{place}") for place in self.places(name)]
        ticked = [one for key in self._data.getlist(name) if (one := _clean(key).strip())]
        added = self._data.get(f"{name}-more", "")
        whole = name == "keywords" and self._data.get("match") in ("pattern", "intent")
        more = [added] if whole else SEVERAL.split(added)
        if name.rpartition("-")[2] == "texts":
            return ones if any(ones) or len(ones) > 1 else []
        return list(dict.fromkeys(filter(None, [*ones, *ticked, *map(str.strip, more)])))

    def _pairs(self, name: str) -> dict[str, str]:
        """Two of the same name can't both be kept under it: the later one gets a number."""
        pairs: dict[str, str] = {}
        for place in self.places(name):
            key = wanted = self._text(f"{name}-{place}-key")
            again = 2
            while key in pairs:
                key, again = f"{wanted} {again}".strip(), again + 1
            pairs[key] = self._text(f"{name}-{place}-value")
        return pairs

    def _text(self, name: str) -> str:
        text = _clean(self._data.get(name, ""))
        parts = name.split("-")
        return text if WORDINGS & set(parts[-2:]) else text.strip()


def _clean(text: str) -> str:
    """Lines as they are written here, and nothing that the database can't hold."""
    return text.replace("\r\n", "\n").replace("\0", "")


def _sole(shape: inspect.Type) -> inspect.Type:
    """The one type of ``X | None`` beside None."""
    if not isinstance(shape, inspect.UnionType):
        return shape
    return next(one for one in shape.types if not isinstance(one, inspect.NoneType))


def _full(read: dict[str, Any]) -> dict[str, Any]:
    """``read``, without a schedule that says nothing."""
    schedule = read["schedule"] or {}
    if not any(value and value != "always" for value in schedule.values()):
        read["schedule"] = None
    return read
