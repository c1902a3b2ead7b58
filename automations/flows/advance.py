"""Going on with a run, up to its next wait. Pure: production, trials and replays all use it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from automations.definition.steps import Ask, Menu, Step
from automations.flows import tests
from automations.flows.answers import PERSON, choice_of, person_title, value_of
from automations.flows.effects import (
    AskSystem,
    Assign,
    Capture,
    Did,
    Effect,
    HandOver,
    Label,
    Passed,
    Progress,
    Say,
    TellTeam,
    Visit,
)
from automations.flows.known import Begin, Called, Due, Input, Known, Said, Standing
from automations.flows.texts import fill
from automations.flows.wordings import next_wording
from automations.models import Handoff, Run, StepDone

MOST_STEPS = 100  # between two waits; a graph without a wait in its circle can't be published
CALL_LASTS = timedelta(minutes=2)  # a system that has not answered by then has failed (N-3)


def advance(standing: Standing, heard: Input, known: Known) -> Progress:
    """Where the run goes when ``heard`` happens, up to its next wait or its end."""
    walk = _Walk(standing, known)
    match heard:
        case Begin(place):
            walk.go(place)
        case Said() if standing.waits_for == Run.Waits.ANSWER:
            walk.answered(heard)
        case Said():
            walk.go(standing.place)
        case Called():
            walk.called(heard)
        case Due():
            walk.due()
    return walk.progress


class _Walk:
    """One advance: collects effects until the run has to wait or is over."""

    def __init__(self, standing: Standing, known: Known) -> None:
        self._rule, self._known = standing.rule, known
        self._steps = standing.rule.definition.steps
        self._standing = standing
        self._has_said = standing.has_said
        self._in_a_row = known.in_a_row
        self._effects: list[Effect] = []
        self._place, self._visits = standing.place, standing.visits
        self._answers = dict(standing.answers)
        self._wait: tuple[Run.Waits, datetime | None] | None = None
        self._ended: Run.Ended | None = None
        self._tries = 0
        self._said_now: set[str] = set()

    @property
    def progress(self) -> Progress:
        waits_for, due_at = self._wait or (None, None)
        return Progress(
            effects=tuple(self._effects),
            place=self._place,
            visits=self._visits,
            answers=self._answers,
            waits_for=waits_for,
            due_at=due_at,
            tries=self._tries,
            ended=self._ended,
        )

    # --- Where it goes ----------------------------------------------------------------------------
    def go(self, place: int | None) -> None:
        """Do one step after the other, from ``place`` on."""
        for _ in range(MOST_STEPS):
            if place is None or place >= len(self._steps):
                self._end(Run.Ended.FINISHED)
                return
            self._place = place
            place = self._do(self._steps[place])
            if self._wait or self._ended:
                return
        self._end(Run.Ended.CIRCLED)

    def answered(self, said: Said) -> None:
        """The contact answered the question at which the run stands."""
        step = self._steps[self._place]
        if step.menu:
            self._chosen(step, step.menu, said)
        elif step.ask:
            self._told(step, step.ask, said)
        else:  # the version is as it was, so this can't be; going on beats standing still
            self.go(self._next(step))

    def called(self, called: Called) -> None:
        """The workspace's system answered, or failed (N-3)."""
        step = self._steps[self._place]
        hook = step.webhook
        self._did("called", called.detail)
        if hook is None or called.ok:
            for field, path in (hook.save if hook else {}).items():
                self._keep(field, _dig(called.body, path), question=hook.url if hook else "")
            self.go(self._next(step))
        elif hook.otherwise:
            self.go(self._named(hook.otherwise))
        else:
            self._hand_over(Handoff.Reason.RULE, detail=called.detail)

    def due(self) -> None:
        """A delay is over, or nobody answered in time."""
        step = self._steps[self._place]
        if step.delay:
            self.go(self._next(step))
        elif step.webhook:
            self.called(Called(ok=False, body={}))
        else:
            question = step.menu or step.ask
            target = question.on_timeout if question else None
            self._did("timeout")
            if target:
                self.go(self._named(target))
            else:
                self._end(Run.Ended.TIMED_OUT)

    # --- The steps --------------------------------------------------------------------------------
    def _do(self, step: Step) -> int | None:
        """Do ``step``; the place of the next."""
        now = self._known.now
        match step.kind:
            case "send" | "reply_publicly" | "menu" | "ask":
                return self._say(step)
            case "delay" if step.delay:
                self._did(step.kind, str(step.delay.minutes))
                self._wait = (Run.Waits.TIME, now + timedelta(minutes=step.delay.minutes))
            case "condition" if step.condition:
                holds = tests.hold(step.condition.tests, self._known, self._answers)
                self._did(step.kind, "yes" if holds else "no")
                target = step.condition.then if holds else step.condition.otherwise
                return self._named(target) if target else self._next(step)
            case "webhook" if step.webhook:
                self._effects.append(
                    AskSystem(self._visit(step.kind), step.webhook.url, dict(self._answers))
                )
                self._wait = (Run.Waits.CALL, now + CALL_LASTS)
            case "stop":
                self._did(step.kind)
                self._end(Run.Ended.FINISHED)
            case "handoff" if step.handoff:
                high = step.handoff.high_value
                reason = Handoff.Reason.HIGH_VALUE if high else Handoff.Reason.RULE
                why, team, text = step.handoff.why, step.handoff.team, step.handoff.text
                self._hand_over(reason, detail=why, team=team, text=text)
            case _:
                self._beside(step)
                return self._next(step)
        return None

    def _beside(self, step: Step) -> None:
        """Steps that say nothing to the contact and wait for nothing."""
        visit = self._visit(step.kind)
        if step.tag:
            self._effects.append(Label(visit, step.tag.add, step.tag.remove))
        elif step.assign:
            self._effects.append(Assign(visit, step.assign.team, step.assign.member))
        elif step.notify:
            text = fill(step.notify.text, self._values)
            self._effects.append(TellTeam(visit, text, step.notify.who))
        else:  # an opt-in request: no account has the access yet (O-6)
            self._effects.append(Passed(visit, StepDone.Skipped.NO_ACCESS))

    def _say(self, step: Step) -> int | None:
        publicly = step.reply_publicly is not None
        if publicly and not self._standing.of_comment:
            self._effects.append(Passed(self._visit(step.kind), StepDone.Skipped.NO_COMMENT))
            return self._next(step)
        if not publicly and self._must_wait:
            self._wait = (Run.Waits.REPLY, None)
            return None
        say = self._worded(step, publicly)
        if say is None:
            self._effects.append(Passed(self._visit(step.kind), StepDone.Skipped.ALL_SENT))
            return self._next(step)
        self._put(say)
        question = step.menu or step.ask
        if question is None:
            return self._next(step)
        self._await_answer(question)
        return None

    @property
    def _must_wait(self) -> bool:
        """No more before they answer: one private reply to a comment (W-6), few in a row (C-3)."""
        gated = self._standing.of_comment and self._has_said and not self._known.window_is_open
        return gated or self._in_a_row >= self._known.most_in_a_row

    def _worded(self, step: Step, publicly: bool) -> Say | None:
        """What the step says now, None when this contact has had all of it (C-1)."""
        send, menu = step.send, step.menu
        if send and not send.texts and send.file:
            say = Say(self._visit(step.kind), "", words=send.file.url, file=send.file)
        else:
            place = next_wording(step, self._rule, publicly, self._known, self._is_new_run)
            if place is None:
                return None
            words = step.wordings[place]
            say = Say(self._visit(step.kind), fill(words, self._values), words, place)
        return replace(
            say,
            publicly=publicly,
            privately_to_comment=self._standing.of_comment and not publicly and not self._has_said,
            file=send.file if send else None,
            links=send.links if send else (),
            choices=tuple(choice.title for choice in menu.choices) if menu else (),
            person=bool(menu and menu.person),
            as_buttons=bool(menu and menu.style == "buttons"),
        )

    @property
    def _is_new_run(self) -> bool:
        """Until they have answered in it; after that, what they ask for again may be said again."""
        return self._standing.run_id is None

    def _put(self, say: Say) -> None:
        self._effects.append(say)
        if not say.publicly:
            self._has_said = True
            self._in_a_row += 2 if say.file and say.text else 1

    def _await_answer(self, question: Menu | Ask) -> None:
        minutes = question.timeout_minutes
        until = self._known.now + timedelta(minutes=minutes) if minutes else None
        self._wait = (Run.Waits.ANSWER, until)

    # --- Answers ----------------------------------------------------------------------------------
    def _chosen(self, step: Step, menu: Menu, said: Said) -> None:
        place = choice_of(menu, said)
        if place is None:
            self._ask_again(step, menu, said)
        elif place == PERSON:
            self._did("answer", person_title())
            self._hand_over(Handoff.Reason.ASKED, words=said.text or person_title())
        else:
            choice = menu.choices[place]
            self._did("answer", choice.title)
            if step.id:
                self._answers[step.id] = choice.title
            self.go(self._named(choice.then) if choice.then else self._next(step))

    def _told(self, step: Step, ask: Ask, said: Said) -> None:
        value = value_of(ask, said.text)
        if value is None:
            self._ask_again(step, ask, said)
            return
        self._keep(ask.save_to or step.id, value, question=ask.texts[0], key=said.key)
        self.go(self._next(step))

    def _ask_again(self, step: Step, question: Menu | Ask, said: Said) -> None:
        """Once more, in words that help, as often as the step allows; then the way out."""
        tries = self._standing.tries + 1
        if tries <= question.retries:
            words = question.texts[(self._known.contact_id + tries) % len(question.texts)]
            text = fill(words, self._values)
            if question.again:
                text = fill(question.again, self._values) + "\n" + text
            again = self._worded(step, publicly=False)
            say = again or Say(self._visit(step.kind), text)
            self._put(replace(say, text=text, words="", wording=None, file=None))
            self._await_answer(question)
            self._tries = tries
        elif question.otherwise:
            self._did("answer", said.text[:200])
            self.go(self._named(question.otherwise))
        else:
            self._hand_over(Handoff.Reason.NOT_ANSWERED, words=said.text)

    def _keep(self, field: str, value: str, *, question: str, key: str = "") -> None:
        visit = self._visit("answer")
        if field and value:
            self._answers[field] = value
            self._effects.append(Capture(visit, field, value, question, key))
        else:
            self._effects.append(Did(visit, value))

    # --- Small things -----------------------------------------------------------------------------
    @property
    def _values(self) -> Mapping[str, str]:
        return {**self._known.values, **self._answers}

    def _visit(self, kind: str) -> Visit:
        visit = Visit(self._visits, self._place, kind)
        self._visits += 1
        return visit

    def _did(self, kind: str, detail: str = "") -> None:
        self._effects.append(Did(self._visit(kind), detail))

    def _next(self, step: Step) -> int | None:
        return self._named(step.then) if step.then else self._place + 1

    def _named(self, name: str) -> int | None:
        """The place of a step by its id; a checked graph has it."""
        places = (place for place, step in enumerate(self._steps) if step.id == name)
        return next(places, None)

    def _end(self, how: Run.Ended) -> None:
        self._ended = how

    def _hand_over(
        self,
        reason: Handoff.Reason,
        *,
        words: str = "",
        detail: str = "",
        team: str = "",
        text: str = "",
    ) -> None:
        visit = self._visit("handoff")
        self._effects.append(HandOver(reason, visit, words, detail, team, fill(text, self._values)))
        self._end(Run.Ended.HANDED_OFF)


def _dig(body: Mapping[str, object], path: str) -> str:
    """The value at a dotted path of a JSON object, as text; "" when there is none."""
    found: object = body
    for part in path.split("."):
        if isinstance(found, Mapping):
            found = found.get(part)
        elif isinstance(found, list) and part.isdecimal() and int(part) < len(found):
            found = found[int(part)]
        else:
            return ""
    return "" if found is None or isinstance(found, (Mapping, list)) else str(found)[:1000]
