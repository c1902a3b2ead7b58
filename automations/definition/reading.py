"""Reading the JSON of rules, as people import, export and write it; every mistake is named."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec
from django.utils.translation import gettext as _

from automations.definition.mistakes import HINTS, BadRules, mistakes_of
from automations.definition.rules import VERSION, NamedRule


def read(source: str | bytes) -> list[NamedRule]:
    """The rules of a file, or BadRules with everything that is wrong in it."""
    rows = _rows(source)
    rules: list[NamedRule] = []
    problems: list[str] = []
    for number, row in enumerate(rows, 1):
        try:
            rule = msgspec.convert(row, NamedRule)
        except msgspec.ValidationError as error:
            problems.append(f"{_title(number, row)}: {_in_words(error)}")
        else:
            problems += [f"{_title(number, row)}: {problem}" for problem in _named_mistakes(rule)]
            rules.append(rule)
    problems += _repeated([rule.name for rule in rules])
    if problems:
        raise BadRules(problems)
    return rules


def _rows(source: str | bytes) -> list[Any]:
    try:
        document = msgspec.json.decode(source)
    except (msgspec.DecodeError, UnicodeError) as error:
        raise BadRules([_("This is not JSON: %(error)s.") % {"error": error}]) from None
    if not isinstance(document, dict):
        raise BadRules([_('The file must be one object: {"version": 1, "rules": […]}.')])
    if document.get("version") != VERSION:
        raise BadRules(
            [
                _('version: is %(found)s; this program reads "version": 1.')
                % {"found": _json(document.get("version"))}
            ]
        )
    unknown = sorted(set(document) - {"version", "rules"})
    if unknown:
        raise BadRules([_("%(key)s: is not known here; remove it.") % {"key": unknown[0]}])
    rows = document.get("rules")
    if not isinstance(rows, list):
        raise BadRules([_('rules: must be a list of rules, like "rules": [{"name": …}].')])
    return rows


def _title(number: int, row: Any) -> str:
    name = row.get("name") if isinstance(row, dict) else None
    return f"rule {number} “{name}”" if isinstance(name, str) else f"rule {number}"


def _in_words(error: msgspec.ValidationError) -> str:
    """The checker's complaint as field, what is wrong, and what to write instead."""
    wrong, _sep, path = str(error).partition(" - at `")
    field = path.rstrip("`").removeprefix("$").removeprefix(".")
    for key, write in HINTS.items():
        if f"missing required field `{key}`" in wrong:
            return f"{_dotted(field, key)}: is missing; {write}."
    name = field.rpartition(".")[2].partition("[")[0]
    hint = f"; {HINTS[name]}" if name in HINTS else ""
    wrong = wrong.removeprefix("Object contains ")
    return f"{field}: {wrong}{hint}." if field else f"{wrong}{hint}."


def _dotted(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key


def _named_mistakes(rule: NamedRule) -> Iterator[str]:
    if not rule.name.strip():
        yield f"name: is empty; {HINTS['name']}."
    if len(rule.name) > 120:
        yield f"name: has {len(rule.name)} characters; 120 is the most."
    yield from mistakes_of(rule)


def _repeated(names: list[str]) -> Iterator[str]:
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield f"rules: two rules are named “{name}”; give each its own name."


def _json(value: Any) -> str:
    return msgspec.json.encode(value).decode()
