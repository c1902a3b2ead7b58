"""Rows for tests, each with the fewest fields; what a test is about, it says itself."""

from __future__ import annotations

from datetime import datetime
from itertools import count
from typing import Any

from django.utils import timezone

from inbox.accounts.models import Account, Member, User, Workspace
from inbox.contacts.models import Contact
from inbox.threads.models import Message, Thread

PASSWORD = "a-long-test-passphrase"
_numbers = count(1)


def workspace(**fields: Any) -> Workspace:
    number = next(_numbers)
    return Workspace.objects.create(**{"name": f"Shop {number}", "slug": f"shop-{number}"} | fields)


def user(**fields: Any) -> User:
    fields = {"email": f"person-{next(_numbers)}@example.org", "password": PASSWORD} | fields
    return User.objects.create_user(**fields)


def member(in_workspace: Workspace | None = None, role: str = "agent", **of_user: Any) -> Member:
    return Member.everywhere.create(
        workspace=in_workspace or workspace(), user=user(**of_user), role=role
    )


def member_who(in_workspace: Workspace | None = None, **fields: Any) -> Member:
    """An agent with these fields of a member's, such as ``availability`` and ``capacity``."""
    made = {"workspace": in_workspace or workspace(), "user": user(), "role": "agent"}
    return Member.everywhere.create(**made | fields)


def account(in_workspace: Workspace | None = None, **fields: Any) -> Account:
    number = next(_numbers)
    made = {"external_id": f"{17841400000000000 + number}", "username": f"shop.{number}"}
    return Account.everywhere.create(
        workspace=in_workspace or workspace(), **made | {"token": "IGAA-test"} | fields
    )


def contact(of_account: Account | None = None, **fields: Any) -> Contact:
    owner = of_account or account()
    made = {"scoped_id": f"{5_000_000_000_000_000 + next(_numbers)}"}
    made["workspace_id"] = owner.workspace_id
    return Contact.everywhere.create(account=owner, **made | fields)


def thread(of_account: Account | None = None, **fields: Any) -> Thread:
    """A thread nobody has written in; see ``thread_open_since``."""
    person = fields.pop("contact", None) or contact(of_account)
    made = {"workspace_id": person.workspace_id, "account": person.account}
    made["last_item_at"] = timezone.now()
    return Thread.everywhere.create(contact=person, **made | fields)


def thread_open_since(moment: datetime, of_account: Account | None = None, **fields: Any) -> Thread:
    """A thread whose contact wrote at ``moment``."""
    opened = {"last_inbound_at": moment, "last_inbound_cause": "message"}
    times = {"last_contact_at": moment, "last_item_at": moment}
    made = thread(of_account, **opened | times | fields)
    made.last_message = message(made, sent_at=moment)
    made.save(update_fields=["last_message"])
    return made


def message(in_thread: Thread | None = None, **fields: Any) -> Message:
    """The contact's words, unless ``origin`` says whose."""
    place = in_thread or thread()
    made = {
        "external_id": f"mid-{next(_numbers)}",
        "origin": Message.Origin.CONTACT,
        "text": "hello",
        "sent_at": timezone.now(),
        "workspace_id": place.workspace_id,
        "account": place.account,
    }
    return Message.everywhere.create(thread=place, **made | fields)
