"""A trial in words, as the tester's page shows it."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from automations.decide import Outcome, Verdict, Why
from automations.flows import HandOver
from automations.flows.answers import person_title
from automations.models import Run
from automations.trying.trial import DRAFT, Line, Question, Reply, Trial
from inbox.threads import countdown


@dataclass(frozen=True, slots=True)
class ShownReply:
    """One message of the answer: where it appears, its words, what hangs below it."""

    place: str
    text: str
    variant: str
    taps: tuple[str, ...]
    refused: str


@dataclass(frozen=True, slots=True)
class Shown:
    """What the page says, from the headline down to each rule."""

    headline: str
    is_answered: bool
    notes: list[str]
    replies: list[ShownReply]
    lines: list[Line]
    draft_id: int | None

    @classmethod
    def of(cls, question: Question, trial: Trial) -> Shown:
        verdict = trial.verdict
        return cls(
            headline=_headline(verdict),
            is_answered=bool(trial.replies),
            notes=_notes(question, trial),
            replies=[_reply(one, verdict) for one in trial.replies],
            lines=trial.lines,
            draft_id=next(
                (line.rule.pk for line in trial.lines if line.rule.version_id == DRAFT), None
            ),
        )


def _headline(verdict: Verdict) -> str:
    rule = {"rule": verdict.rule.name if verdict.rule else "", "words": verdict.words}
    match verdict.outcome:
        case Outcome.FIRED if verdict.words:
            return _("“%(rule)s” fires on “%(words)s”") % rule
        case Outcome.FIRED:
            return _("“%(rule)s” fires") % rule
        case Outcome.HANDED_OFF:
            reason = verdict.hand_over.reason.label if verdict.hand_over else ""
            return _("A person takes over: %(reason)s") % {"reason": reason}
        case Outcome.OPTED_OUT:
            return _("The contact opts out of automated messages, and is told so once")
        case Outcome.OPTED_IN:
            return _("The contact gets automated messages again")
        case Outcome.SILENT if verdict.rule:
            return _("“%(rule)s” stays silent: %(why)s") % {**rule, "why": _why(verdict)}
        case Outcome.SILENT:
            return _("Nothing is said: %(why)s") % {"why": _why(verdict)}
    return _("No rule fires")


def _why(verdict: Verdict) -> str:
    words = {
        Why.PERSON_HAS_IT: _("a person has the conversation"),
        Why.SWITCHED_OFF: _("automations are stopped"),
        Why.OPTED_OUT: _("the contact opted out"),
        Why.ALL_SENT: _("they have had every wording of it"),
        Why.REFUSED: _("the guard refuses it"),
    }
    return words[verdict.why] if verdict.why else ""


def _notes(question: Question, trial: Trial) -> list[str]:
    """What else is to be known: who waits, what comes later."""
    verdict, notes = trial.verdict, []
    if not trial.is_on:
        notes.append(_("Automations are stopped here: live, nothing would be sent."))
    if verdict.also_matched:
        names = ", ".join(f"“{name}”" for name in verdict.also_matched)
        notes.append(_("Would match too, further down: %(names)s") % {"names": names})
    if verdict.needs_person:
        notes.append(_("The conversation waits for a person."))
    if verdict.progress:
        notes += _of_progress(verdict, question)
    return notes


def _of_progress(verdict: Verdict, question: Question) -> list[str]:
    progress = verdict.progress
    if progress is None:
        return []
    notes = [
        _("Then a person takes over: %(reason)s") % {"reason": effect.reason.label}
        for effect in progress.effects
        if isinstance(effect, HandOver)
    ]
    match progress.waits_for:
        case Run.Waits.ANSWER:
            notes.append(_("Then it waits for their answer."))
        case Run.Waits.REPLY:
            notes.append(_("Then it waits for any word of theirs before it goes on."))
        case Run.Waits.TIME if progress.due_at:
            left = countdown.long(int((progress.due_at - question.now).total_seconds()))
            notes.append(_("Then it goes on %(time)s later.") % {"time": left})
        case Run.Waits.CALL:
            notes.append(_("Then it waits for your system to answer."))
    return notes


def _reply(reply: Reply, verdict: Verdict) -> ShownReply:
    say = reply.say
    place = _("Under the comment") if say.publicly else _("Private message")
    if say.privately_to_comment:
        place = _("Private reply to the comment")
    count = _wordings(reply, verdict)
    variant = ""
    if say.wording is not None and count > 1:
        variant = _("wording %(number)d of %(count)d") % {"number": say.wording + 1, "count": count}
    taps = (*say.choices, *((person_title(),) if say.person else ()))
    links = tuple(link.title for link in say.links)
    text = say.text or (say.file.url if say.file else "")
    return ShownReply(place, text, variant, taps + links, reply.refused)


def _wordings(reply: Reply, verdict: Verdict) -> int:
    if verdict.standing is None:
        return 0
    steps = verdict.standing.rule.definition.steps
    return len(steps[reply.say.visit.place].wordings)
