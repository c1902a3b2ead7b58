"""Reads a request's parameters, in every encoding that Meta accepts.

Query, JSON, forms whose values are JSON, and bracketed forms (``message[attachment][type]=image``)
all come out as one nested dict.
"""

import json
import re
from typing import Any

from starlette.datastructures import UploadFile
from starlette.requests import Request

BRACKETED = re.compile(r"^([^\[\]]+)((?:\[[^\[\]]*\])+)$")


class Upload:
    """A file of a multipart form, read."""

    def __init__(self, body: bytes, content_type: str) -> None:
        self.body, self.content_type = body, content_type


async def parameters(request: Request) -> dict[str, Any]:
    """ValueError when a body claims to be JSON and is not."""
    found = nested(list(request.query_params.multi_items()))
    if request.method != "POST":
        return found
    kind = request.headers.get("content-type", "").partition(";")[0]
    if kind == "application/json":
        body = json.loads(await request.body() or b"{}")
        if not isinstance(body, dict):
            raise ValueError("The body must be a JSON object")
        return {**found, **body}
    if kind in ("application/x-www-form-urlencoded", "multipart/form-data"):
        async with request.form() as form:
            return {**found, **nested([(k, await _value(v)) for k, v in form.multi_items()])}
    return found


def nested(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        match = BRACKETED.match(name)
        if match is None:
            found[name] = _decoded(value)
        else:
            path = [match[1], *re.findall(r"\[([^\[\]]*)\]", match[2])]
            _put(found, path, value)
    return {name: _listed(value) for name, value in found.items()}


def _put(found: dict[str, Any], path: list[str], value: Any) -> None:
    """``a[]`` counts up from zero by itself."""
    inner = found
    for name in path[:-1]:
        deeper = inner.setdefault(name, {})
        if not isinstance(deeper, dict):
            raise ValueError(f"{path[0]} is given twice")
        inner = deeper
    inner[path[-1] or str(len(inner))] = value


def _listed(value: Any) -> Any:
    """Dicts whose keys are 0, 1, 2… are lists."""
    if not isinstance(value, dict) or value.keys() & {"id"}:
        return value
    inner = {name: _listed(deeper) for name, deeper in value.items()}
    if inner and list(inner) == [str(number) for number in range(len(inner))]:
        return list(inner.values())
    return inner


def _decoded(value: Any) -> Any:
    if not isinstance(value, str) or value[:1] not in ("{", "["):
        return value
    try:
        return json.loads(value)
    except json.JSONDecodeError:
        return value


async def _value(value: str | UploadFile) -> Any:
    if isinstance(value, str):
        return value
    return Upload(await value.read(), value.content_type or "")
