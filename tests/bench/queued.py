"""Rows that wait in the outbox, many at once: what the guard allowed one thread, for all others."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import uuid4

from django.utils import timezone

from inbox.accounts.models import Account, Member, Workspace
from inbox.contacts.models import Contact
from inbox.delivery.guard import Automation, Person
from inbox.delivery.models import Lane, Outbound
from inbox.delivery.outbox import queue_reply
from inbox.threads.models import Message, Thread
from tests import factories

NO_LIMITS = {
    "messages_per_hour": 0, "calls_per_second": 0, "tier": 0, "warms_up": False,
}  # fmt: skip


def accounts(workspace: Workspace, count: int, **limits: int | bool) -> list[Account]:
    """Accounts with a lane each, without limits unless ``limits`` says which."""
    made = [factories.account(workspace, **NO_LIMITS | limits) for _ in range(count)]
    Lane.everywhere.bulk_create(Lane(workspace=workspace, account=account) for account in made)
    return made


def threads(account: Account, count: int) -> list[Thread]:
    """Threads whose contacts wrote a minute ago."""
    at = timezone.now() - timedelta(minutes=1)
    common = {"workspace_id": account.workspace_id, "account": account}
    people = Contact.everywhere.bulk_create(
        Contact(scoped_id=f"{account.pk:06}{number:06}", **common) for number in range(count)
    )
    return Thread.everywhere.bulk_create(
        Thread(contact=one, last_inbound_at=at, last_inbound_cause="message",
               last_contact_at=at, last_item_at=at, **common)
        for one in people
    )  # fmt: skip


def answers(waiting_in: Sequence[Thread], each: int = 1) -> list[int]:
    """``each`` automated answers to all of them, without waking a lane; their ids."""
    model = queue_reply(waiting_in[0], "x", author=Automation(1, "Prices"), key=uuid4())
    assert isinstance(model, Outbound)
    Outbound.everywhere.filter(pk=model.pk).delete()
    Message.everywhere.filter(pk=model.message_id).delete()
    Lane.everywhere.filter(account=waiting_in[0].account_id).update(wakes_at=None)
    pairs = [(thread, number) for number in range(each) for thread in waiting_in]
    messages = Message.everywhere.bulk_create(_message(*pair) for pair in pairs)
    rows = Outbound.everywhere.bulk_create(
        _outbound(model, thread, message)
        for (thread, _), message in zip(pairs, messages, strict=True)
    )
    return [row.pk for row in rows]


def reply_by_a_person(thread: Thread, member: Member) -> Outbound:
    """A person's reply, through the door that people use; it wakes the lane."""
    reply = queue_reply(thread, "I will have a look.", author=Person(member), key=uuid4())
    assert isinstance(reply, Outbound)
    return reply


def due_now(account_ids: Sequence[int], at: datetime) -> None:
    Lane.everywhere.filter(account__in=account_ids).update(wakes_at=at)


def _message(thread: Thread, number: int) -> Message:
    return Message(
        workspace_id=thread.workspace_id, account_id=thread.account_id, thread=thread,
        kind=Message.Kind.TEXT, text=f"Our prices, part {number}", origin="automation",
    )  # fmt: skip


def _outbound(model: Outbound, thread: Thread, message: Message) -> Outbound:
    envelope = model.envelope | {"recipient": thread.contact.scoped_id, "text": message.text}
    return Outbound(
        workspace_id=thread.workspace_id, account_id=thread.account_id, thread=thread,
        message=message, kind=model.kind, author=model.author, rule_id=model.rule_id,
        priority=model.priority, envelope=envelope, client_key=uuid4(),
        window_ends_at=model.window_ends_at,
    )  # fmt: skip
