"""Saying that a machine answers again, where the workspace wants that said."""

from __future__ import annotations

from uuid import UUID, uuid5

import structlog
from django.utils.translation import gettext as _

from automations.models import AutomationSettings
from inbox.delivery.guard import Automation, Refused
from inbox.delivery.outbox import queue_reply
from inbox.threads.models import Thread, TimelineEvent
from inbox.threads.ownership import Act, Owned

log = structlog.get_logger(__name__)

_KEYS = UUID("0d0b8a1e-77a5-4d53-8f7e-52c7a1f0a9f4")  # one return, one disclosure


def disclose(owned: Owned) -> None:
    """Registered with ``inbox.threads.ownership``: after a return to automation, once for each.

    Where nothing may be sent now, nothing is; the contact is not written to before they write.
    """
    if owned.act is not Act.RETURNED:
        return
    thread = owned.thread
    words = AutomationSettings.everywhere.of(thread.workspace_id).disclosure.strip()
    if not words or thread.contact.opted_out_at:
        return
    author = Automation(None, _("Disclosure"))
    refused = queue_reply(thread, words, author=author, key=_key(thread))
    if isinstance(refused, Refused):
        log.info("disclosure not sent", thread=thread.pk, because=refused.code)


def _key(thread: Thread) -> UUID:
    """The key of this return: told again, it gives the same message."""
    events = TimelineEvent.objects.in_workspace(thread.workspace_id).filter(thread=thread)
    newest = events.filter(kind=TimelineEvent.Kind.RETURNED).order_by("-pk").values_list("pk")[:1]
    return uuid5(_KEYS, f"{thread.pk}:{newest.get()[0]}")
