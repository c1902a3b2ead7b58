"""Running rules against the last days, without sending: what they would have caught (K-9)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from automations.decide import Outcome, State, Verdict, Why, decide
from automations.facts import first_words
from automations.flows import Known, Said, Say, Standing
from automations.heard import Heard
from automations.models import Decision, Rule, Run
from automations.state import Place, values_of
from automations.surfaces import heard_of
from automations.trying.trial import matcher_with
from automations.words import words_of
from inbox.accounts.models import Account
from inbox.threads.models import Message

MOST_DAYS = 30
MOST_MESSAGES = 5_000  # the newest are looked at; a page says so when there were more
SHOWN = 100
CHUNK = 500
_WAITS = (Run.Waits.ANSWER, Run.Waits.REPLY)


@dataclass(frozen=True, slots=True)
class Caught:
    """A message to which a rule would have answered now, and what happened to it then."""

    message: Message
    verdict: Verdict
    decision: Decision | None
    says: tuple[str, ...]

    @property
    def is_news(self) -> bool:
        """Whether something else happened then: another rule, or none."""
        then = self.decision.rule_id if self.decision else None
        return self.verdict.rule is None or self.verdict.rule.pk != then


@dataclass(slots=True)
class Replayed:
    """What came of it. ``taken_from`` counts what other rules answered then; ``unanswered`` what
    nothing answered then."""

    since: datetime
    looked_at: int = 0
    is_cut: bool = False
    fired: Counter[str] = field(default_factory=Counter)
    outcomes: Counter[str] = field(default_factory=Counter)
    taken_from: Counter[str] = field(default_factory=Counter)
    unanswered: int = 0
    caught: list[Caught] = field(default_factory=list)
    more: int = 0

    @property
    def by_rule(self) -> list[tuple[str, int]]:
        """How often each rule would have fired, the busiest first."""
        return self.fired.most_common()

    @property
    def from_others(self) -> list[tuple[str, int]]:
        """What other rules answered then, the most first."""
        return self.taken_from.most_common()


def replay(account: Account, *, days: int, now: datetime, rule: Rule | None = None) -> Replayed:
    """Decide again about everything of the last ``days``; with ``rule``, as its draft says, and
    only what it would have answered is shown. Reads, and sends nothing."""
    since = now - timedelta(days=min(days, MOST_DAYS))
    found = Replayed(since)
    simulation = _Simulation(account, rule)
    for message in _messages(account, since, found):
        verdict = simulation.decide(message)
        found.looked_at += 1
        found.outcomes[verdict.outcome] += 1
        if _is_of_interest(verdict, rule):
            _note(found, message, verdict)
    found.caught.reverse()  # the newest first
    return found


class _Simulation:
    """What contacts would have had and been asked by then, in memory."""

    def __init__(self, account: Account, rule: Rule | None) -> None:
        self._account = account
        self._place = Place.of(account)
        self._words = words_of(self._place.settings)
        self._matcher = matcher_with(rule, account)
        self._had: dict[int, dict[tuple[int, str, bool], datetime]] = defaultdict(dict)
        self._waiting: dict[int, Standing] = {}

    def decide(self, message: Message) -> Verdict:
        """The verdict about ``message``, after all that came before it."""
        heard = heard_of(
            message,
            is_first=getattr(message, "is_first", False),
            ice_breakers=self._account.ice_breakers,
        )
        verdict = decide(heard, self._state(message, heard))
        self._remember(message, verdict)
        return verdict

    def _state(self, message: Message, heard: Heard) -> State:
        at = message.sent_at or message.created_at
        contact, hours = message.thread.contact, self._place.hours
        then = getattr(message, "decision", None)
        known = Known(
            now=at,
            contact_id=contact.pk,
            had=self._had[contact.pk],
            values=values_of(contact, self._account, {}),
            follows_us=contact.facts.get("follows_us"),
            is_open_hour=hours.is_open(at),
            window_is_open=not heard.is_comment,
            most_in_a_row=self._place.settings.in_a_row,
        )
        return State(
            matcher=self._matcher,
            known=known,
            local=hours.local(at),
            meaning=self._words.read(heard.text),
            person_has_it=then is not None and then.why == Why.PERSON_HAS_IT,
            opted_out=then is not None and then.why == Why.OPTED_OUT,
            waiting=self._waiting.get(message.thread_id),
            said=Said(heard.text, None, message.external_id or ""),
            limits=self._place.limits,
        )

    def _remember(self, message: Message, verdict: Verdict) -> None:
        progress, standing = verdict.progress, verdict.standing
        if progress is None or standing is None:
            return
        at = message.sent_at or message.created_at
        for effect in progress.effects:
            if isinstance(effect, Say):
                key = (standing.rule.pk, effect.words, effect.publicly)
                self._had[message.thread.contact_id][key] = at
        self._waiting.pop(message.thread_id, None)
        if progress.waits_for in _WAITS:
            self._waiting[message.thread_id] = replace(
                standing,
                place=progress.place,
                visits=progress.visits,
                waits_for=progress.waits_for,
                tries=progress.tries,
                answers=progress.answers,
                has_said=standing.has_said or progress.says,
                run_id=0,
            )


def _messages(account: Account, since: datetime, found: Replayed) -> Iterator[Message]:
    """What contacts said, oldest first, with the decision made about it then."""
    said = Message.everywhere.filter(
        account=account, origin=Message.Origin.CONTACT, sent_at__gte=since, unsent_at=None
    )
    newest = list(
        said.order_by("-sent_at", "-pk").values_list("pk", flat=True)[: MOST_MESSAGES + 1]
    )
    found.is_cut = len(newest) > MOST_MESSAGES
    ids = newest[:MOST_MESSAGES][::-1]
    for start in range(0, len(ids), CHUNK):
        chunk = ids[start : start + CHUNK]
        first = first_words(chunk)
        rows = Message.everywhere.filter(pk__in=chunk).order_by("sent_at", "pk")
        for message in rows.select_related("thread__contact", "decision__rule"):
            message.is_first = message.pk in first  # type: ignore[attr-defined]  # for heard_of
            yield message


def _is_of_interest(verdict: Verdict, rule: Rule | None) -> bool:
    if verdict.outcome not in (Outcome.FIRED, Outcome.CONTINUED):
        return False
    return rule is None or (verdict.rule is not None and verdict.rule.pk == rule.pk)


def _note(found: Replayed, message: Message, verdict: Verdict) -> None:
    decision = getattr(message, "decision", None)
    says = verdict.progress.effects if verdict.progress else ()
    texts = tuple(effect.text for effect in says if isinstance(effect, Say))
    caught = Caught(message, verdict, decision, texts)
    if verdict.rule and verdict.outcome == Outcome.FIRED:
        found.fired[verdict.rule.name] += 1
    if caught.is_news and decision and decision.rule and decision.outcome == Outcome.FIRED:
        found.taken_from[decision.rule.name] += 1
    elif caught.is_news:
        found.unanswered += 1
    found.caught.append(caught)
    if len(found.caught) > SHOWN:
        found.caught.pop(0)
        found.more += 1
