"""Asking another connected app for the control of a conversation: one call, told in the timeline.

The line of the timeline is the row: it says first that somebody asks, then what came of it. A call
that is lost with its worker leaves it open, and a person may ask again after half a minute.
"""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import redis
import structlog
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from kombu.exceptions import KombuError

from inbox.accounts.models import Member
from inbox.celery import app
from inbox.delivery.channels import switchboard_for
from inbox.delivery.errors import Retryable, SendError, Unknown
from inbox.delivery.guard import Refused
from inbox.delivery.locks import lock_thread
from inbox.delivery.models import Reason
from inbox.threads import control
from inbox.threads.control import What
from inbox.threads.models import Thread, TimelineEvent

log = structlog.get_logger(__name__)
TASK = "inbox.delivery.tasks.ask_for_control"  # by name: it imports this module
PATIENCE = timedelta(seconds=30)  # longer than the call can take


@transaction.atomic
def ask(thread: Thread, member: Member) -> TimelineEvent | Refused:
    """Have the app in control asked; a second press within ``PATIENCE`` is the same request."""
    now = timezone.now()
    locked = lock_thread(thread.pk)
    if not control.controlled_by_other(locked, now):
        words = _("No other app controls this conversation. You can write.")
        return Refused(Reason.REFUSED_HERE, "not_other_app", words)
    if under_way := control.asking_since(locked, now - PATIENCE):
        return under_way
    event = control.note_asking(locked, member)
    transaction.on_commit(partial(_ring, event.pk))
    return event


def carry_out(event_id: int) -> None:
    """Make the call, and tell how it ended."""
    events = TimelineEvent.everywhere.filter(pk=event_id, detail__what=What.ASKING)
    event = events.select_related("thread__account", "thread__contact").first()
    if event is None:
        return
    thread = event.thread
    try:
        given = switchboard_for(thread.account).ask_for_control(
            thread.account, thread.contact.scoped_id
        )
    except (Retryable, Unknown):
        control.note_answer(event, What.ASK_REFUSED, _("Instagram did not answer. Ask again."))
    except SendError as error:
        control.note_answer(event, What.ASK_REFUSED, error.report.words)
    else:
        control.note_answer(event, What.GRANTED if given else What.ASKED)


def _ring(event_id: int) -> None:
    """Have a worker make the call; without one the line says so at once."""
    try:
        app.send_task(TASK, [event_id], expires=PATIENCE.total_seconds(), retry=False)
    except (KombuError, redis.RedisError, OSError) as error:
        log.warning("control not asked for", event_id=event_id, error=repr(error))
        event = TimelineEvent.everywhere.get(pk=event_id)
        control.note_answer(event, What.ASK_REFUSED, _("It could not be sent. Ask again."))
