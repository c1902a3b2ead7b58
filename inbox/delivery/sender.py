"""Messages and their calls: checked and committed before, recorded after (W-13, F-3, F-4)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import structlog
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from inbox.accounts.models import Account
from inbox.accounts.models.audit import AuditEntry, record
from inbox.delivery import outcomes, pacing, queue
from inbox.delivery.flights import Call, Landing
from inbox.delivery.guard import Allowed, Envelope, Refused
from inbox.delivery.lease import Lease
from inbox.delivery.locks import lock_called, lock_outbounds, lock_threads
from inbox.delivery.models import Attempt, Outbound, Reason
from inbox.delivery.moves import move, move_all
from inbox.delivery.queue import Waiting
from inbox.delivery.recheck import still_allowed
from inbox.threads.models import Thread

log = structlog.get_logger(__name__)
State = Outbound.State
# The platform decides when the call arrives, not when it is made. Asked about that moment, a
# message expires here instead of being refused there. A call takes 0.15 s, and clocks differ.
CALL_TAKES = timedelta(milliseconds=500)
EXPIRED_AT_ONCE = 25


@transaction.atomic
def begin(lease: Lease, account: Account, chosen: Sequence[Waiting], permits: int) -> list[Call]:
    """Commit that these calls are about to be made; those that may not go (any more) are left out.

    ``permits`` is how many the account ever got. Raises LeaseLost, and then nothing has changed.
    """
    now = timezone.now()
    threads = lock_threads({waiting.thread_id for waiting in chosen}, of=account)
    lease.renew(permits)
    rows = lock_outbounds(threads, [waiting.pk for waiting in chosen], joined=_joined(chosen))
    going: list[tuple[Outbound, Allowed]] = []
    for waiting in chosen:
        outbound = rows[waiting.pk]
        allowed = _last_word(outbound, now) if outbound.state == State.QUEUED else None
        if allowed is not None and outbound.calls_made == waiting.calls_made:
            going.append((outbound, allowed))
    attempts = [_attempt(outbound, lease, now) for outbound, _allowed in going]
    Attempt.everywhere.bulk_create(attempts)
    _set_out(going, attempts, now)
    return [
        Call(
            account=outbound.thread.account,
            thread_id=outbound.thread_id,
            attempt=attempt,
            allowed=allowed,
            name=pacing.name_of(outbound.pk, attempt.number),
        )
        for (outbound, allowed), attempt in zip(going, attempts, strict=True)
    ]


def _joined(chosen: Sequence[Waiting]) -> list[str]:
    """What the guard will ask of these messages, by who wrote them and what they are."""
    authors, kinds = {one.author for one in chosen}, {one.kind for one in chosen}
    wanted = {
        "message": True,
        "comment": kinds != {Outbound.Kind.MESSAGE},
        "member": Outbound.Author.PERSON in authors,
        "token": Outbound.Author.API in authors,
    }
    return [name for name, is_wanted in wanted.items() if is_wanted]


def _last_word(outbound: Outbound, now: datetime) -> Allowed | None:
    """The guard's, right before the call; what may not go any more is given up here."""
    if _is_out_of_place(outbound):
        move(outbound, State.WITHDRAWN, detail=_("A person has taken the thread."))
        return None
    verdict = still_allowed(outbound, now + CALL_TAKES)
    if isinstance(verdict, Refused):
        give_up(outbound, verdict)
        return None
    return verdict


def _attempt(outbound: Outbound, lease: Lease, now: datetime) -> Attempt:
    return Attempt(
        workspace_id=outbound.workspace_id,
        account_id=outbound.account_id,
        outbound=outbound,
        number=outbound.calls_made + 1,
        fence=lease.fence,
        started_at=now,
    )


def _set_out(
    going: Sequence[tuple[Outbound, Allowed]], attempts: Sequence[Attempt], now: datetime
) -> None:
    """Mark them as under way, most in one statement; a tag may have become needless meanwhile."""
    as_written: list[Outbound] = []
    for (outbound, allowed), attempt in zip(going, attempts, strict=True):
        envelope = allowed.envelope
        if envelope.tag:
            _audit_tag(outbound, envelope.tag, attempt, now)
        if envelope == Envelope.from_json(outbound.envelope):
            as_written.append(outbound)
        else:
            tag, stored = envelope.tag or "", envelope.to_json()
            move(outbound, State.SENDING, tag=tag, envelope=stored)
    move_all(as_written, State.SENDING)


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


@transaction.atomic
def land(landings: Sequence[Landing]) -> None:
    """Write down how these calls ended.

    No lease is needed: whoever made a call knows its end, also when another worker has the lane by
    now. A message that has been called again since is left to that call.
    """
    threads = {landing.call.thread_id for landing in landings}
    rows = lock_called(threads, [landing.call.attempt.outbound_id for landing in landings])
    ends = [(rows[one.call.attempt.outbound_id], one.call.attempt, one.answer) for one in landings]
    outcomes.record_all(ends, timezone.now())


@transaction.atomic
def expire_overdue(lease: Lease, now: datetime) -> bool:
    """Expire what waited for longer than its window, some at a time; whether there was any.

    Where the window has moved since, its message learns when it really ends. Raises LeaseLost.
    """
    overdue = queue.overdue(lease.account_id, now).values_list("pk", "thread_id")
    found = dict(overdue[:EXPIRED_AT_ONCE])
    if not found:
        return False
    threads = lock_threads(set(found.values()))
    lease.hold()
    for outbound in lock_outbounds(threads, list(found)).values():
        if outbound.state != State.QUEUED:
            continue
        verdict = still_allowed(outbound, now)
        if isinstance(verdict, Refused):
            give_up(outbound, verdict)
        else:
            Outbound.everywhere.filter(pk=outbound.pk).update(window_ends_at=verdict.ends_at)
    return True


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
    left = list(in_flight.select_for_update(no_key=True).order_by("pk"))
    calls = Attempt.everywhere.filter(outbound__in=left, outcome=Attempt.Outcome.UNDER_WAY)
    calls.update(outcome=Attempt.Outcome.UNKNOWN, finished_at=timezone.now())
    move_all(left, State.UNKNOWN, reason=Reason.OUTCOME_UNKNOWN)
    log.warning("calls were left behind", outbounds=[outbound.pk for outbound in left])
