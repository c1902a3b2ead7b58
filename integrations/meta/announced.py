"""Messages that Meta only announced: an edit numbered 0, and the message itself never comes."""

from __future__ import annotations

from collections.abc import Collection
from urllib.parse import quote

import msgspec
import structlog
from django.utils import timezone
from kombu.exceptions import OperationalError

from inbox.accounts.models import Account
from inbox.threads.models import Message
from integrations.meta.graph import GraphClient
from integrations.meta.graph_errors import GraphError, GraphUnreachable, GraphUnreadable
from integrations.meta.intake import waking
from integrations.meta.models import Delivery
from integrations.meta.wire.reading import Json, ident, mapping, words

FIELDS = "id,created_time,from,to,message"
PATIENCE = 10  # seconds; usually the message itself comes, and costs no call (L-5)

client = GraphClient()
log = structlog.get_logger()


def fetch_later(announced: Collection[tuple[int, str]]) -> None:
    """Look after these messages (account, id) when they have had time to come by themselves."""
    from integrations.meta.tasks import fetch_message

    try:
        for place in announced:
            fetch_message.apply_async(place, countdown=PATIENCE, retry=False, ignore_result=True)
    except (OperationalError, OSError) as error:
        log.warning("announced messages not asked for", count=len(announced), error=repr(error))


def fetch(account: Account, mid: str) -> None:
    """Ask Meta for the message unless it has come, and put the answer where deliveries go.

    Somebody may wait for an answer to it. Raises BudgetSpent where not even so a call is left.
    """
    come = Message.everywhere.filter(account=account, external_id=mid, sent_at__isnull=False)
    if come.exists():
        return
    try:
        told = client.get(account, quote(mid, safe=""), {"fields": FIELDS}, urgent=True)
    except (GraphError, GraphUnreachable, GraphUnreadable) as error:
        log.info("announced message not fetched", account=account.pk, error=repr(error))
        return
    body = msgspec.json.encode(_as_delivered(account.external_id, mid, told))
    Delivery.objects.create(body=body, received_at=timezone.now())
    waking.wake()


def _as_delivered(owner: str, mid: str, told: Json) -> Json:
    """The Conversations API's shape of a message in the webhook's shape."""
    sender = ident(mapping(told.get("from")).get("id"))
    to = mapping(told.get("to")).get("data")
    recipient = ident(mapping(to[0]).get("id")) if isinstance(to, list) and to else ""
    message = {"mid": mid, "text": words(told.get("message")), "is_echo": sender == owner}
    event = {
        "sender": {"id": sender},
        "recipient": {"id": recipient},
        "timestamp": words(told.get("created_time")),
        "message": message,
    }
    return {"object": "instagram", "entry": [{"id": owner, "messaging": [event]}]}
