"""Everything the intake wrote about conversations, without row ids and arrival times."""

from __future__ import annotations

from typing import Any

from inbox.accounts.models import Account
from inbox.contacts.models import Consent, Contact
from inbox.threads.models import Attachment, Message, Reaction, Thread, TimelineEvent

# Row ids, when it reached us, and what the automations decided at that moment.
NOT_FOLDED = {"id", "created_at", "profile_at", "handler"}


def ledger(account: Account) -> dict[str, list[Any]]:
    """The whole of it, in an order of its own."""
    return {
        "contacts": rows(account, Contact),
        "threads": rows(
            account,
            Thread,
            "contact__scoped_id",
            "last_message__external_id",
            "open_comment__external_id",
        ),
        "messages": rows(account, Message, "thread__contact__scoped_id"),
        "attachments": rows(account, Attachment, "message__external_id"),
        "reactions": rows(account, Reaction, "message__external_id"),
        "happenings": rows(account, TimelineEvent, "thread__contact__scoped_id"),
        "consents": rows(account, Consent, "contact__scoped_id"),
    }


def rows(account: Account, model: Any, *across: str) -> list[Any]:
    """The rows of ``model``; what they point to is named by ``across`` instead of by its id."""
    own = [
        field.name
        for field in model._meta.fields
        if not field.is_relation and field.name not in NOT_FOLDED
    ]
    found = model.objects.in_workspace(account.workspace_id).values(*own, *across)
    return sorted((sorted(row.items()) for row in found), key=repr)
