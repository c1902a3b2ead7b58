"""Variables in texts: ``{first_name|there}`` is the contact's first name, or “there” (C-2)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

_VARIABLE = re.compile(r" ?\{([a-z][a-z0-9_]{0,39})(?:\|([^{}]*))?\}")
_BRACED = re.compile(r"\{[^{}]*\}?")
USUAL = ("first_name", "name", "username", "keyword", "account")


@dataclass(frozen=True, slots=True)
class Variable:
    """A place in a text; ``fallback`` is None when nothing was said for the unknown."""

    name: str
    fallback: str | None


def variables(text: str) -> list[Variable]:
    """The variables of ``text``, in their order."""
    return [Variable(found[1], found[2]) for found in _VARIABLE.finditer(text)]


def problems(text: str) -> list[str]:
    """What looks like a variable and is none, a sentence each."""
    odd = [found[0] for found in _BRACED.finditer(text) if not _VARIABLE.fullmatch(found[0])]
    return [
        _("“%(piece)s” is no variable; write it like {first_name|there}, or without braces.")
        % {"piece": piece}
        for piece in odd
    ]


def fill(text: str, values: Mapping[str, str]) -> str:
    """``text`` with its variables filled; what is unknown becomes its fallback, else nothing.

    A variable that vanishes takes the space before it along.
    """
    return _VARIABLE.sub(lambda found: _filled(found, values), text).strip()


def _filled(found: re.Match[str], values: Mapping[str, str]) -> str:
    value = values.get(found[1], "").strip() or found[2] or ""
    space = " " if found[0].startswith(" ") else ""
    return space + value if value else ""
