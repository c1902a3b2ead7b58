"""Writing down what the guard allowed: the message people see, and its place in the outbox."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from inbox.accounts.models.audit import AuditEntry, record
from inbox.delivery import promotion
from inbox.delivery.files.media import keep_in_thread, show_in_thread
from inbox.delivery.guard import (
    Allowed,
    ApiClient,
    Author,
    Automation,
    Campaign,
    Content,
    Person,
    Surface,
    Text,
)
from inbox.delivery.models import Outbound, Upload
from inbox.threads import ownership
from inbox.threads.models import Message, Thread

# What each author is called in the row, and its class in the lane (L-6).
_CLASSES: dict[type[Author], tuple[Outbound.Author, Outbound.Priority]] = {
    Person: (Outbound.Author.PERSON, Outbound.Priority.PERSON),
    Automation: (Outbound.Author.AUTOMATION, Outbound.Priority.ANSWER),
    ApiClient: (Outbound.Author.API, Outbound.Priority.ANSWER),
    Campaign: (Outbound.Author.CAMPAIGN, Outbound.Priority.CAMPAIGN),
}


@dataclass(frozen=True, slots=True)
class Draft:
    """A message that the guard has allowed and that is to be written down."""

    author: Author
    allowed: Allowed
    content: Content
    key: UUID
    at: datetime
    comment: Message | None
    upload: Upload | None


def write_down(
    thread: Thread, draft: Draft, priority: int | None, due_at: datetime | None
) -> Outbound:
    """The message in its thread with its file, its row in the outbox, and what is audited of it."""
    message = _write_message(thread, draft)
    if draft.upload:
        keep_in_thread(message, draft.upload)
    elif draft.allowed.envelope.media:
        show_in_thread(message, draft.allowed.envelope.media)
    outbound = _write_outbound(message, draft, priority, due_at)
    if draft.allowed.envelope.tag and isinstance(draft.content, Text):
        _audit_confirmation(outbound, draft.content)
    return outbound


def note_in_thread(thread: Thread, message: Message, author: Author) -> None:
    """We had the last word; a person who answers owns the thread from then on (K-7).

    An acknowledgement is no answer: lists go on to show what the contact said and waits for one.
    """
    changes: dict[str, Any] = {"last_item_at": message.sent_at}
    if not (isinstance(author, Automation) and author.rule_id is None):
        changes |= {"last_business_at": message.sent_at, "last_message": message}
    if isinstance(author, Person):
        changes |= {"handler": Thread.Handler.HUMAN, "unread": 0}
        if thread.assignee_id is None:
            changes["assignee"] = author.member
    Thread.everywhere.filter(pk=thread.pk).update(**changes)
    for name, value in changes.items():
        setattr(thread, name, value)
    if isinstance(author, Person):
        ownership.tell(thread, ownership.Act.WROTE, author.member)


def _write_message(thread: Thread, draft: Draft) -> Message:
    envelope, comment = draft.allowed.envelope, draft.comment
    return Message.everywhere.create(
        workspace_id=thread.workspace_id,
        account_id=thread.account_id,
        thread=thread,
        kind=_kind(draft),
        text=envelope.text,
        sent_at=draft.at,
        reply_to=(comment.external_id or "") if comment else "",
        context=_context(draft),
        **_signature(draft.author),
    )


def _kind(draft: Draft) -> Message.Kind:
    if draft.allowed.envelope.surface is Surface.PUBLIC_REPLY:
        return Message.Kind.COMMENT
    return Message.Kind.MEDIA if draft.allowed.envelope.media else Message.Kind.TEXT


def _context(draft: Draft) -> dict[str, Any]:
    author, comment, envelope = draft.author, draft.comment, draft.allowed.envelope
    context: dict[str, Any] = {}
    if isinstance(author, Automation) and author.rule_id is not None:
        context["rule"] = {"id": author.rule_id, "name": author.rule_name}
    if comment and "post" in comment.context:
        context["post"] = comment.context["post"]
    if comment and envelope.surface is Surface.PUBLIC_REPLY:
        context["parent"] = comment.external_id
    if envelope.quick_replies:
        context["quick_replies"] = [reply.title for reply in envelope.quick_replies]
    if envelope.buttons:
        context["buttons"] = [{"title": one.title, "url": one.url} for one in envelope.buttons]
    return context


def _signature(author: Author) -> dict[str, Any]:
    """Whose name the message bears in the thread."""
    if isinstance(author, Person):
        return {"origin": Message.Origin.MEMBER, "member": author.member}
    if isinstance(author, ApiClient):
        return {"origin": Message.Origin.API, "author_name": author.token.name}
    name = author.rule_name if isinstance(author, Automation) else ""
    return {"origin": Message.Origin.AUTOMATION, "author_name": name}


def _write_outbound(
    message: Message, draft: Draft, priority: int | None, due_at: datetime | None
) -> Outbound:
    author, envelope = draft.author, draft.allowed.envelope
    kind, usual = _CLASSES[type(author)]
    return Outbound.everywhere.create(
        workspace_id=message.workspace_id,
        account_id=message.account_id,
        thread_id=message.thread_id,
        message=message,
        kind=envelope.surface.value,
        author=kind,
        member=author.member if isinstance(author, Person) else None,
        token=author.token if isinstance(author, ApiClient) else None,
        rule_id=author.rule_id if isinstance(author, Automation) else None,
        priority=priority or usual,
        on_live=draft.allowed.live,
        tag=envelope.tag or "",
        comment=draft.comment,
        upload=draft.upload,
        support_because=getattr(draft.content, "support_because", ""),
        envelope=envelope.to_json(),
        client_key=draft.key,
        due_at=due_at,
        window_ends_at=draft.allowed.ends_at,
    )


def _audit_confirmation(outbound: Outbound, content: Text) -> None:
    """A person said that what looks promotional is support: who, which words, why (W-12)."""
    found = promotion.find(content.text) if content.support_because else []
    if found:
        record(
            outbound.workspace_id,
            AuditEntry.Action.SUPPORT_CONFIRMED,
            f"thread:{outbound.thread_id}",
            by=outbound.member,
            outbound=outbound.pk,
            words=[each.words for each in found],
            because=content.support_because,
        )
