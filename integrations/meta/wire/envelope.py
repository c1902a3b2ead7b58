"""From the bytes of a delivery to its items, whichever of Meta's envelopes they came in."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec

from integrations.meta.models import Event
from integrations.meta.wire import comments, messaging
from integrations.meta.wire.keys import Key
from integrations.meta.wire.messaging import Reading, Sides
from integrations.meta.wire.reading import Json, ident, mapping, moment
from integrations.meta.wire.values import Item, NotUnderstood

COMMENT_FIELDS = {"comments", "live_comments"}
NOBODY = Sides("", by_contact=True)


class BrokenBody(ValueError):
    """The bytes are not JSON."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What an item's surroundings tell: whose it is and when it was sent and received."""

    owner: str
    time: datetime | None
    received_at: datetime
    head: Json  # the entry's own id and time, as they came

    def at(self, told: datetime | None) -> datetime:
        """The item's time; never later than its arrival (W-4)."""
        return min(told or self.time or self.received_at, self.received_at)


def items_of(body: bytes, received_at: datetime) -> list[Item]:
    """Everything in a delivery, or BrokenBody. What is not understood is an item as well."""
    document = decode(body)
    entries = mapping(document).get("entry")
    if not isinstance(entries, list):
        return [_oddity(document, received_at)]
    return [item for entry in entries for item in items_of_entry(entry, received_at)]


def items_of_entry(entry: object, received_at: datetime) -> list[Item]:
    """The items of one entry; also of one kept with an Event."""
    if not isinstance(entry, dict):
        return [_oddity(entry, received_at)]
    around = Entry(
        owner=ident(entry.get("id")),
        time=moment(entry.get("time")),
        received_at=received_at,
        head={key: entry[key] for key in ("id", "time") if key in entry},
    )
    found = list(_items(around, entry))
    nothing_known = not entry.keys() & {"messaging", "standby", "changes", "field"}
    return found or ([_unknown(around, entry)] if nothing_known else [])


def _items(around: Entry, entry: Json) -> Iterator[Item]:
    for name in ("messaging", "standby"):
        for event in _listed(entry, name):
            yield _messaging(around, event, name)
    for change in _listed(entry, "changes"):
        yield _change(around, change, {**around.head, "changes": [change]})
    if "field" in entry:
        alone = {**around.head, "field": entry["field"], "value": entry.get("value")}
        yield _change(around, entry, alone)


def _listed(entry: Json, name: str) -> list[object]:
    """What stands under ``name``; a single item without its list is taken as one."""
    found = entry.get(name)
    if found is None:
        return []
    return found if isinstance(found, list) else [found]


def _messaging(around: Entry, event: object, name: str) -> Item:
    kept = {**around.head, name: [event]}
    if not isinstance(event, dict):
        return _unknown(around, kept)
    return _from_messaging(around, event, kept, standby=name == "standby")


def _from_messaging(around: Entry, event: Json, kept: Json, *, standby: bool) -> Item:
    who = messaging.sides(around.owner, event)
    reading = messaging.read(event, who, standby=standby)
    return _item(around, reading, event, kept, who, told=moment(event.get("timestamp")))


def _change(around: Entry, change: object, kept: Json) -> Item:
    field, value = mapping(change).get("field"), mapping(mapping(change).get("value"))
    told = moment(value.get("timestamp"))
    if field in COMMENT_FIELDS or (field == "mentions" and "from" in value):
        contact, username = comments.writer_of(value)
        reading = comments.read_comment(around.owner, str(field), value)
        who = Sides("" if contact == around.owner else contact, by_contact=True)
        return _item(around, reading, value, kept, who, told=told, username=username)
    if field == "mentions":
        return _item(around, comments.read_mention(value), kept, kept, NOBODY, told=told)
    if "sender" in value or "recipient" in value or "message_edit" in value:
        return _from_messaging(around, value, kept, standby=field == "standby")
    return _unknown(around, kept)


def _item(
    around: Entry,
    reading: Reading,
    named_by: object,
    kept: Json,
    who: Sides,
    *,
    told: datetime | None = None,
    username: str = "",
) -> Item:
    return Item(
        owner=around.owner,
        kind=reading.kind,
        key=reading.key.of(named_by),
        subject=reading.subject,
        contact=who.contact,
        at=around.at(told),
        value=reading.value,
        entry=kept,
        username=username,
    )


def _unknown(around: Entry, kept: Json) -> Item:
    why = "An entry of an unknown kind: " + ", ".join(sorted(kept.keys() - {"id", "time"}))[:200]
    reading = Reading(Event.Kind.UNKNOWN, Key(), NotUnderstood(f"{why}."))
    return _item(around, reading, kept, kept, NOBODY)


def _oddity(document: object, received_at: datetime) -> Item:
    around = Entry("", None, received_at, {})
    why = NotUnderstood("JSON, but not a webhook of Instagram.")
    kept = document if isinstance(document, dict) else {"document": document}
    return _item(around, Reading(Event.Kind.UNKNOWN, Key(), why), kept, kept, NOBODY)


def decode(body: bytes) -> Any:
    """JSON as PostgreSQL can keep it, or BrokenBody.

    What strict JSON forbids but a message can hold (half an emoji, a byte that is no UTF-8) is read
    all the same, with U+FFFD in its place: an odd character must not cost a message.
    """
    try:
        document = msgspec.json.decode(body)
    except (msgspec.DecodeError, RecursionError):
        return _clean(_decode_leniently(body))
    return _clean(document) if b"\\u0000" in body else document


def _decode_leniently(body: bytes) -> Any:
    try:
        return json.loads(body.decode("utf-8", "replace"))
    except (ValueError, RecursionError) as error:
        raise BrokenBody(f"Not JSON: {error}"[:500]) from None


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        tidy = value.replace("\0", "\ufffd")
        return tidy.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, list):
        return [_clean(one) for one in value]
    if isinstance(value, dict):
        return {_clean(key): _clean(one) for key, one in value.items()}
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value
