"""The JSON of rules, as people import, export and write it; every mistake is named exactly.

The smallest file:
``{"version": 1, "rules": [{"name": "Price", "on": ["dm", "comment"], "match": "contains",
"keywords": ["price"], "steps": [{"send": {"texts": ["Our prices: …"]}}]}]}``
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

import msgspec
from django.utils.translation import gettext as _

from automations.folding import fold
from inbox.accounts.channels import CHANNELS

VERSION = 1
TEXT_BYTES = min(channel.text_bytes for channel in CHANNELS.values())  # C-4
Surface = Literal["dm", "comment"]
Match = Literal["exact", "contains"]


class Strict(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A value of the JSON: nothing unknown in it, defaults left out when it is written."""


class Wordings(Strict, frozen=True):
    """The wordings of one step, of which a contact gets each at most once (C-1, C-2)."""

    texts: tuple[str, ...]


class Step(Strict, frozen=True):
    """One thing that a rule does: exactly one of these is set."""

    send: Wordings | None = None  # a direct message; on a comment its private reply
    reply_publicly: Wordings | None = None  # under the comment

    @property
    def wordings(self) -> tuple[str, ...]:
        chosen = self.send or self.reply_publicly
        return chosen.texts if chosen else ()


class RuleDefinition(Strict, frozen=True):
    """What ``Rule.definition`` holds."""

    on: tuple[Surface, ...]
    match: Match
    keywords: tuple[str, ...]
    steps: tuple[Step, ...]
    again_after_days: int | None = None  # C-1: the same wording may come again after so long


class NamedRule(RuleDefinition, frozen=True, kw_only=True):
    """A rule as it stands in the file. ``account`` is a username; without it, every account."""

    name: str
    account: str | None = None
    is_on: bool = True

    @property
    def definition(self) -> dict[str, Any]:
        """The part that ``Rule.definition`` keeps."""
        return {key: value for key, value in self.to_json().items() if key in _KEPT}

    def to_json(self) -> dict[str, Any]:
        """The rule as it stands in the file, its name first."""
        written: dict[str, Any] = msgspec.to_builtins(self)
        return {"name": written.pop("name")} | written


_KEPT = frozenset(RuleDefinition.__struct_fields__)


class BadRules(Exception):
    """The file can't be taken; ``problems`` says what is wrong, a sentence each."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


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
            problems += [f"{_title(number, row)}: {problem}" for problem in _mistakes(rule)]
            rules.append(rule)
    problems += _repeated([rule.name for rule in rules])
    if problems:
        raise BadRules(problems)
    return rules


def stored(definition: dict[str, Any]) -> RuleDefinition:
    """What a row of ``Rule`` holds; it was checked when it was written."""
    return msgspec.convert(definition, RuleDefinition)


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


_HINTS = {
    "name": 'write a text, like "name": "Price"',
    "on": 'write a list of "dm" and "comment"',
    "match": 'write "contains" or "exact"',
    "keywords": 'write a list of texts, like ["price", "cost"]',
    "steps": 'write a list of steps, like [{"send": {"texts": ["…"]}}]',
    "texts": 'write a list of texts, like ["Our prices: …"]',
    "account": 'write the username, like "account": "bakery.demo", or leave it out',
    "is_on": "write true or false",
    "again_after_days": "write a whole number of days, or leave it out",
}


def _in_words(error: msgspec.ValidationError) -> str:
    """The checker's complaint as field, what is wrong, and what to write instead."""
    wrong, _sep, path = str(error).partition(" - at `")
    field = path.rstrip("`").removeprefix("$").removeprefix(".")
    for key, write in _HINTS.items():
        if f"missing required field `{key}`" in wrong:
            return f"{_dotted(field, key)}: is missing; {write}."
    name = field.rpartition(".")[2].partition("[")[0]
    hint = f"; {_HINTS[name]}" if name in _HINTS else ""
    wrong = wrong.removeprefix("Object contains ")
    return f"{field}: {wrong}{hint}." if field else f"{wrong}{hint}."


def _dotted(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key


def _mistakes(rule: NamedRule) -> Iterator[str]:
    """What the shape alone does not show."""
    if not rule.name.strip():
        yield f"name: is empty; {_HINTS['name']}."
    if len(rule.name) > 120:
        yield f"name: has {len(rule.name)} characters; 120 is the most."
    if not rule.on:
        yield f"on: is empty; {_HINTS['on']}."
    if not rule.keywords:
        yield f"keywords: is empty; {_HINTS['keywords']}."
    for index, keyword in enumerate(rule.keywords):
        if not fold(keyword):
            yield (
                f"keywords[{index}]: {_json(keyword)} has no letter or digit, so nothing could "
                "match it; write a word, or remove it."
            )
    if rule.again_after_days is not None and rule.again_after_days < 1:
        yield f"again_after_days: is {rule.again_after_days}; 1 is the least, or leave it out."
    if not rule.steps:
        yield f"steps: is empty; {_HINTS['steps']}."
    for index, step in enumerate(rule.steps):
        yield from (f"steps[{index}]{problem}" for problem in _step_mistakes(step, rule))


def _step_mistakes(step: Step, rule: NamedRule) -> Iterator[str]:
    if (step.send is None) == (step.reply_publicly is None):
        yield ': must be one step, either {"send": …} or {"reply_publicly": …}.'
        return
    kind = "send" if step.send else "reply_publicly"
    if step.reply_publicly and "comment" not in rule.on:
        yield '.reply_publicly: needs a comment to answer; add "comment" to "on".'
    if not step.wordings:
        yield f".{kind}.texts: is empty; {_HINTS['texts']}."
    for index, text in enumerate(step.wordings):
        size = len(text.encode())
        if not text.strip():
            yield f".{kind}.texts[{index}]: is empty; write what to send, or remove it."
        if size > TEXT_BYTES:
            yield (
                f".{kind}.texts[{index}]: is {size} bytes long; {TEXT_BYTES} is the most, "
                f"so shorten it by {size - TEXT_BYTES}."
            )
    if len(set(step.wordings)) < len(step.wordings):
        yield f".{kind}.texts: says the same twice; a contact gets each wording once."


def _repeated(names: list[str]) -> Iterator[str]:
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield f"rules: two rules are named “{name}”; give each its own name."


def _json(value: Any) -> str:
    return msgspec.json.encode(value).decode()
