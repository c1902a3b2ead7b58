"""From what contacts said to what the automations do about it, in the intake's own transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from automations.apply import apply
from automations.decide import Event, State, decide
from automations.definition import Surface
from automations.matching import Matcher, matcher_for
from automations.models import Firing
from inbox.delivery.locks import lock_thread, lock_threads
from inbox.delivery.models import Outbound
from inbox.threads.models import Message, Thread

_Had = dict[tuple[int, int, str], datetime]


@transaction.atomic
def react(messages: Sequence[Message]) -> None:
    """Answer, or decide not to, each newly arrived message; durable when the caller commits.

    Repeating it changes nothing. Messages of ours, of the Instagram app, of another app's turn
    (standby) and of the account to itself set nothing off.
    """
    news = [message for message in messages if _is_for_us(message)]
    done = _already_fired(news)
    had = _what_contacts_had(news)
    matchers: dict[int, Matcher] = {}
    threads = lock_threads({message.thread_id for message in news})
    for message in sorted(news, key=lambda message: (message.sent_at, message.pk)):
        if message.pk in done:
            continue
        done.add(message.pk)
        thread = threads[message.thread_id]
        if message.account_id not in matchers:
            matchers[message.account_id] = matcher_for(thread.account)
        state = _state(thread, matchers[message.account_id], had)
        firings = apply(decide(event_of(message), state), message, thread)
        if firings:  # what was queued has moved the thread
            threads[thread.pk] = lock_thread(thread.pk)
        for firing in firings:
            if firing.outbound_id:
                key = (firing.rule_id, firing.step, firing.words)
                had.setdefault(thread.contact_id, {})[key] = firing.created_at


def event_of(message: Message) -> Event:
    """The message as rules see it."""
    return Event(
        contact_id=message.thread.contact_id,
        surface=_surface(message),
        text=message.text,
        is_comment=message.kind == Message.Kind.COMMENT,
    )


def _surface(message: Message) -> Surface | None:
    """Where rules listen: stories and taps are not what a keyword in a DM means (K-1)."""
    if message.kind == Message.Kind.COMMENT:
        return "comment"
    is_tap = "quick_reply" in message.context or "tap" in message.context
    is_dm = message.kind in (Message.Kind.TEXT, Message.Kind.MEDIA) and not is_tap
    return "dm" if is_dm else None


def _is_for_us(message: Message) -> bool:
    elsewhere = message.context.get("standby") or message.context.get("self")
    return (
        message.origin == Message.Origin.CONTACT
        and message.sent_at is not None
        and message.unsent_at is None
        and not elsewhere
    )


def _already_fired(messages: Sequence[Message]) -> set[int]:
    fired = Firing.everywhere.filter(message__in=[message.pk for message in messages])
    return set(fired.values_list("message_id", flat=True))


def _what_contacts_had(messages: Sequence[Message]) -> dict[int, _Had]:
    """Every wording that reached a contact or is on its way, by contact."""
    contacts = {message.thread.contact_id for message in messages}
    sent = Firing.everywhere.filter(contact__in=contacts, skipped="").exclude(
        outbound__state__in=Outbound.GIVEN_UP
    )
    had: dict[int, _Had] = {}
    for contact, rule, step, words, at in sent.order_by("created_at").values_list(
        "contact_id", "rule_id", "step", "words", "created_at"
    ):
        had.setdefault(contact, {})[rule, step, words] = at
    return had


def _state(thread: Thread, matcher: Matcher, had: dict[int, _Had]) -> State:
    return State(
        matcher=matcher,
        handler=thread.handler,
        is_on=thread.account.automations_on and thread.workspace.automations_on,
        had=had.get(thread.contact_id, {}),
        now=timezone.now(),
    )
