"""Contacts who want nothing automated any more, and those who want it again (P-3)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid5

from django.utils import timezone
from django.utils.translation import gettext as _

from automations.models import Run
from automations.stopping import stop_flows
from inbox.contacts.models import Contact
from inbox.delivery.guard import Automation
from inbox.delivery.outbox import queue_reply
from inbox.threads.changes import Change, announce
from inbox.threads.models import Thread, TimelineEvent

_KEYS = UUID("0b3c4b58-6f53-4b6c-8a0e-6b6c3f3f7e52")


def opt_out(thread: Thread, words: str) -> None:
    """Nothing automated reaches the contact from now on; confirmed once. People may answer.

    In a thread that people have, they confirm it: automations say nothing there.
    """
    now = timezone.now()
    stop_flows(thread, Run.Ended.OPTED_OUT, why=_("opting out"))
    _set(thread.contact, now)
    _tell(thread, TimelineEvent.Kind.OPTED_OUT, words)
    text = _("You will get no more automatic messages from us. Write START to get them again.")
    _confirm(thread, text, now)


def opt_in(thread: Thread, words: str) -> None:
    """They want automated messages again."""
    _set(thread.contact, None)
    _tell(thread, TimelineEvent.Kind.OPTED_BACK, words)
    text = _("You get our automatic messages again. Write STOP to end them.")
    _confirm(thread, text, timezone.now())


def _set(contact: Contact, at: datetime | None) -> None:
    Contact.everywhere.filter(pk=contact.pk).update(opted_out_at=at)
    contact.opted_out_at = at


def _tell(thread: Thread, kind: TimelineEvent.Kind, words: str) -> None:
    event = TimelineEvent.everywhere.create(
        workspace_id=thread.workspace_id, thread=thread, kind=kind, detail={"words": words[:100]}
    )
    announce([Change(thread.workspace_id, thread.pk, (f"event-{event.pk}",))])


def _confirm(thread: Thread, text: str, now: datetime) -> None:
    if thread.handler == Thread.Handler.HUMAN:
        return
    key = uuid5(_KEYS, f"{thread.pk}:{now.isoformat()}")
    queue_reply(thread, text, author=Automation(None, _("Opt-out")), key=key)
