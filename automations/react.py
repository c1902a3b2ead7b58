"""From what contacts said to what the automations do about it, in the intake's own transaction."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from automations import next_post
from automations.apply import apply
from automations.decide import decide
from automations.facts import Facts, first_words
from automations.heard import Heard
from automations.models import Decision
from automations.payloads import MenuTap
from automations.state import Place, state_of
from automations.surfaces import heard_of
from inbox import hooks
from inbox.delivery import telling
from inbox.delivery.locks import lock_thread, lock_threads
from inbox.threads.models import Message, Thread


@transaction.atomic
def react(messages: Sequence[Message]) -> None:
    """Answer, or decide not to, each newly arrived message; durable when the caller commits.

    Repeating it changes nothing. Comments for which a rule waits to hear how old their post is are
    left to automations.left_comments. Messages of ours, of the Instagram app, of another app's turn
    (standby) and of the account to itself set nothing off.
    """
    news = list({message.pk: message for message in messages if _is_for_us(message)}.values())
    if not news:
        return
    done = _decided(news) | next_post.settle(news)
    batch = _Batch([message for message in news if message.pk not in done])
    for message in sorted(batch.messages, key=lambda message: (message.sent_at, message.pk)):
        batch.react_to(message)


class _Batch:
    """Messages decided one after the other, on facts that were read once for all of them."""

    def __init__(self, messages: Sequence[Message]) -> None:
        self.messages = messages
        self._now = timezone.now()
        self._places = _places_of(messages)  # before the locks: a matcher may have to be built
        self._threads = lock_threads({message.thread_id for message in messages})
        first = first_words([message.pk for message in messages])
        self._heard = {message.pk: self._hear(message, message.pk in first) for message in messages}
        self._facts = self._load(list(self._threads.values()))
        self._moved: set[int] = set()  # threads whose facts are no longer what was read
        self._fresh: dict[int, Facts] = {}  # what was read of those again

    def react_to(self, message: Message) -> None:
        """Decide about ``message`` and carry it out."""
        thread = self._thread(message.thread_id)
        message.thread = thread
        heard = self._heard[message.pk]
        place = self._places[message.account_id]
        state = state_of(message, heard, thread, self._facts_of(thread), place, self._now)
        _tell_systems(message)
        apply(decide(heard, state), message, thread)
        self._moved.add(thread.pk)

    def _thread(self, thread_id: int) -> Thread:
        """As it is now: an earlier message of the batch may have moved it."""
        if thread_id in self._moved:
            self._threads[thread_id] = lock_thread(thread_id)
            self._fresh[thread_id] = self._load([self._threads[thread_id]])
        return self._threads[thread_id]

    def _facts_of(self, thread: Thread) -> Facts:
        return self._fresh.get(thread.pk, self._facts)

    def _load(self, threads: Sequence[Thread]) -> Facts:
        taps = [MenuTap.read(heard.payload) for heard in self._heard.values()]
        return Facts.load(threads, [tap for tap in taps if tap], self._now)

    def _hear(self, message: Message, is_first: bool) -> Heard:
        account = self._threads[message.thread_id].account
        return heard_of(message, is_first=is_first, ice_breakers=account.ice_breakers)


def _places_of(messages: Sequence[Message]) -> dict[int, Place]:
    accounts = {message.account_id: message.thread.account for message in messages}
    return {pk: Place.of(account) for pk, account in accounts.items()}


def _is_for_us(message: Message) -> bool:
    elsewhere = message.context.get("standby") or message.context.get("self")
    return (
        message.origin == Message.Origin.CONTACT
        and message.sent_at is not None
        and message.unsent_at is None
        and not elsewhere
    )


def _decided(messages: Sequence[Message]) -> set[int]:
    decided = Decision.everywhere.filter(message__in=[message.pk for message in messages])
    return set(decided.values_list("message_id", flat=True))


def _tell_systems(message: Message) -> None:
    if hooks.is_heard(message.workspace_id, hooks.Event.MESSAGE_RECEIVED):
        told = telling.about(message)
        hooks.emit(message.workspace_id, hooks.Event.MESSAGE_RECEIVED, str(message.pk), told)
