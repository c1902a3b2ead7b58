"""Plays a flow for one imaginary contact, who takes the first answer at every turn."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from automations.definition import RuleDefinition
from automations.definition.steps import Ask, Menu
from automations.editor.spans import span
from automations.flows import (
    Assign,
    Begin,
    Called,
    Capture,
    Due,
    Effect,
    HandOver,
    Input,
    Known,
    Label,
    Passed,
    Progress,
    Said,
    Say,
    Standing,
    TellTeam,
    advance,
)
from automations.flows.answers import PERSON, person_title
from automations.matching import CompiledRule
from automations.models import Run

MOST_TURNS = 12  # of an answer, a wait or a call; then the preview has shown enough
SAMPLES = {
    "text": "Blue, please",
    "email": "ada@example.com",
    "phone": "+351 912 345 678",
    "number": "2",
}


@dataclass(frozen=True, slots=True)
class Shown:
    """One thing on the phone. ``kind``: post, comment, public, in, out, note, wait or end.

    ``place`` is the step that it comes from, None for what the contact does.
    """

    kind: str
    text: str = ""
    place: int | None = None
    say: Say | None = None
    icon: str = ""
    taps: tuple[str, ...] = ()
    chosen: str = ""


class Play:
    """Plays a rule for one imaginary contact, who takes the first answer each time."""

    def __init__(
        self, definition: RuleDefinition, values: Mapping[str, str], *, of_comment: bool
    ) -> None:
        self._definition = definition
        rule = CompiledRule(pk=0, name="", version_id=0, position=0, definition=definition)
        self._standing = Standing(rule, of_comment=of_comment)
        self._known = Known(
            now=timezone.now(), contact_id=0, values=values, window_is_open=not of_comment
        )

    def shown(self) -> Iterator[Shown]:
        """Everything up to the end, or until it has shown enough."""
        heard: Input = Begin()
        for _turn in range(MOST_TURNS):
            progress = advance(self._standing, heard, self._known)
            for effect in progress.effects:
                yield from self._effect(effect, progress)
            if progress.ended is not None:
                yield from _end(progress)
                return
            self._go(progress)
            shown, heard = self._wait(progress)
            yield from shown

    def _go(self, progress: Progress) -> None:
        """Stand where the flow stopped."""
        private = [one for one in progress.effects if isinstance(one, Say) and not one.publicly]
        self._known = replace(self._known, in_a_row=self._known.in_a_row + len(private))
        self._standing = replace(
            self._standing,
            place=progress.place,
            visits=progress.visits,
            waits_for=progress.waits_for or "",
            tries=progress.tries,
            answers=progress.answers,
            has_said=self._standing.has_said or bool(private),
            run_id=0,
        )

    def _effect(self, effect: Effect, progress: Progress) -> Iterator[Shown]:
        place = effect.visit.place if effect.visit else None
        match effect:
            case Say(publicly=True):
                yield Shown("public", effect.text, place)
            case Say():
                if effect.privately_to_comment:
                    yield Shown("note", _("Direct messages"), icon="inbox")
                yield self._message(effect, progress)
            case Label() | Assign() | TellTeam() | Capture() | Passed():
                yield from _beside(effect, place)

    def _message(self, say: Say, progress: Progress) -> Shown:
        taps = (*say.choices, person_title()) if say.person else say.choices
        is_last = progress.waits_for == Run.Waits.ANSWER and progress.place == say.visit.place
        chosen = taps[0] if taps and is_last else ""
        return Shown("out", say.text, say.visit.place, say, taps=taps, chosen=chosen)

    def _wait(self, progress: Progress) -> tuple[list[Shown], Input]:
        """What the contact, time or a system does next."""
        step, place = self._definition.steps[progress.place], progress.place
        match progress.waits_for:
            case Run.Waits.ANSWER:
                said = _answer(step.menu or step.ask)
                self._wrote()
                return [Shown("in", said.text)], said
            case Run.Waits.REPLY:
                self._wrote()
                gate = Shown("wait", _("waits here until they answer"), place, icon="pause")
                return [gate, Shown("in", _("Thanks!"))], Said(_("Thanks!"))
            case Run.Waits.TIME:
                minutes = step.delay.minutes if step.delay else 0
                self._known = replace(self._known, now=self._known.now + timedelta(minutes=minutes))
                words = _("%(span)s later") % {"span": span(minutes)}
                return [Shown("wait", words, place, icon="clock")], Due()
            case _:
                asked = Shown("wait", _("your system answers"), place, icon="code")
                return [asked], Called(ok=True, body={})

    def _wrote(self) -> None:
        self._known = replace(self._known, window_is_open=True, in_a_row=0)


def _answer(question: Menu | Ask | None) -> Said:
    if isinstance(question, Menu):
        if not question.choices:
            return Said(person_title(), PERSON)
        return Said(question.choices[0].title, 0)
    return Said(SAMPLES[question.answer] if question else "")


def _beside(
    effect: Label | Assign | TellTeam | Capture | Passed, place: int | None
) -> Iterator[Shown]:
    """What only the team sees."""
    match effect:
        case Label(add=add, remove=remove) if add or remove:
            labels = [*(f"+{name}" for name in add), *(f"−{name}" for name in remove)]
            yield Shown("note", ", ".join(labels), place, icon="tags")
        case Assign(team=team, member=member) if team or member:
            words = _("assigned to %(whom)s") % {"whom": team or member}
            yield Shown("note", words, place, icon="user")
        case TellTeam(text=text) if text:
            yield Shown("note", text, place, icon="note")
        case Capture(field=field, value=value):
            yield Shown("note", f"{field}: {value}", place, icon="check-circle")
        case _:
            return


def _end(progress: Progress) -> Iterator[Shown]:
    for effect in progress.effects:
        if isinstance(effect, HandOver):
            if effect.text:
                yield Shown("out", effect.text, progress.place)
            yield Shown("end", _("A person takes over"), progress.place, icon="hand")
            return
    if progress.ended == Run.Ended.CIRCLED:
        yield Shown("end", _("Goes round in circles"), progress.place, icon="alert")
        return
    yield Shown("end", _("The end"), icon="check")
