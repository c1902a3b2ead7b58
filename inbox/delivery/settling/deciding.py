"""What a person says about a message of which Instagram could not be asked: it is there, or not."""

from __future__ import annotations

import structlog
from django.db import transaction
from django.utils.translation import gettext as _

from inbox.accounts.models import Member
from inbox.delivery.guard import Refused
from inbox.delivery.locks import lock_outbound, lock_thread
from inbox.delivery.models import Outbound, Reason
from inbox.delivery.moves import move
from inbox.delivery.retrying import queue_again

log = structlog.get_logger(__name__)
State = Outbound.State
THERE = frozenset({State.SENT, State.DELIVERED, State.SEEN})
AGAIN = frozenset({State.QUEUED, State.SENDING})


@transaction.atomic
def arrived(outbound: Outbound, *, by: Member) -> Refused | None:
    """``by`` has seen it on Instagram. A second press is the same."""
    fresh = _locked(outbound)
    if fresh.state in THERE:
        return None
    if refused := _not_asked(fresh):
        return refused
    words = _("%(who)s looked: it arrived.") % {"who": by.name}
    move(fresh, State.DELIVERED, detail=words, handled_by=by)
    log.info("settled by a person", outbound=outbound.pk, member=by.pk, arrived=True)
    return None


@transaction.atomic
def send_again(outbound: Outbound, *, by: Member) -> Refused | None:
    """``by`` has not found it on Instagram: a new attempt, if the guard allows it now."""
    fresh = _locked(outbound)
    if fresh.state in AGAIN:
        return None
    if refused := _not_asked(fresh) or queue_again(fresh):
        return refused
    log.info("settled by a person", outbound=outbound.pk, member=by.pk, arrived=False)
    return None


def _locked(outbound: Outbound) -> Outbound:
    return lock_outbound(lock_thread(outbound.thread_id), outbound.pk)


def _not_asked(outbound: Outbound) -> Refused | None:
    """Why nobody has to say: it is settled, or the platform may still tell."""
    if outbound.state == State.UNKNOWN and outbound.check_due_at is None:
        return None
    words = _("This has been settled meanwhile. Look at the message again.")
    if outbound.state == State.UNKNOWN:
        words = _("Instagram is still being asked whether this arrived. Wait a moment.")
    elif outbound.state in THERE:
        words = _("Instagram has shown meanwhile that this arrived.")
    return Refused(Reason.REFUSED_HERE, "not_asked", words)
