"""The ``fields`` parameter: ``id,messages.limit(20){id,from}`` and what it picks from an object."""

import re
from collections.abc import Container
from dataclasses import dataclass, field
from typing import Any

from integrations.sandbox.errors import refuse

TOKEN = re.compile(r"\s*([\w]+)((?:\.\w+\([^)]*\))*)\s*(\{)?")


@dataclass(slots=True)
class Field:
    limit: int | None = None
    inner: "dict[str, Field]" = field(default_factory=dict)


def parse(text: str) -> dict[str, Field]:
    """Names with their limits and inner fields; the refusal of Meta's when it cannot be read."""
    found, rest = _fields(text)
    if rest.strip():
        raise refuse(2500, message=f"Syntax error in field expansion near {rest[:20]!r}")
    return found


def pick(object_: dict[str, Any], wanted: dict[str, Field], kind: str) -> dict[str, Any]:
    """The wanted fields that are set, ``id`` always; a name outside the object is refused."""
    check(wanted, object_, kind)
    picked = {name: object_[name] for name in wanted if object_[name] is not None}
    return {**picked, "id": object_["id"]}


def check(wanted: dict[str, Field], known: Container[str], kind: str) -> None:
    """Refuse the first name that this kind of object does not have."""
    for name in wanted:
        if name not in known:
            raise refuse(100, message=f"Tried accessing nonexisting field ({name}) on {kind}")


def _fields(text: str) -> tuple[dict[str, Field], str]:
    found: dict[str, Field] = {}
    while text.strip():
        match = TOKEN.match(text)
        if match is None:
            break
        entry = Field(_limit(match[2]))
        text = text[match.end() :]
        if match[3]:
            entry.inner, text = _fields(text)
            text = text.lstrip()[1:]  # the closing brace
        found[match[1]] = entry
        text = text.lstrip()
        if not text.startswith(","):
            break
        text = text[1:]
    return found, text


def _limit(modifiers: str) -> int | None:
    match = re.search(r"\.limit\((\d+)\)", modifiers)
    return int(match[1]) if match else None
