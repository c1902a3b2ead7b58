"""Sending next what waits: a person puts a message in front of what only machines want to send."""

from __future__ import annotations

from functools import partial

from django.db import transaction

from inbox.accounts.models import Member
from inbox.delivery import bells
from inbox.delivery.models import Outbound
from inbox.delivery.moves import change_of
from inbox.threads.changes import announce


@transaction.atomic
def send_next(outbound: Outbound, *, by: Member) -> bool:
    """Put ``outbound`` among people's messages, due now; False when it waits no longer (L-6).

    Its limits stay: no press makes a message of a machine one of a person's, and a lane that
    Instagram holds stays held (L-8).
    """
    waiting = Outbound.objects.visible_to(by).filter(pk=outbound.pk, state=Outbound.State.QUEUED)
    if not waiting.update(priority=Outbound.Priority.PERSON, due_at=None):
        return False
    announce([change_of(outbound)])
    transaction.on_commit(partial(bells.wake, outbound.account_id))
    return True
