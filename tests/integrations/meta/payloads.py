"""Webhook bodies as Meta writes them, with invented ids, and ways to bring them in."""

from __future__ import annotations

import hashlib
import hmac
import json
from datetime import UTC, datetime
from typing import Any

from django.conf import settings

from integrations.meta.intake import process, waiting
from integrations.meta.models import Delivery

SHOP = "17841400000000001"
ADA = "2001"
START = 1_790_000_000_000  # milliseconds; 2026-09-21 14:13:20 UTC
RECEIVED = datetime(2026, 10, 1, tzinfo=UTC)


def time_of(ms: int) -> datetime:
    return datetime.fromtimestamp(ms / 1000, UTC)


def event(ms: int = START, *, contact: str = ADA, owner: str = SHOP, **said: Any) -> dict[str, Any]:
    """An item that the contact caused."""
    return {"sender": {"id": contact}, "recipient": {"id": owner}, "timestamp": ms, **said}


def by_business(ms: int = START, *, contact: str = ADA, owner: str = SHOP, **said: Any):
    """An item that the business caused."""
    return {"sender": {"id": owner}, "recipient": {"id": contact}, "timestamp": ms, **said}


def message(mid: str, text: str = "hello", ms: int = START, **more: Any) -> dict[str, Any]:
    contact = more.pop("contact", ADA)
    return event(ms, contact=contact, message={"mid": mid, "text": text, **more})


def echo(mid: str, text: str = "hello", ms: int = START, **more: Any) -> dict[str, Any]:
    contact = more.pop("contact", ADA)
    said = {"mid": mid, "text": text, "is_echo": True, **more}
    return by_business(ms, contact=contact, message=said)


def comment(comment_id: str, text: str = "price?", *, contact: str = ADA, **more: Any):
    """The value of a ``comments`` change."""
    value = {"id": comment_id, "text": text, "from": {"id": contact, "username": "ada.b"}}
    return value | {"media": {"id": "18000", "media_product_type": "FEED"}} | more


def messaging(*events: Any, owner: str = SHOP, name: str = "messaging") -> dict[str, Any]:
    return {
        "object": "instagram",
        "entry": [{"id": owner, "time": START + 500, name: list(events)}],
    }


def change(field: str, value: Any, *, owner: str = SHOP, seconds: int = START // 1000):
    entry = {"id": owner, "time": seconds, "changes": [{"field": field, "value": value}]}
    return {"entry": [entry], "object": "instagram"}


def flat(field: str, value: Any, *, owner: str = SHOP, seconds: int = START // 1000):
    entry = {"id": owner, "time": seconds, "field": field, "value": value}
    return {"entry": [entry], "object": "instagram"}


def body_of(document: Any) -> bytes:
    """The bytes as Meta writes them: escaped, and spaced for ``changes`` only."""
    spaced = "changes" in json.dumps(document)
    separators = (", ", ": ") if spaced else (",", ":")
    return json.dumps(document, separators=separators).replace("/", "\\/").encode()


def signature(body: bytes, secret: str | None = None) -> str:
    key = (secret or settings.META_APP_SECRETS[0]).encode()
    return "sha256=" + hmac.new(key, body, hashlib.sha256).hexdigest()


def store(*documents: Any, received_at: datetime = RECEIVED) -> list[Delivery]:
    """As the webhook leaves them."""
    bodies = [one if isinstance(one, bytes) else body_of(one) for one in documents]
    return Delivery.objects.bulk_create(
        Delivery(body=body, received_at=received_at) for body in bodies
    )


def take_in(*documents: Any, received_at: datetime = RECEIVED) -> None:
    """Store and process them together."""
    store(*documents, received_at=received_at)
    drain()


def drain() -> None:
    while process.process_some():
        pass
    waiting.adopt()
