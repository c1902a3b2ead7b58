"""What a contact would see of a draft, played with the first answer at every turn.

The flow itself is asked (automations.flows), so the phone shows what will happen and not what
somebody thought would. Unfinished steps say “…”.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from django.utils.translation import gettext as _
from msgspec.structs import replace

from automations.definition import RuleDefinition, Step
from automations.definition.steps import Choice
from automations.editor.playing import Play, Shown

UNWRITTEN = "…"


def preview(definition: RuleDefinition, values: Mapping[str, str]) -> list[Shown]:
    """The conversation, oldest first. ``values`` fill the variables of texts."""
    words = _first_words(definition)
    values = {"keyword": words, **values}
    shown = list(_opening(definition, words))
    if not definition.steps:
        return shown
    of_comment = _surface(definition) == "comment"
    play = Play(_presentable(definition), values, of_comment=of_comment)
    return shown + list(play.shown())


def _first_words(definition: RuleDefinition) -> str:
    is_readable = definition.match not in ("any", "pattern", "intent")
    first = next(filter(None, definition.keywords), "") if is_readable else ""
    return first or _("Hi! A question…")


def _opening(definition: RuleDefinition, words: str) -> Iterator[Shown]:
    first = _surface(definition)
    if first == "comment":
        yield Shown("post")
        yield Shown("comment", words)
        return
    if first == "story_mention":
        yield Shown("note", _("mentioned you in their story"), icon="story")
        return
    if first == "story_reply":
        yield Shown("note", _("replied to your story"), icon="story")
    elif first == "ad":
        yield Shown("note", _("came from your ad"), icon="broadcast")
    yield Shown("in", words)


def _surface(definition: RuleDefinition) -> str:
    """Where the conversation begins: under a post, if it may, for there is most to see."""
    return "comment" if "comment" in definition.on else next(iter(definition.on), "dm")


def _presentable(definition: RuleDefinition) -> RuleDefinition:
    """Something to say wherever a step says something, so that it can be played."""
    steps = tuple(_said(step) for step in definition.steps if step.kinds)
    return replace(definition, steps=steps)


def _said(step: Step) -> Step:
    send, menu = step.send, step.menu
    if menu:
        titled = (replace(choice, title=choice.title or UNWRITTEN) for choice in menu.choices)
        choices = tuple(titled) or (Choice(UNWRITTEN),)
        return replace(step, menu=replace(menu, texts=_texts(menu.texts), choices=choices))
    if step.ask:
        return replace(step, ask=replace(step.ask, texts=_texts(step.ask.texts)))
    if step.reply_publicly:
        texts = _texts(step.reply_publicly.texts)
        return replace(step, reply_publicly=replace(step.reply_publicly, texts=texts))
    if send and (send.texts or not send.file):
        return replace(step, send=replace(send, texts=_texts(send.texts)))
    return step


def _texts(texts: tuple[str, ...]) -> tuple[str, ...]:
    """Only the first wording: with every change of another the phone would jump."""
    return (next((text for text in texts if text.strip()), UNWRITTEN),)
