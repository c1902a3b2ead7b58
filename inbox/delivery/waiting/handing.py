"""Handing a contact to a person whose automated answer would come too late (H-4)."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from inbox.accounts.models import Member
from inbox.delivery.locks import lock_thread
from inbox.delivery.models import Outbound
from inbox.delivery.moves import move_all
from inbox.threads import ownership
from inbox.threads.changes import Change, announce
from inbox.threads.models import Thread


@transaction.atomic
def hand_over(outbound: Outbound, *, by: Member) -> bool:
    """Take back all that is automated and waits in the thread, and show it as waiting for a person.

    False when the message waits no longer, or is a person's own: then nothing is changed.
    """
    thread = lock_thread(outbound.thread_id)
    waiting = Outbound.objects.visible_to(by).filter(thread=thread, state=Outbound.State.QUEUED)
    automated = list(waiting.exclude(author=Outbound.Author.PERSON).order_by("pk"))
    if outbound.pk not in {one.pk for one in automated}:
        return False
    for one in automated:
        one.thread = thread
    detail = _("Handed to a person by %(name)s.") % {"name": by.name}
    move_all(automated, Outbound.State.WITHDRAWN, detail=detail)
    _call_for_person(thread)
    ownership.tell(thread, ownership.Act.RELEASED, by)
    return True


def _call_for_person(thread: Thread) -> None:
    """Unless a person has it already; a resolved one is open again."""
    threads = Thread.everywhere.filter(pk=thread.pk, handler=Thread.Handler.AUTOMATION)
    if threads.update(handler=Thread.Handler.WAITING):
        thread.handler = Thread.Handler.WAITING
    Thread.everywhere.filter(pk=thread.pk, lifecycle=Thread.Lifecycle.RESOLVED).update(
        lifecycle=Thread.Lifecycle.OPEN
    )
    announce([Change(thread.workspace_id, thread.pk)])
