"""What all checks of a rule share: how a mistake is told, and the limits of the channels."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from django.utils.translation import gettext as _

from automations.folding import fold
from inbox.accounts.channels import CHANNELS

_TABLES = CHANNELS.values()
TEXT_BYTES = min(channel.text_bytes for channel in _TABLES)  # C-4
QUICK_REPLIES = min(channel.quick_replies for channel in _TABLES)
QUICK_REPLY_CHARACTERS = min(channel.quick_reply_characters for channel in _TABLES)
BUTTONS = min(channel.buttons for channel in _TABLES)
BUTTON_CHARACTERS = min(channel.button_characters for channel in _TABLES)
BUTTON_TEXT_CHARACTERS = min(channel.button_text_characters for channel in _TABLES)
LONGEST_WAIT = 7 * 24 * 60  # minutes: beyond it no window is left (W-1)
NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")  # of a field, as texts name it: {city}

HINTS = {
    "name": 'write a text, like "name": "Price"',
    "on": (
        'write a list of "dm", "comment", "story_reply", "story_mention", "tap", "ice_breaker", '
        '"ad", "first_message", or "fallback" alone'
    ),
    "match": 'write "contains", "exact", "starts_with", "fuzzy", "pattern" or "any"',
    "keywords": 'write a list of texts, like ["price", "cost"]',
    "excluding": 'write a list of texts, like ["price list"]',
    "typos": "write 1 or 2, or leave it out",
    "where": 'write an object, like {"kinds": ["reel"]}',
    "kinds": 'write a list of "feed", "reel", "live", "ad" and "story"',
    "posts": 'write a list of ids, like ["18000"]',
    "next_post": "write true or false",
    "schedule": 'write an object, like {"days": [0, 1], "from": "09:00", "until": "18:00"}',
    "hours": 'write "always", "open" or "closed"',
    "days": "write a list of days, 0 is Monday, like [0, 1, 2, 3, 4]",
    "from": 'write a time of day, like "09:00"',
    "until": 'write a time of day, like "18:00"',
    "starts": 'write a date, like "2026-11-27"',
    "ends": 'write a date, like "2026-11-30"',
    "follows_us": "write true or false",
    "once": "write true or false",
    "steps": 'write a list of steps, like [{"send": {"texts": ["…"]}}]',
    "id": 'write a short name, like "id": "sizes"',
    "then": "write the id of a step, or leave it out for the next one",
    "otherwise": "write the id of a step, or leave it out",
    "on_timeout": "write the id of a step, or leave it out to end there",
    "timeout_minutes": "write a whole number of minutes, or leave it out to wait without end",
    "texts": 'write a list of texts, like ["Our prices: …"]',
    "again": "write a text",
    "text": "write a text",
    "links": 'write a list, like [{"title": "Shop", "url": "https://shop.example/"}]',
    "url": 'write a whole address, like "https://shop.example/"',
    "file": 'write an object, like {"url": "https://shop.example/a.jpg", "kind": "image"}',
    "kind": 'write "image", "audio", "video" or "file"',
    "title": "write a text",
    "choices": 'write a list, like [{"title": "Small"}, {"title": "Large", "then": "large"}]',
    "style": 'write "quick_replies" or "buttons"',
    "person": "write true or false",
    "retries": "write a whole number",
    "answer": 'write "text", "email", "phone" or "number"',
    "save_to": 'write the name of a field, like "city"',
    "country": 'write two letters, like "PT"',
    "minutes": "write a whole number of minutes",
    "tests": 'write a list, like [{"about": "label", "name": "vip"}]',
    "about": 'write "label", "field", "follows", "hours" or "window"',
    "is": 'write "set", "not_set", "equal" or "contains"',
    "value": "write a text",
    "add": 'write a list of labels, like ["vip"]',
    "remove": 'write a list of labels, like ["vip"]',
    "team": "write the team's name",
    "member": "write the member's e-mail address",
    "topic": "write what they would be told of",
    "who": 'write "assignee", "leads" or "everyone"',
    "save": 'write an object, like {"order": "order.number"}',
    "why": "write a text",
    "high_value": "write true or false",
    "account": 'write the username, like "account": "bakery.demo", or leave it out',
    "is_on": "write true or false",
    "again_after_days": "write a whole number of days, or leave it out",
}


class BadRules(Exception):
    """Rules can't be taken; ``problems`` says what is wrong, a sentence each."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Mistake:
    """What is wrong, where (“steps[2].send.texts[0]”), and what to do about it.

    ``code`` names its kind for tests and styles.
    """

    where: str
    code: str
    words: str

    def __str__(self) -> str:
        return f"{self.where}: {self.words}"


def is_empty(where: str, hint: str) -> Mistake:
    words = _("is empty; %(hint)s.") % {"hint": HINTS[hint]}
    return Mistake(where, "empty", words)


def text_mistakes(where: str, text: str, *, may_be_empty: bool = False) -> Iterator[Mistake]:
    """Of something that is said to a contact; variables count as they are written."""
    from automations.flows.texts import problems

    size = len(text.encode())
    if not text.strip() and not may_be_empty:
        yield Mistake(where, "empty", _("is empty; write what to send, or remove it."))
    if size > TEXT_BYTES:
        words = _("is %(size)d bytes long; %(most)d is the most, so shorten it by %(over)d.")
        sizes = {"size": size, "most": TEXT_BYTES, "over": size - TEXT_BYTES}
        yield Mistake(where, "too_long", words % sizes)
    for problem in problems(text):
        yield Mistake(where, "bad_variable", problem)


def length_mistakes(where: str, text: str, most: int) -> Iterator[Mistake]:
    """Of something with a limit in characters."""
    if len(text) > most:
        words = _("has %(size)d characters; %(most)d is the most.")
        yield Mistake(where, "too_long", words % {"size": len(text), "most": most})


def label_mistakes(where: str, text: str, most: int) -> Iterator[Mistake]:
    """Of a short text that must be there: a button, a label, a name."""
    if not text.strip():
        yield Mistake(where, "empty", _("is empty; write a text, or remove it."))
    yield from length_mistakes(where, text, most)


def count_mistakes(where: str, items: Sequence[Any], most: int) -> Iterator[Mistake]:
    if len(items) > most:
        words = _("are %(count)d; %(most)d is the most.")
        yield Mistake(where, "too_many", words % {"count": len(items), "most": most})


def minutes_mistakes(where: str, minutes: int) -> Iterator[Mistake]:
    """A wait is at least a minute and at most 7 days: beyond, nothing may be said any more."""
    if not 1 <= minutes <= LONGEST_WAIT:
        words = _("is %(minutes)d minutes; write 1 to %(most)d (7 days).")
        yield Mistake(where, "bad_wait", words % {"minutes": minutes, "most": LONGEST_WAIT})


def name_mistakes(where: str, name: str) -> Iterator[Mistake]:
    """Of a field that answers are kept as."""
    if not NAME.fullmatch(name):
        words = _(
            "%(name)s is no name of a field; write up to 40 small letters, digits and _, "
            "a letter first, like “city”."
        )
        yield Mistake(where, "bad_name", words % {"name": as_json(name)})


def is_same(one: str, other: str) -> bool:
    """Whether people take them for the same; signs only differ by being the same sign."""
    return (fold(one) or (one.strip(),)) == (fold(other) or (other.strip(),))


def as_json(value: Any) -> str:
    return msgspec.json.encode(value).decode()
