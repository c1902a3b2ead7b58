"""Telling other systems what was said, by webhooks (N-3)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from inbox import hooks
from inbox.delivery.models import Outbound
from inbox.threads.models import Message

State = Outbound.State
_EVENTS: dict[str, hooks.Event] = {
    State.SENT: hooks.Event.MESSAGE_SENT,
    State.DELIVERED: hooks.Event.MESSAGE_SENT,
    State.SEEN: hooks.Event.MESSAGE_SENT,
    State.FAILED: hooks.Event.MESSAGE_FAILED,
    State.EXPIRED: hooks.Event.MESSAGE_FAILED,
}


def tell(outbounds: Sequence[Outbound], state: State) -> None:
    """Tell that these have just settled in ``state``; with nobody listening it costs nothing.

    A message that failed, was tried again and failed again is told twice.
    """
    event = _EVENTS.get(state)
    if event is None:
        return
    heard = {one.message_id: one for one in outbounds if hooks.is_heard(one.workspace_id, event)}
    if not heard:
        return
    messages = Message.everywhere.filter(pk__in=heard).select_related("account", "thread__contact")
    for message in messages.order_by("pk"):
        outbound = heard[message.pk]
        key = str(message.pk)
        if event == hooks.Event.MESSAGE_FAILED and outbound.settled_at:
            key += f"-{outbound.settled_at.timestamp():.3f}"
        hooks.emit(outbound.workspace_id, event, key, about(message) | _about_the_send(outbound))


def about(message: Message) -> dict[str, Any]:
    """A message as every ``message.…`` event tells it; docs/webhooks.md lists it."""
    contact, account = message.thread.contact, message.account
    return {
        "message": message.pk,
        "thread": message.thread_id,
        "account": {"id": account.pk, "username": account.username},
        "contact": {
            "id": contact.pk,
            "scoped_id": contact.scoped_id,
            "username": contact.username,
            "name": contact.name,
        },
        "kind": message.kind,
        "origin": message.origin,
        "author": message.author_name,
        "text": message.text,
        "sent_at": message.sent_at,
    }


def _about_the_send(outbound: Outbound) -> dict[str, Any]:
    return {
        "surface": outbound.kind,
        "status": outbound.state,
        "reason": outbound.reason,
        "detail": outbound.detail,
    }
