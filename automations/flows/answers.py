"""Reading answers: which choice was meant, and whether a value is one of its kind (K-5)."""

from __future__ import annotations

import re

import phonenumbers
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from automations.definition.steps import Ask, Menu
from automations.flows.known import Said
from automations.folding import fold

PERSON = -1  # the choice that calls a person
_EMAIL = re.compile(r"[^\s<>(),;:\"']+@[^\s<>(),;:\"']+\.[^\s<>(),;:\"']+")
_NUMBER = re.compile(r"[-+]?\d+(?:[.,]\d+)?")
LONGEST = 1000  # characters of a free answer


def person_title() -> str:
    """What the way out of a menu is called (H-3)."""
    return _("Talk to a person")


def choice_of(menu: Menu, said: Said) -> int | None:
    """The place of the answer that was meant, PERSON for a person, None when it is none.

    A tap says it; else the title's words, its number in the list, or the only title in the text.
    """
    if said.choice is not None:
        return said.choice if PERSON <= said.choice < len(menu.choices) else None
    words = fold(said.text)
    if not words:
        return None
    titles = [fold(choice.title) for choice in menu.choices]
    if words in titles:
        return titles.index(words)
    if menu.person and words == fold(person_title()):
        return PERSON
    if len(words) == 1 and words[0].isdecimal() and 1 <= int(words[0]) <= len(titles):
        return int(words[0]) - 1
    within = [place for place, title in enumerate(titles) if title and _contains(words, title)]
    return within[0] if len(within) == 1 else None


def value_of(ask: Ask, text: str) -> str | None:
    """The answer as it is kept, or None when it is none of its kind."""
    match ask.answer:
        case "email":
            return email_in(text)
        case "phone":
            return phone_in(text, ask.country)
        case "number":
            found = _NUMBER.search(text)
            return found[0].replace(",", ".") if found else None
        case _:
            return text.strip()[:LONGEST] or None


def email_in(text: str) -> str | None:
    """The first e-mail address in ``text``."""
    for found in _EMAIL.findall(text):
        address = found.rstrip(".!?")
        try:
            validate_email(address)
        except ValidationError:
            continue
        return str(address).lower()
    return None


def phone_in(text: str, country: str) -> str | None:
    """The first phone number in ``text``, like +351912345678 (E.164).

    ``country`` is where a number without +… is; without one, only international numbers count.
    """
    for found in phonenumbers.PhoneNumberMatcher(text, country or None):
        return phonenumbers.format_number(found.number, phonenumbers.PhoneNumberFormat.E164)
    return None


def _contains(words: tuple[str, ...], phrase: tuple[str, ...]) -> bool:
    spans = range(len(words) - len(phrase) + 1)
    return any(words[start : start + len(phrase)] == phrase for start in spans)
