"""What an event makes the automations do: one pure function, for production and for trying out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from automations.definition import Step, Surface
from automations.handoff import asks_for_a_person
from automations.matching import CompiledRule, Matcher
from automations.models import Firing
from inbox.threads.models import Thread

Had = Mapping[tuple[int, int, str], datetime]


@dataclass(frozen=True, slots=True)
class Event:
    """Something a contact said. ``surface`` is None where no rule listens, such as a story."""

    contact_id: int
    surface: Surface | None
    text: str
    is_comment: bool


@dataclass(frozen=True, slots=True)
class State:
    """What is known when the event arrives.

    ``had`` says when the contact last got which wording: (rule, step, words) to a time.
    """

    matcher: Matcher
    handler: str
    is_on: bool  # K-11: the switches of account and workspace
    had: Had
    now: datetime


@dataclass(frozen=True, slots=True)
class Answer:
    """Send this wording: to the contact, or publicly under their comment."""

    rule: CompiledRule
    step: int
    wording: int
    words: str
    publicly: bool
    also_matched: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Silence:
    """The rule matched and sends nothing."""

    rule: CompiledRule
    step: int
    why: Firing.Skipped
    also_matched: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CallForPerson:
    """Nobody has answered: the thread waits for a person."""


Effect = Answer | Silence | CallForPerson


def decide(event: Event, state: State) -> list[Effect]:
    """What follows from ``event``, in order. The first matching rule wins (K-4)."""
    matched = state.matcher.matches(event.text, event.surface) if event.surface else []
    effects: list[Effect] = [*_of_the_winner(matched, event, state)] if matched else []
    answered = any(isinstance(effect, Answer) for effect in effects)
    needs_person = not event.is_comment and not answered
    if needs_person and state.handler != Thread.Handler.HUMAN:
        effects.append(CallForPerson())
    return effects


def _of_the_winner(
    matched: list[CompiledRule], event: Event, state: State
) -> Iterator[Answer | Silence]:
    rule, *others = matched
    also_matched = tuple(other.name for other in others)
    silent = _why_silent(event, state)
    for number, step in enumerate(rule.definition.steps):
        if step.reply_publicly and not event.is_comment:
            continue  # there is nothing to answer in public
        wording = None if silent else _next_wording(rule, number, step, event, state)
        if wording is None:
            yield Silence(rule, number, silent or Firing.Skipped.ALL_SENT, also_matched)
            continue
        words, publicly = step.wordings[wording], step.reply_publicly is not None
        yield Answer(rule, number, wording, words, publicly, also_matched)


def _why_silent(event: Event, state: State) -> Firing.Skipped | None:
    if state.handler == Thread.Handler.HUMAN:
        return Firing.Skipped.PERSON_HAS_IT  # K-7
    if not event.is_comment and asks_for_a_person(event.text):
        return Firing.Skipped.ASKED_FOR_A_PERSON  # H-1
    return None if state.is_on else Firing.Skipped.SWITCHED_OFF


def _next_wording(
    rule: CompiledRule, number: int, step: Step, event: Event, state: State
) -> int | None:
    """The place of a wording that the contact has not had, None when they had all (C-1).

    Contacts begin at different wordings, so that each is used about equally often (C-2).
    """
    count = len(step.wordings)
    for turn in range(count):
        place = (event.contact_id + turn) % count
        last = state.had.get((rule.pk, number, step.wordings[place]))
        if last is None or _may_come_again(rule, last, state.now):
            return place
    return None


def _may_come_again(rule: CompiledRule, last: datetime, now: datetime) -> bool:
    days = rule.definition.again_after_days
    return days is not None and now >= last + timedelta(days=days)
