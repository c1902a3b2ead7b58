"""What is wrong with what a rule says to contacts: texts, buttons, questions (C-4, K-5)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

import phonenumbers
from django.utils.translation import gettext as _

from automations.definition.mistakes_shared import (
    BUTTON_CHARACTERS,
    BUTTON_TEXT_CHARACTERS,
    BUTTONS,
    QUICK_REPLIES,
    QUICK_REPLY_CHARACTERS,
    TEXT_BYTES,
    Mistake,
    count_mistakes,
    is_empty,
    is_same,
    label_mistakes,
    minutes_mistakes,
    name_mistakes,
    text_mistakes,
)
from automations.definition.steps import Ask, Menu, Send, Wordings
from inbox.hooks.addresses import NotAllowed, target_of

MOST_WORDINGS = 20
MOST_RETRIES = 10
_INTERNAL = (".local", ".internal", ".localhost", ".home.arpa")


def public_mistakes(where: str, said: Wordings) -> Iterator[Mistake]:
    """Of a reply under a comment."""
    yield from _wording_mistakes(where, said.texts)


def _wording_mistakes(where: str, texts: Sequence[str]) -> Iterator[Mistake]:
    if not texts:
        yield is_empty(f"{where}.texts", "texts")
    yield from count_mistakes(f"{where}.texts", texts, MOST_WORDINGS)
    for index, text in enumerate(texts):
        yield from text_mistakes(f"{where}.texts[{index}]", text)
    if len(set(texts)) < len(texts):
        words = _("says the same twice; a contact gets each wording once.")
        yield Mistake(f"{where}.texts", "repeated", words)


def send_mistakes(where: str, send: Send) -> Iterator[Mistake]:
    if send.texts or not send.file:
        yield from _wording_mistakes(where, send.texts)
    if send.links:
        yield from count_mistakes(f"{where}.links", send.links, BUTTONS)
        if send.texts:
            yield from _above_buttons(where, send.texts)
        else:
            words = _("stand below words; write texts too.")
            yield Mistake(f"{where}.links", "without_texts", words)
    for index, link in enumerate(send.links):
        here = f"{where}.links[{index}]"
        yield from label_mistakes(f"{here}.title", link.title, BUTTON_CHARACTERS)
        yield from _url_mistakes(f"{here}.url", link.url)
    if send.file:
        yield from _url_mistakes(f"{where}.file.url", send.file.url)


def _above_buttons(where: str, texts: Sequence[str]) -> Iterator[Mistake]:
    """Words above buttons are a message of another kind, with a limit of its own."""
    for index, text in enumerate(texts):
        if len(text) > BUTTON_TEXT_CHARACTERS and len(text.encode()) <= TEXT_BYTES:
            words = _("has %(size)d characters; above buttons %(most)d is the most.")
            sizes = {"size": len(text), "most": BUTTON_TEXT_CHARACTERS}
            yield Mistake(f"{where}.texts[{index}]", "too_long", words % sizes)


def menu_mistakes(where: str, menu: Menu) -> Iterator[Mistake]:
    yield from _wording_mistakes(where, menu.texts)
    buttons = menu.style == "buttons"
    if buttons:
        yield from _above_buttons(where, menu.texts)
    if not menu.choices:
        yield is_empty(f"{where}.choices", "choices")
    most = BUTTONS if buttons else QUICK_REPLIES
    if len(menu.choices) + menu.person > most:
        words = _("are %(count)d with “Talk to a person”; %(most)d is the most.")
        if not menu.person:
            words = _("are %(count)d; %(most)d is the most.")
        counts = {"count": len(menu.choices) + menu.person, "most": most}
        yield Mistake(f"{where}.choices", "too_many", words % counts)
    yield from _title_mistakes(
        where, menu, BUTTON_CHARACTERS if buttons else QUICK_REPLY_CHARACTERS
    )
    yield from _question_mistakes(where, menu)


def _title_mistakes(where: str, menu: Menu, most: int) -> Iterator[Mistake]:
    from automations.flows.answers import person_title

    titles = [choice.title for choice in menu.choices]
    for index, title in enumerate(titles):
        here = f"{where}.choices[{index}].title"
        yield from label_mistakes(here, title, most)
        if any(is_same(title, other) for other in titles[:index]):
            words = _("“%(title)s” is there twice; give each answer its own words.")
            yield Mistake(here, "repeated", words % {"title": title})
        if menu.person and is_same(title, person_title()):
            words = _("“%(title)s” is added by itself; remove it, or set “person” to false.")
            yield Mistake(here, "repeated", words % {"title": title})


def ask_mistakes(where: str, ask: Ask) -> Iterator[Mistake]:
    yield from _wording_mistakes(where, ask.texts)
    if ask.save_to:
        yield from name_mistakes(f"{where}.save_to", ask.save_to)
    if ask.country and ask.answer != "phone":
        words = _("only counts where the answer is “phone”; leave it out.")
        yield Mistake(f"{where}.country", "without_phone", words)
    elif ask.country and ask.country not in phonenumbers.SUPPORTED_REGIONS:
        words = _("“%(country)s” is no country; write two capital letters, like “PT”.")
        yield Mistake(f"{where}.country", "bad_country", words % {"country": ask.country})
    yield from _question_mistakes(where, ask)


def _question_mistakes(where: str, question: Menu | Ask) -> Iterator[Mistake]:
    if not 0 <= question.retries <= MOST_RETRIES:
        words = _("is %(retries)d; write 0 to %(most)d.")
        numbers = {"retries": question.retries, "most": MOST_RETRIES}
        yield Mistake(f"{where}.retries", "bad_number", words % numbers)
    yield from text_mistakes(f"{where}.again", question.again, may_be_empty=True)
    if question.timeout_minutes is not None:
        yield from minutes_mistakes(f"{where}.timeout_minutes", question.timeout_minutes)
    elif question.on_timeout is not None:
        words = _("never comes without “timeout_minutes”; write it, or leave this out.")
        yield Mistake(f"{where}.on_timeout", "without_timeout", words)


def _url_mistakes(where: str, url: str) -> Iterator[Mistake]:
    """Of an address that the contact opens, or from which the platform fetches a file."""
    try:
        public = target_of(url)
        host = public.host
    except NotAllowed as error:
        yield Mistake(where, "bad_url", str(error))
        return
    if urlsplit(url).scheme != "https":
        yield Mistake(where, "bad_url", _("The address has to begin with https://."))
    elif ("." not in host and ":" not in host) or host.endswith(_INTERNAL):
        words = _("“%(host)s” is not on the internet; write a public address.") % {"host": host}
        yield Mistake(where, "bad_url", words)
