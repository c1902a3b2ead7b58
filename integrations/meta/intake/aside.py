"""What fails is set aside with its error and holds up nothing else (F-5)."""

from __future__ import annotations

import hashlib

import structlog
from django.db import InterfaceError, OperationalError, transaction

from integrations.meta.intake import deliveries, trace
from integrations.meta.intake.apply import apply
from integrations.meta.intake.arrivals import Arrival, Record
from integrations.meta.intake.people import accounts
from integrations.meta.models import Delivery, Event
from integrations.meta.wire.envelope import BrokenBody, items_of
from integrations.meta.wire.values import Item, NotUnderstood

NO_FAULT_OF_THE_ITEM = (OperationalError, InterfaceError)  # the database went away, or was busy
MOST_WORDS = 2_000

log = structlog.get_logger()


@transaction.atomic
def process_alone(delivery_id: int) -> None:
    """Process one delivery item by item, each in a savepoint of its own."""
    delivery = deliveries.claim_one(delivery_id)
    if delivery is None:
        return
    for arrival in read(delivery):
        apply_alone(arrival)
    deliveries.finish([delivery])


def read(delivery: Delivery) -> list[Arrival]:
    """The items of ``delivery``; a body that can't be read is kept as the one thing in it."""
    try:
        items = items_of(bytes(delivery.body), delivery.received_at)
    except BrokenBody as error:
        delivery.error = str(error)
    except Exception as error:  # a mistake of ours must not cost the delivery
        log.exception("a delivery could not be read", delivery=delivery.pk)
        delivery.error = words_of(error)
    else:
        delivery.items = len(items)
        return [Arrival(item, delivery.received_at, delivery.pk) for item in items]
    trace.write([(_broken(delivery), None)])
    return []


def apply_alone(arrival: Arrival, *, again: bool = False) -> None:
    """Apply one item. When only the automations fail over it, its message is there anyway."""
    try:
        with transaction.atomic():
            apply([arrival], again=again)
    except NO_FAULT_OF_THE_ITEM:
        raise
    except Exception as error:
        log.exception("an item is set aside", key=arrival.item.key, owner=arrival.item.owner)
        _set_aside(arrival, words_of(error))


def _set_aside(arrival: Arrival, error: str) -> None:
    try:
        with transaction.atomic():
            apply([arrival], reacting=False)
    except NO_FAULT_OF_THE_ITEM:
        raise
    except Exception:  # noqa: BLE001  # the first error is the one to show
        log.info("not even its message could be kept", key=arrival.item.key)
    account = accounts([arrival.item.owner]).get(arrival.item.owner)
    record = Record(arrival, Event.Outcome.SET_ASIDE, error, account)
    trace.write([(record, None)], settled=True)


def words_of(error: Exception) -> str:
    """An error as people can pass it on."""
    return f"{type(error).__name__}: {error}"[:MOST_WORDS]


def _broken(delivery: Delivery) -> Record:
    """The delivery keeps its bytes; the trace shows as much of them as text can."""
    body = bytes(delivery.body)
    shown = body[:100_000].decode("utf-8", "replace").replace("\0", "\ufffd")
    item = Item(
        owner="",
        kind=Event.Kind.BODY,
        key="body:" + hashlib.sha256(body).hexdigest(),
        subject="",
        contact="",
        at=delivery.received_at,
        value=NotUnderstood(delivery.error),
        entry={"body": shown},
    )
    arrival = Arrival(item, delivery.received_at, delivery.pk)
    return Record(arrival, Event.Outcome.SET_ASIDE, delivery.error)
