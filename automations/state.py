"""From what the database knows to the values that deciding works with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from automations.decide import Limits, State
from automations.definition import stored
from automations.facts import Facts
from automations.flows import Known, Said, Standing
from automations.heard import Heard
from automations.matching import CompiledRule, Matcher, matcher_for
from automations.models import AutomationSettings, RuleVersion, Run
from automations.owners import people_own
from automations.payloads import MenuTap
from automations.words import words_of
from inbox.accounts.hours import Hours
from inbox.accounts.models import Account
from inbox.contacts.models import Contact
from inbox.threads.models import Message, Thread
from inbox.threads.window import State as WindowState


@dataclass(frozen=True, slots=True)
class Place:
    """What a workspace and its accounts bring: their rules, words, numbers and hours."""

    settings: AutomationSettings
    hours: Hours
    matcher: Matcher

    @classmethod
    def of(cls, account: Account) -> Place:
        settings = AutomationSettings.everywhere.of(account.workspace_id)
        return cls(settings, Hours.of(account.workspace), matcher_for(account))

    @property
    def limits(self) -> Limits:
        own = self.settings
        return Limits(own.misses, own.loop_turns, own.on_complaint, own.on_sensitive)


def state_of(
    message: Message, heard: Heard, thread: Thread, facts: Facts, place: Place, now: datetime
) -> State:
    """All that deciding about ``message`` may ask; ``thread`` is locked."""
    tap = MenuTap.read(heard.payload)
    known = known_of(thread, facts, place, now, in_a_row=0)  # they have just said something
    loop = now - timedelta(minutes=place.settings.loop_minutes)
    waiting = facts.waiting.get(thread.pk)
    return State(
        matcher=place.matcher,
        known=known,
        local=place.hours.local(now),
        meaning=words_of(place.settings).read(heard.text),
        is_on=is_on(thread),
        person_has_it=person_has_it(thread, facts, place.settings, now),
        opted_out=thread.contact.opted_out_at is not None,
        waiting=standing_of(waiting, facts) if waiting else None,
        tapped=_tapped(tap, facts),
        said=_said(message, heard, tap, waiting),
        misses=facts.misses.get(thread.pk, 0),
        turns=sum(at >= loop for at in facts.turns.get(thread.pk, ())),
        limits=place.limits,
    )


def known_of(thread: Thread, facts: Facts, place: Place, now: datetime, *, in_a_row: int) -> Known:
    """The contact and the moment, as steps ask about them; ``in_a_row`` is for C-3."""
    contact = thread.contact
    fields = facts.fields.get(contact.pk, {})
    return Known(
        now=now,
        contact_id=contact.pk,
        had=facts.had.get(contact.pk, {}),
        values=values_of(contact, thread.account, fields),
        fields=fields,
        labels=frozenset(facts.labels.get(contact.pk, ())),
        follows_us=_follows_us(contact),
        is_open_hour=place.hours.is_open(now),
        window_is_open=thread.window(now).state is WindowState.OPEN,
        in_a_row=in_a_row,
        most_in_a_row=place.settings.in_a_row,
    )


def standing_of(run: Run, facts: Facts) -> Standing:
    """The stored run, executing its own version of the rule."""
    of_comment = run.message.kind == Message.Kind.COMMENT
    rule = compiled(run.version, run.rule.name, run.rule.position)
    return Standing.of(run, rule, of_comment=of_comment, has_said=run.pk in facts.has_said)


def compiled(version: RuleVersion, name: str, position: int) -> CompiledRule:
    """A version as the engine keeps it."""
    definition = stored(version.definition)
    return CompiledRule(version.rule_id, name, version.pk, position, definition)


def is_on(thread: Thread) -> bool:
    """Whether automations may speak here at all (K-11)."""
    return thread.account.automations_on and thread.workspace.automations_on


def person_has_it(
    thread: Thread, facts: Facts, settings: AutomationSettings, now: datetime
) -> bool:
    """Whether people own the thread (K-7): it was handed off, it is somebody's, or a person wrote
    in it within the last hours."""
    return thread.pk in facts.in_handoff or people_own(thread, settings, now)


def values_of(contact: Contact, account: Account, fields: Mapping[str, str]) -> dict[str, str]:
    """What texts may use; what nobody knows is not there (C-2)."""
    first_name = contact.name.split()[0] if contact.name.split() else ""
    own = {
        "first_name": first_name,
        "name": contact.name,
        "username": contact.username,
        "account": account.username,
    }
    return {**fields, **{name: value for name, value in own.items() if value}}


def _follows_us(contact: Contact) -> bool | None:
    found = contact.facts.get("follows_us")
    return found if isinstance(found, bool) else None


def _said(message: Message, heard: Heard, tap: MenuTap | None, waiting: Run | None) -> Said:
    """A tap on the menu at which the run stands names its answer; any other has its words."""
    is_its = tap and waiting and (tap.run_id, tap.place) == (waiting.pk, waiting.place)
    choice = tap.choice if tap and is_its else None
    return Said(heard.text, choice, message.external_id or "")


def _tapped(tap: MenuTap | None, facts: Facts) -> tuple[CompiledRule, int] | None:
    """Where a tap on the menu of an ended run leads, if it still stands there."""
    run = facts.ended.get(tap.run_id) if tap else None
    if tap is None or run is None:
        return None
    rule = compiled(run.version, run.rule.name, run.rule.position)
    steps = rule.definition.steps
    menu = steps[tap.place].menu if tap.place < len(steps) else None
    if menu is None or not 0 <= tap.choice < len(menu.choices):
        return None
    target = menu.choices[tap.choice].then or steps[tap.place].then
    places = [place for place, step in enumerate(steps) if target and step.id == target]
    return rule, places[0] if places else tap.place + 1
