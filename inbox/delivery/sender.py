"""One message and its one call: checked, committed, made, recorded (W-13, F-3, F-4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from inbox.accounts.models import Account
from inbox.accounts.models.audit import AuditEntry, record
from inbox.delivery import outcomes
from inbox.delivery.channels import Adapter, Sent, adapter_for
from inbox.delivery.errors import Report, SendError, Unknown
from inbox.delivery.guard import Allowed, Refused
from inbox.delivery.lease import Lease
from inbox.delivery.locks import lock_outbound, lock_thread
from inbox.delivery.models import Attempt, Outbound, Reason
from inbox.delivery.moves import move
from inbox.delivery.recheck import still_allowed
from inbox.threads.models import Thread

log = structlog.get_logger(__name__)
State = Outbound.State
# The platform decides when the call arrives, not when it is made. Asked about that moment, a
# message expires here instead of being refused there. A call takes 0.15 s, and clocks differ.
CALL_TAKES = timedelta(milliseconds=500)


@dataclass(frozen=True, slots=True)
class Call:
    """A call that is committed and has to be made."""

    account: Account
    attempt: Attempt
    allowed: Allowed


def send(lease: Lease, outbound: Outbound) -> None:
    """Take ``outbound`` as far as it goes now, or raise LeaseLost."""
    call = _begin(lease, outbound)
    if call is None:
        return
    answer = _make(call, adapter_for(call.account))
    with transaction.atomic():
        thread = lock_thread(outbound.thread_id)
        lease.hold()
        row = lock_outbound(thread, outbound.pk)
        outcomes.record(row, call.attempt, answer, timezone.now())


@transaction.atomic
def _begin(lease: Lease, waiting: Outbound) -> Call | None:
    """Commit that the call is about to be made; None when the message may not go (any more)."""
    now = timezone.now()
    thread = lock_thread(waiting.thread_id)
    lease.renew()
    outbound = lock_outbound(thread, waiting.pk)
    if outbound.state != State.QUEUED:
        return None  # taken back, or settled, since it was chosen
    if _is_out_of_place(outbound):
        move(outbound, State.WITHDRAWN, detail=_("A person has taken the thread."))
        return None
    verdict = still_allowed(outbound, now + CALL_TAKES)
    if isinstance(verdict, Refused):
        give_up(outbound, verdict)
        return None
    last = outbound.attempts.aggregate(last=Max("number"))["last"] or 0
    attempt = Attempt.everywhere.create(
        workspace_id=outbound.workspace_id,
        outbound=outbound,
        number=last + 1,
        fence=lease.fence,
        started_at=now,
    )
    envelope = verdict.envelope
    if envelope.tag:
        _audit_tag(outbound, envelope.tag, attempt, now)
    move(outbound, State.SENDING, tag=envelope.tag or "", envelope=envelope.to_json())
    return Call(outbound.thread.account, attempt, verdict)


def _audit_tag(outbound: Outbound, tag: str, attempt: Attempt, now: datetime) -> None:
    """Each use of a tag is written down: who, when, thread, seconds since they wrote (W-10)."""
    wrote_at = outbound.thread.last_inbound_at
    record(
        outbound.workspace_id,
        AuditEntry.Action.TAG_USED,
        f"thread:{outbound.thread_id}",
        by=outbound.member,
        tag=tag,
        outbound=outbound.pk,
        attempt=attempt.number,
        seconds_since_inbound=int((now - wrote_at).total_seconds()) if wrote_at else None,
    )


def _is_out_of_place(outbound: Outbound) -> bool:
    """Automations are silent in a person's thread, with what they had queued too (K-7)."""
    automated = outbound.author == Outbound.Author.AUTOMATION
    return automated and outbound.thread.handler == Thread.Handler.HUMAN


def _make(call: Call, adapter: Adapter) -> Sent | SendError:
    try:
        return adapter.send(call.account, call.allowed)
    except SendError as error:
        return error
    except Exception as error:  # whatever broke, the call may have left (F-4)
        log.exception("adapter broke", attempt=call.attempt.pk)
        return Unknown(Report(words=type(error).__name__))


@transaction.atomic
def expire_if_overdue(lease: Lease, waiting: Outbound, now: datetime) -> None:
    """The window of a waiting message has passed: expire it, or learn when it really ends."""
    thread = lock_thread(waiting.thread_id)
    lease.hold()
    outbound = lock_outbound(thread, waiting.pk)
    if outbound.state != State.QUEUED:
        return
    verdict = still_allowed(outbound, now)
    if isinstance(verdict, Refused):
        give_up(outbound, verdict)
    else:
        Outbound.everywhere.filter(pk=outbound.pk).update(window_ends_at=verdict.ends_at)


def give_up(outbound: Outbound, refused: Refused) -> None:
    """What the guard refuses now is not sent and not retried (W-13)."""
    expired = refused.reason == Reason.WINDOW_EXPIRED
    state = State.EXPIRED if expired else State.FAILED
    move(outbound, state, reason=refused.reason, detail=refused.detail)


def settle_abandoned(lease: Lease) -> None:
    """A worker died in the middle of a call: nobody knows whether it arrived (F-4)."""
    in_flight = Outbound.everywhere.filter(account=lease.account_id, state=State.SENDING)
    if in_flight.exists():
        _leave_open(lease, in_flight)


@transaction.atomic
def _leave_open(lease: Lease, in_flight: QuerySet[Outbound]) -> None:
    lease.hold()
    now = timezone.now()
    for outbound in in_flight.select_for_update(no_key=True):
        under_way = outbound.attempts.filter(outcome=Attempt.Outcome.UNDER_WAY)
        under_way.update(outcome=Attempt.Outcome.UNKNOWN, finished_at=now)
        move(outbound, State.UNKNOWN, reason=Reason.OUTCOME_UNKNOWN)
        log.warning("a call was left behind", outbound=outbound.pk)
