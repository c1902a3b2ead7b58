"""Rows of the outbox as far as tests of the threads' screens need them."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.utils import timezone

from inbox.accounts.models import Member
from inbox.delivery.models import Attempt, Outbound
from inbox.delivery.moves import PENDING
from inbox.threads import timeline
from inbox.threads.items import MessageItem
from inbox.threads.models import Thread
from tests import factories


def outbound(
    thread: Thread,
    state: str,
    member: Member | None = None,
    text: str = "Three days.",
    **fields: Any,
) -> Outbound:
    """A member's message, or without one a rule's, that has come as far as ``state``."""
    signed: dict[str, Any] = {"origin": "automation", "author_name": "Prices"}
    made: dict[str, Any] = {"author": "automation", "priority": 2}
    if member is not None:
        signed, made = {"origin": "member", "member": member}, {"author": "person", "priority": 1}
    words = factories.message(thread, text="Three days.", external_id=None, **signed)
    return Outbound.everywhere.create(
        workspace_id=thread.workspace_id, account_id=thread.account_id, thread=thread,
        message=words, member=member, state=state, envelope={}, client_key=uuid4(),
        settled_at=None if state in PENDING else timezone.now(), **made | fields,
    )  # fmt: skip


def attempt(of: Outbound, outcome: str = "refused", **said: Any) -> Attempt:
    """A call made for it a minute ago."""
    at = timezone.now() - timedelta(minutes=1)
    return Attempt.everywhere.create(
        workspace_id=of.workspace_id, account_id=of.account_id, outbound=of,
        number=of.attempts.count() + 1, fence=1, started_at=at, outcome=outcome,
        finished_at=None if outcome == "under_way" else at + timedelta(seconds=1), **said,
    )  # fmt: skip


def shown(of: Outbound) -> MessageItem:
    """The message as its thread's timeline shows it now."""
    thread = Thread.everywhere.select_related("account", "workspace").get(pk=of.thread_id)
    items = timeline.some(thread, [f"message-{of.message_id}"])
    (item,) = [item for item in items if item.name == f"message-{of.message_id}"]
    assert isinstance(item, MessageItem)
    return item
