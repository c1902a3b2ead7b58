"""What differs between the steps of two definitions, a sentence each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import msgspec
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from automations.definition import Kind, Step
from automations.rules.in_words import KIND_WORDS, Word
from automations.rules.step_pairs import GONE, POINTERS, pairs_of, renamed

LONGEST = 90  # characters of a wording that a sentence quotes
# How each field of each kind is called; a test sees that none is missing.
FIELD_WORDS: dict[str, Word] = {
    "texts": gettext_lazy("wording"),
    "links": gettext_lazy("link buttons"),
    "file": gettext_lazy("file"),
    "choices": gettext_lazy("choices"),
    "style": gettext_lazy("style"),
    "person": gettext_lazy("offers “Talk to a person”"),
    "retries": gettext_lazy("tries"),
    "again": gettext_lazy("said before asking again"),
    "otherwise": gettext_lazy("goes on otherwise with"),
    "timeout_minutes": gettext_lazy("minutes to wait for an answer"),
    "on_timeout": gettext_lazy("goes on without an answer with"),
    "answer": gettext_lazy("kind of answer"),
    "save_to": gettext_lazy("saved to"),
    "country": gettext_lazy("country of phone numbers"),
    "minutes": gettext_lazy("minutes"),
    "tests": gettext_lazy("tests"),
    "then": gettext_lazy("goes on with"),
    "add": gettext_lazy("labels put on"),
    "remove": gettext_lazy("labels taken off"),
    "team": gettext_lazy("team"),
    "member": gettext_lazy("member"),
    "topic": gettext_lazy("topic"),
    "text": gettext_lazy("text"),
    "who": gettext_lazy("who is told"),
    "url": gettext_lazy("address"),
    "save": gettext_lazy("kept of the answer"),
    "why": gettext_lazy("reason"),
    "high_value": gettext_lazy("high value"),
}
Places = dict[str, int]  # of steps, by their names
Words = dict[str, Any]
_NOTHING: tuple[Any, ...] = (None, "", (), {})
_ITEMS = ("texts", "links", "choices", "tests", "add", "remove")  # told item by item


def changed_steps(old: Sequence[Step], new: Sequence[Step]) -> Iterator[str]:
    """A step that moved or got another name is still the same."""
    pairs = pairs_of(old, new)
    places = {step.id: place for place, step in enumerate(new) if step.id}
    then = renamed(old, new, pairs)
    kept = {before for before, _after in pairs}
    for place, step in enumerate(old):
        if place not in kept:
            yield _("Step %(number)d (%(kind)s) is gone%(said)s.") % _told(place, step)
    before_of = {after: before for before, after in pairs}
    stays = _staying([before_of[after] for after in sorted(before_of)])
    for place, step in enumerate(new):
        before = before_of.get(place)
        if before is None:
            yield _("Step %(number)d (%(kind)s) is new%(said)s.") % _told(place, step)
            continue
        if before not in stays:
            moved = _told(place, step) | {"before": before + 1}
            yield _("Step %(number)d (%(kind)s) was step %(before)d.") % moved
        yield from _changed(place, then[before], step, places)


def first_steps(steps: Sequence[Step]) -> Iterator[str]:
    """What a rule does that nobody has seen yet."""
    for place, step in enumerate(steps):
        yield _("Step %(number)d: %(kind)s%(said)s.") % _told(place, step)


def lists(old: Iterable[Any], new: Iterable[Any]) -> tuple[list[Any], list[Any]]:
    """What was added and what is gone, in their order."""
    before, after = list(old), list(new)
    added = [one for one in after if one not in before]
    return added, [one for one in before if one not in after]


def quoted(words: Iterable[Any]) -> str:
    """“size”, “talla”."""
    return ", ".join(f"“{_short(str(word))}”" for word in words)


def _staying(befores: list[int]) -> set[int]:
    """The longest run of steps that kept their order: only the others were moved."""
    best: list[list[int]] = []
    for place, before in enumerate(befores):
        best.append([*_longest([best[i] for i in range(place) if befores[i] < before]), before])
    return set(_longest(best))


def _longest(chains: list[list[int]]) -> list[int]:
    longest: list[int] = []
    for chain in chains:
        longest = chain if len(chain) > len(longest) else longest
    return longest


def _changed(place: int, old: Step, new: Step, places: Places) -> Iterator[str]:
    head = {"number": place + 1, "kind": _kind_words(new)}
    yield from _field(head, "then", old.then, new.then, places)
    kind = _kind(new)
    before, after = (getattr(old, kind, None), getattr(new, kind, None)) if kind else (None, None)
    if before is None or after is None:
        return
    for field in after.__struct_fields__:
        yield from _field(head, field, getattr(before, field), getattr(after, field), places)


def _field(head: Words, field: str, old: Any, new: Any, places: Places) -> Iterator[str]:
    if old == new:
        return
    words = head | {"field": FIELD_WORDS[field]}
    if field in POINTERS:
        said = {"old": _pointed(old, places), "new": _pointed(new, places)}
        yield _("Step %(number)d (%(kind)s), %(field)s: %(new)s instead of %(old)s.") % (
            words | said
        )
    elif field in _ITEMS:
        yield from _items(words, old, new, places)
    else:
        yield _instead(words | {"old": _said(old, places), "new": _said(new, places)}, old, new)


def _instead(words: Words, old: Any, new: Any) -> str:
    if old in _NOTHING:
        return _("Step %(number)d (%(kind)s), %(field)s: %(new)s.") % words
    if new in _NOTHING:
        return _("Step %(number)d (%(kind)s), %(field)s: nothing any more, was %(old)s.") % words
    return _("Step %(number)d (%(kind)s), %(field)s: %(new)s instead of %(old)s.") % words


def _pointed(name: str | None, places: Places) -> str:
    """Where a pointer leads; what no pointer means stands in the definition of the step."""
    if name is None:
        return _("as usual")
    if name == GONE:
        return _("a step that is gone")
    return _("step %(number)d") % {"number": places[name] + 1} if name in places else f"“{name}”"


def _items(words: Words, old: Sequence[Any], new: Sequence[Any], places: Places) -> Iterator[str]:
    added, gone = lists(old, new)
    if len(added) == len(gone) == 1:
        changed = words | {"old": _said(gone[0], places), "new": _said(added[0], places)}
        yield _("Step %(number)d (%(kind)s), %(field)s: %(new)s instead of %(old)s.") % changed
        return
    for item in added:
        said = words | {"item": _said(item, places)}
        yield _("Step %(number)d (%(kind)s), %(field)s added: %(item)s.") % said
    for item in gone:
        said = words | {"item": _said(item, places)}
        yield _("Step %(number)d (%(kind)s), %(field)s removed: %(item)s.") % said
    if not added and not gone:
        yield _("Step %(number)d (%(kind)s), %(field)s: in another order.") % words


def _told(place: int, step: Step) -> Words:
    """A whole step, with the beginning of what it says."""
    said = f": {quoted(step.wordings[:1])}" if step.kinds and step.wordings else ""
    return {"number": place + 1, "kind": _kind_words(step), "said": said}


def _said(value: Any, places: Places) -> str:
    match value:
        case None | "" | ():
            return _("nothing")
        case bool():
            return _("yes") if value else _("no")
        case str():
            return f"“{_short(value)}”"
        case dict():
            return ", ".join(f"{key}: {one}" for key, one in value.items()) or _("nothing")
        case msgspec.Struct():
            return " → ".join(_parts(value, places))
        case _:
            return str(value)


def _parts(value: msgspec.Struct, places: Places) -> Iterator[str]:
    for field in value.__struct_fields__:
        part = getattr(value, field)
        if field in POINTERS and part is not None:
            yield _pointed(part, places)
        elif part not in _NOTHING:
            yield _short(str(part))


def _kind(step: Step) -> Kind | None:
    return step.kinds[0] if step.kinds else None


def _kind_words(step: Step) -> str:
    kind = _kind(step)
    return str(KIND_WORDS[kind]) if kind else _("not chosen yet")


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= LONGEST else f"{flat[: LONGEST - 1]}…"
