"""Finding our own messages among those said in an account's name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence

from django.db.models import Q

from inbox.accounts.models import Account
from inbox.delivery.models import Attempt, Outbound
from inbox.delivery.receipts import Echo, join_echoes
from inbox.threads.models import Attachment, Message
from integrations.meta.intake.lines import FROM_OUTSIDE
from integrations.meta.intake.people import Person
from integrations.meta.wire.values import Item, OwnComment, Said

Here = Sequence[tuple[Account, Item]]
_STILL_OPEN = (Outbound.State.SENDING, Outbound.State.UNKNOWN)
# What waits for another attempt, and what a person has seen there: an earlier call may be it.
_UNKNOWN_CALLS = Q(
    state__in=(Outbound.State.QUEUED, Outbound.State.DELIVERED, Outbound.State.SEEN),
    attempts__outcome=Attempt.Outcome.UNKNOWN,
)


def subjects_without_contact(here: Here) -> set[Person]:
    """The messages through which alone the thread of an item can be found."""
    about = {(account.pk, item.subject) for account, item in here if not item.contact}
    parents = {
        (account.pk, item.value.parent)
        for account, item in here
        if isinstance(item.value, OwnComment)
    }
    return {place for place in about | parents if place[1]}


def join(here: Here, threads: dict[Person, int], holding: dict[Person, int]) -> None:
    """Give our messages the ids that Meta calls them by, before these could become new messages."""
    heard: dict[Account, list[Echo]] = defaultdict(list)
    for account, item in here:
        if echo := _echo(account, item, threads, holding):
            heard[account].append(echo)
    for account in sorted(heard, key=lambda one: one.pk):
        if candidates := _perhaps_ours(account, heard[account]):
            join_echoes(account, candidates)


def _echo(
    account: Account, item: Item, threads: dict[Person, int], holding: dict[Person, int]
) -> Echo | None:
    value = item.value
    if isinstance(value, Said) and not value.inbound:
        thread_id = threads.get((account.pk, item.contact))
        return Echo(value.external_id, thread_id, _words(value), item.at) if thread_id else None
    if isinstance(value, OwnComment):
        thread_id = holding.get((account.pk, value.parent))
        if thread_id:
            return Echo(item.subject, thread_id, value.text, item.at, is_comment=True)
    return None


def _words(said: Said) -> str:
    """What was said; a message with buttons has its words in the card that carries them."""
    cards = (file.title for file in said.files if file.kind == Attachment.Kind.TEMPLATE)
    return said.text or next(cards, "")


def _perhaps_ours(account: Account, heard: Collection[Echo]) -> list[Echo]:
    """Most echoes come from the app: only those that may be ours are looked at one by one."""
    known = Message.everywhere.filter(
        account=account, external_id__in={echo.external_id for echo in heard}, sent_at__isnull=False
    )
    origins = dict(known.values_list("external_id", "origin"))
    calls = Outbound.everywhere.filter(
        Q(state__in=_STILL_OPEN) | _UNKNOWN_CALLS,
        thread__in={echo.thread_id for echo in heard},
    )
    busy = set(calls.values_list("thread_id", flat=True))
    return [echo for echo in heard if _is_candidate(echo, origins.get(echo.external_id), busy)]


def _is_candidate(echo: Echo, origin: str | None, busy: set[int]) -> bool:
    """A message of ours, or a new one in a thread where a call of ours is in flight.

    The repeat of something said in the app is neither, even when the same words are on their way.
    """
    return echo.thread_id in busy if origin is None else origin not in FROM_OUTSIDE
