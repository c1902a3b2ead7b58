"""Trying a message before anybody sends it: which rule would fire, what would be sent, why (K-9).

The same pure functions as production; nothing is written and nothing is sent.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from django.utils.translation import gettext as _

from automations.apply.saying import contents
from automations.decide import Outcome, State, Verdict, decide, eligible, may_fire
from automations.definition import stored
from automations.facts import Facts, what_contacts_had
from automations.flows import Known, Said, Say
from automations.heard import Heard
from automations.matching import CompiledRule, Matcher, matcher_for
from automations.models import Rule
from automations.state import Place, values_of
from automations.words import words_of
from inbox.accounts.models import Account
from inbox.contacts.models import Contact
from inbox.delivery.guard import Automation, CommentGrant, Grants, Refused
from inbox.delivery.guard import decide as ask_guard
from inbox.threads.window import OpenComment, Window

DRAFT = 0  # the id of a draft's version, which has none


@dataclass(frozen=True, slots=True)
class Question:
    """What is tried: a message as it might arrive. ``handler`` is who has the thread."""

    account: Account
    heard: Heard
    now: datetime
    handler: Literal["automation", "human"] = "automation"
    follows_us: bool | None = None
    labels: frozenset[str] = frozenset()
    opted_out: bool = False
    contact: Contact | None = None
    draft_of: Rule | None = None  # tried as its draft says, in its own place


@dataclass(frozen=True, slots=True)
class Line:
    """One rule of the list: whether it fired, and if not, the first thing that kept it."""

    rule: CompiledRule
    outcome: Literal["fired", "also", "no", "not_reached"]
    why: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class Reply:
    """One thing that would be sent, and what the guard would say to it now."""

    say: Say
    refused: str = ""


@dataclass(frozen=True, slots=True)
class Trial:
    """The whole answer of the tester, in order."""

    verdict: Verdict
    lines: list[Line]
    replies: list[Reply] = field(default_factory=list)
    is_on: bool = True


def try_out(question: Question) -> Trial:
    """What would happen if this arrived at ``question.now``."""
    state = state_of(question)
    verdict = decide(question.heard, state)
    says = (
        [one for one in verdict.progress.effects if isinstance(one, Say)]
        if (verdict.progress)
        else []
    )
    return Trial(
        verdict=verdict,
        lines=lines_of(question.heard, state, verdict),
        replies=[Reply(say, _guarded(question, say)) for say in says],
        is_on=state.is_on,
    )


def state_of(question: Question) -> State:
    """The state in which a real message would be decided, with what the question supposes."""
    account = question.account
    place = Place.of(account)
    facts = _facts(question)
    contact = question.contact
    fields = facts.fields.get(contact.pk, {}) if contact else {}
    known = Known(
        now=question.now,
        contact_id=contact.pk if contact else 0,
        had=facts.had.get(contact.pk, {}) if contact else {},
        values=values_of(contact, account, fields) if contact else {"account": account.username},
        fields=fields,
        labels=question.labels,
        follows_us=question.follows_us,
        is_open_hour=place.hours.is_open(question.now),
        window_is_open=not question.heard.is_comment,
        most_in_a_row=place.settings.in_a_row,
    )
    return State(
        matcher=matcher_with(question.draft_of, account),
        known=known,
        local=place.hours.local(question.now),
        meaning=words_of(place.settings).read(question.heard.text),
        is_on=account.automations_on and account.workspace.automations_on,
        person_has_it=question.handler == "human",
        opted_out=question.opted_out,
        said=Said(question.heard.text),
        limits=place.limits,
    )


def matcher_with(draft_of: Rule | None, account: Account) -> Matcher:
    """The account's live rules; ``draft_of`` as its draft says, on and in its own place."""
    live = matcher_for(account)
    if draft_of is None or draft_of.draft is None:
        return live
    own = CompiledRule(draft_of.pk, draft_of.name, DRAFT, draft_of.position, stored(draft_of.draft))
    others = [rule for rule in live.rules if rule.pk != draft_of.pk]
    return Matcher(sorted([*others, own], key=lambda rule: rule.position))


def lines_of(heard: Heard, state: State, verdict: Verdict) -> list[Line]:
    """Every rule in its order (K-4, AUT-4)."""
    matched = {match.rule.pk: match.words for match in eligible(heard, state)}
    if verdict.is_fallback and verdict.rule:
        matched[verdict.rule.pk] = ""
    fired = verdict.rule if verdict.outcome in (Outcome.FIRED, Outcome.SILENT) else None
    return [_line(rule, heard, state, matched, fired) for rule in state.matcher.rules]


def _line(
    rule: CompiledRule,
    heard: Heard,
    state: State,
    matched: dict[int, str],
    fired: CompiledRule | None,
) -> Line:
    if fired and rule.pk == fired.pk:
        return Line(rule, "fired", words=matched.get(rule.pk, ""))
    if rule.pk in matched:
        return Line(rule, "also", _("an earlier rule wins") if fired else "", matched[rule.pk])
    if why := state.matcher.why_not(rule, heard):
        return Line(rule, "no", why)
    if obstacle := may_fire(rule, state):
        return Line(rule, "no", _obstacle(obstacle, state))
    return Line(rule, "not_reached")


def _obstacle(slug: str, state: State) -> str:
    words = {
        "schedule": _("schedule: %(time)s is outside of it")
        % {"time": state.local.strftime("%a %H:%M")},
        "follows_us": _("only people who follow you"),
        "once": _("once per person: they have had it"),
    }
    return words[slug]


def _guarded(question: Question, say: Say) -> str:
    """The guard's words if it would refuse, at this moment and in this window (W-9)."""
    heard, now = question.heard, question.now
    able = question.account.capabilities
    comment = OpenComment(now, heard.post_kind == "live") if heard.is_comment else None
    window = Window.at(None if heard.is_comment else now, now, able, comment, None)
    to_comment = say.publicly or say.privately_to_comment
    grant = CommentGrant("trial", now + timedelta(days=7)) if to_comment else None
    grants = Grants("trial", comment=grant, publicly=say.publicly)
    for content in contents(say, DRAFT):
        verdict = ask_guard(Automation(None, ""), window, content, grants, able)
        if isinstance(verdict, Refused):
            return verdict.detail
    return ""


def _facts(question: Question) -> Facts:
    if question.contact is None:
        return Facts()
    return Facts(had=what_contacts_had({question.contact.pk}))
