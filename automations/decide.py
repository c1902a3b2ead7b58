"""What an event makes the automations do: one pure function, for production and for trying out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from automations.flows import Begin, HandOver, Known, Progress, Said, Standing, advance
from automations.flows.wordings import may_come_again
from automations.heard import Heard
from automations.matching import CompiledRule, Match, Matcher
from automations.models import Decision, Handoff
from automations.schedule import allows
from automations.words import Meaning

Outcome = Decision.Outcome
Why = Decision.Why


@dataclass(frozen=True, slots=True)
class Limits:
    """The workspace's own numbers and switches (H-2, C-5)."""

    misses: int = 2
    loop_turns: int = 10
    on_complaint: bool = True
    on_sensitive: bool = True


@dataclass(frozen=True, slots=True)
class State:
    """What is known when the event arrives.

    ``person_has_it``: people own the thread (K-7). ``waiting`` is the run that waits for the
    contact; ``tapped`` a run that is over, and the step to which a tap on its old menu leads.
    ``misses`` counts the last events that no rule answered, ``turns`` the automated messages of the
    last minutes. ``local`` is the moment on the workspace's clock.
    """

    matcher: Matcher
    known: Known
    local: datetime
    meaning: Meaning
    is_on: bool = True  # K-11: the switches of account and workspace
    person_has_it: bool = False
    opted_out: bool = False
    waiting: Standing | None = None
    tapped: tuple[CompiledRule, int] | None = None
    said: Said = field(default_factory=lambda: Said(""))
    misses: int = 0
    turns: int = 0
    limits: Limits = field(default_factory=Limits)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is to be done about one event, and why.

    ``rule`` is the one that fired, went on, or would have answered. ``needs_person``: nobody has
    answered, so the thread waits for one.
    """

    outcome: Outcome
    why: Why | None = None
    rule: CompiledRule | None = None
    also_matched: tuple[str, ...] = ()
    words: str = ""  # of the contact, that set it off
    progress: Progress | None = None
    standing: Standing | None = None  # the run that ``progress`` moves; without an id it begins
    is_fallback: bool = False
    hand_over: HandOver | None = None
    needs_person: bool = False


def decide(heard: Heard, state: State) -> Verdict:
    """The one verdict about ``heard``. Stop words and handoffs come before all rules (H-1, P-3)."""
    verdict = _of_words(heard, state) or _of_owner(heard, state)
    if verdict is None and state.waiting and not heard.is_comment:
        progress = advance(state.waiting, state.said, state.known)
        verdict = Verdict(
            Outcome.CONTINUED, rule=state.waiting.rule, progress=progress, standing=state.waiting
        )
    return verdict or _of_tap(state) or _of_rules(heard, state)


def _of_words(heard: Heard, state: State) -> Verdict | None:
    """What is said the same way everywhere: stop, start, a person please."""
    meaning = state.meaning
    if heard.is_comment:
        return None
    if meaning.stop and not state.opted_out:
        return Verdict(Outcome.OPTED_OUT, words=heard.text)
    if meaning.start and state.opted_out:
        return Verdict(Outcome.OPTED_IN, words=heard.text)
    if meaning.person and not state.person_has_it:
        return _handed(Handoff.Reason.ASKED, meaning.person, heard, state)
    return None


def _of_owner(heard: Heard, state: State) -> Verdict | None:
    """Why nothing automated is said here now, if so."""
    if state.person_has_it:
        return _silent(heard, state, Why.PERSON_HAS_IT)
    if not heard.is_comment and (called := _urgent(state)):
        return _handed(*called, heard, state)
    if state.opted_out:
        return _silent(heard, state, Why.OPTED_OUT)
    if state.is_on:
        return None
    return _silent(heard, state, Why.SWITCHED_OFF)


def _urgent(state: State) -> tuple[Handoff.Reason, str] | None:
    """Matters for people only (H-2), and two machines that talk to each other (C-5)."""
    meaning, limits = state.meaning, state.limits
    if meaning.complaint and limits.on_complaint:
        return Handoff.Reason.COMPLAINT, meaning.complaint
    if meaning.sensitive and limits.on_sensitive:
        return Handoff.Reason.SENSITIVE, meaning.sensitive
    if state.turns >= limits.loop_turns:
        return Handoff.Reason.CIRCLING, ""
    return None


def _handed(reason: Handoff.Reason, words: str, heard: Heard, state: State) -> Verdict:
    matched = eligible(heard, state)
    return Verdict(
        Outcome.HANDED_OFF,
        also_matched=_names(matched),
        words=words,
        hand_over=HandOver(reason, words=words),
    )


def _silent(heard: Heard, state: State, why: Why) -> Verdict:
    needs_person = not heard.is_comment and why is not Why.PERSON_HAS_IT
    matched = eligible(heard, state)
    if not matched:
        return Verdict(Outcome.SILENT, why, needs_person=needs_person)
    first, *others = matched
    also = _names(others)
    return Verdict(Outcome.SILENT, why, first.rule, also, first.words, needs_person=needs_person)


def _of_tap(state: State) -> Verdict | None:
    """A tap on a menu of a run that is over: the rule begins anew where the tap leads."""
    if state.tapped is None:
        return None
    rule, place = state.tapped
    standing = Standing(rule)
    progress = advance(standing, Begin(place), state.known)
    return Verdict(Outcome.FIRED, rule=rule, progress=progress, standing=standing)


def _of_rules(heard: Heard, state: State) -> Verdict:
    matched = eligible(heard, state)
    if matched:
        return _fire(matched, heard, state)
    fallbacks = [] if heard.is_comment else _allowed(state.matcher.fallbacks(heard), state)
    if not heard.is_comment and state.misses + 1 >= state.limits.misses:
        return _handed(Handoff.Reason.NOT_ANSWERED, "", heard, state)
    if fallbacks:
        return _fire(fallbacks, heard, state, is_fallback=True)
    return Verdict(Outcome.UNMATCHED, needs_person=not heard.is_comment)


def _fire(
    matched: Sequence[Match], heard: Heard, state: State, *, is_fallback: bool = False
) -> Verdict:
    """The first match wins (K-4)."""
    first, *others = matched
    standing = Standing(first.rule, of_comment=heard.is_comment)
    known = _with_keyword(state.known, first.words)
    progress = advance(standing, Begin(), known)
    silent = progress.only_repeats
    unsaid = silent or (progress.ended is not None and not progress.says)
    return Verdict(
        outcome=Outcome.SILENT if silent else Outcome.FIRED,
        why=Why.ALL_SENT if silent else None,
        rule=first.rule,
        also_matched=_names(others),
        words=first.words,
        progress=None if silent else progress,
        standing=None if silent else standing,
        is_fallback=is_fallback,
        needs_person=unsaid and not heard.is_comment,
    )


def eligible(heard: Heard, state: State) -> list[Match]:
    """The rules that match and may fire now, in their order."""
    return _allowed(state.matcher.matches(heard), state)


def _allowed(matches: Sequence[Match], state: State) -> list[Match]:
    return [match for match in matches if may_fire(match.rule, state) is None]


def may_fire(rule: CompiledRule, state: State) -> str | None:
    """None if ``rule`` may fire for this contact at this moment, else what is in the way:
    ``schedule``, ``follows_us`` or ``once``."""
    wanted, known = rule.definition, state.known
    if not allows(wanted.schedule, state.local, is_open=known.is_open_hour):
        return "schedule"
    if wanted.follows_us and not known.follows_us:
        return "follows_us"
    if wanted.once:
        times = [at for (pk, _, _), at in known.had.items() if pk == rule.pk]
        if times and not may_come_again(rule, max(times), known.now):
            return "once"
    return None


def _with_keyword(known: Known, words: str) -> Known:
    return replace(known, values={**known.values, "keyword": words}) if words else known


def _names(matched: Sequence[Match]) -> tuple[str, ...]:
    return tuple(match.rule.name for match in matched)
