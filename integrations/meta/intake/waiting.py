"""Doing items again: those that waited for their message, and those that people replay."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from django.db import transaction
from django.db.models import Exists, OuterRef

from inbox.threads.models import Message
from integrations.meta.intake import waking
from integrations.meta.intake.arrivals import Arrival
from integrations.meta.intake.aside import apply_alone
from integrations.meta.models import Delivery, Event
from integrations.meta.wire.envelope import items_of_entry

MOST_TOGETHER = 100


def adopt() -> int:
    """Apply items without a sender whose message has arrived since; how many there were."""
    message = Message.everywhere.filter(
        account=OuterRef("account"), external_id=OuterRef("subject")
    )
    ready = Event.everywhere.filter(
        Exists(message), outcome=Event.Outcome.WAITING, account__isnull=False
    )
    return replay(ready.order_by("pk")[:MOST_TOGETHER])


def replay(events: Iterable[Event]) -> int:
    """Apply ``events`` again from what was kept of them; how many there were."""
    count = 0
    for event in events:
        count += 1
        if event.kind == Event.Kind.BODY:
            _read_again(event)
        else:
            _apply_again(event)
    return count


def _apply_again(event: Event) -> None:
    found = items_of_entry(event.payload, event.received_at)
    with transaction.atomic():
        for item in found[:1]:  # an event's payload is an entry with one item in it
            same = replace(item, owner=event.owner, key=event.key, kind=Event.Kind(event.kind))
            apply_alone(Arrival(same, event.received_at, event.delivery_id), again=True)


@transaction.atomic
def _read_again(event: Event) -> None:
    """An unreadable delivery goes back to the others; if it still can't be read it returns here."""
    Delivery.objects.filter(pk=event.delivery_id or 0).update(processed_at=None, error="")
    Event.everywhere.filter(pk=event.pk).update(outcome=Event.Outcome.IGNORED)
    transaction.on_commit(waking.wake, robust=True)
