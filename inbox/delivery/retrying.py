"""Sending again what failed: one more attempt of the same message, asked for by a person (F-3)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

import structlog
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from inbox.accounts.models import Account, Member
from inbox.delivery import bells
from inbox.delivery.grants import point_at_open_comment
from inbox.delivery.guard import Refused
from inbox.delivery.locks import lock_outbound, lock_outbounds, lock_thread, lock_threads
from inbox.delivery.models import Outbound, Reason
from inbox.delivery.moves import change_of, move
from inbox.delivery.recheck import still_allowed
from inbox.threads.changes import announce
from inbox.threads.models import Thread

log = structlog.get_logger(__name__)
State = Outbound.State
# What may have passed by now. A window never opens again for the same words (W-13), and what was
# refused for its content stays refused.
MAY_PASS = frozenset(
    {
        Reason.RATE_LIMITED,
        Reason.INSTAGRAM_UNAVAILABLE,
        Reason.PERMISSION_MISSING,
        Reason.CONTACT_UNAVAILABLE,
    }
)
ON_ITS_WAY = frozenset({State.QUEUED, State.SENDING, State.SENT, State.DELIVERED, State.SEEN})
TOGETHER = 100  # rows in one transaction, whose threads wait for it
MOST_AT_ONCE = 1_000  # rows for one press


@dataclass(frozen=True, slots=True)
class Retried:
    """What a bulk retry came to; ``skipped`` could not be sent again, or not now."""

    queued: int
    skipped: int


def can_retry(outbound: Outbound) -> bool:
    """Whether the same message could be sent again and might arrive."""
    if outbound.state != State.FAILED or outbound.reason not in MAY_PASS:
        return False
    if outbound.reason != Reason.PERMISSION_MISSING:
        return True
    return outbound.account.status == Account.Status.CONNECTED


@transaction.atomic
def retry(outbound: Outbound, *, by: Member) -> Refused | None:
    """Queue ``outbound`` for a new attempt, if the guard allows it now. A second press is the same.

    ``by`` asks for it; the message stays its author's, who may no longer be allowed to send it.
    """
    thread = lock_thread(outbound.thread_id)
    fresh = lock_outbound(thread, outbound.pk)
    if fresh.state in ON_ITS_WAY:
        return None
    log.info("tried again", outbound=outbound.pk, member=by.pk)
    return _again(fresh)


def retry_all(failures: QuerySet[Outbound], *, by: Member) -> Retried:
    """Retry those of ``failures`` that ``by`` may see, the oldest first, at most MOST_AT_ONCE."""
    queued = skipped = 0
    for ids in _batches(_seen_by(failures, by).filter(state=State.FAILED)):
        done = _retry_batch(ids)
        queued += done
        skipped += len(ids) - done
    return Retried(queued, skipped)


def mark_handled(failures: QuerySet[Outbound], *, by: Member) -> int:
    """A person has seen to these failures; how many were open until now.

    What Instagram is still asked about is nobody's to tick off yet.
    """
    gave_up = Q(state__in=(State.FAILED, State.EXPIRED))
    asks_a_person = Q(state=State.UNKNOWN, check_due_at__isnull=True)
    open_ones = _seen_by(failures, by).filter(gave_up | asks_a_person, handled_at__isnull=True)
    return sum(_tick_off(ids, by) for ids in _batches(open_ones))


def queue_again(outbound: Outbound) -> Refused | None:
    """Have ``outbound`` sent in a new attempt, if the guard allows it now.

    The caller holds thread and message, and knows that it has not arrived.
    """
    if outbound.author == Outbound.Author.AUTOMATION and _is_a_persons(outbound.thread):
        return _silent()  # the lane would take it back (K-7)
    verdict = still_allowed(outbound, timezone.now())
    if isinstance(verdict, Refused):
        return verdict
    move(outbound, State.QUEUED, window_ends_at=verdict.ends_at)
    if outbound.kind == Outbound.Kind.PRIVATE_REPLY:
        point_at_open_comment(outbound.thread_id)  # the comment is spoken for again
    transaction.on_commit(partial(bells.wake, outbound.account_id))
    return None


def _again(outbound: Outbound) -> Refused | None:
    outbound.account = outbound.thread.account
    return queue_again(outbound) if can_retry(outbound) else _not_again(outbound)


def _is_a_persons(thread: Thread) -> bool:
    return thread.handler == Thread.Handler.HUMAN


@transaction.atomic
def _retry_batch(ids: list[int]) -> int:
    thread_ids = Outbound.everywhere.filter(pk__in=ids).values_list("thread_id", flat=True)
    found = lock_outbounds(lock_threads(set(thread_ids)), ids).values()
    return sum(one.state == State.FAILED and _again(one) is None for one in found)


@transaction.atomic
def _tick_off(ids: list[int], by: Member) -> int:
    rows = Outbound.everywhere.select_for_update(of=("self",), no_key=True).filter(
        pk__in=ids, handled_at__isnull=True
    )
    open_ones = [one for one in rows.order_by("pk") if _is_over(one)]
    Outbound.everywhere.filter(pk__in=[one.pk for one in open_ones]).update(
        handled_at=timezone.now(), handled_by=by
    )
    announce([change_of(one) for one in open_ones])
    return len(open_ones)


def _is_over(outbound: Outbound) -> bool:
    if outbound.state == State.UNKNOWN:
        return outbound.check_due_at is None
    return outbound.state in (State.FAILED, State.EXPIRED)


def _seen_by(failures: QuerySet[Outbound], member: Member) -> QuerySet[Outbound]:
    return failures.filter(thread__in=Thread.objects.visible_to(member))


def _batches(rows: QuerySet[Outbound]) -> Iterator[list[int]]:
    """The ids of ``rows``, as they are now, in parts that one transaction can hold."""
    ids = list(rows.order_by("pk").values_list("pk", flat=True)[:MOST_AT_ONCE])
    for start in range(0, len(ids), TOGETHER):
        yield ids[start : start + TOGETHER]


def _not_again(outbound: Outbound) -> Refused:
    words = _("Sending the same again would not help. Change it, and send it as a new message.")
    if outbound.state == State.UNKNOWN:
        words = _("Nobody knows yet whether this arrived, so it is not sent again.")
    elif outbound.state == State.WITHDRAWN:
        words = _("This was taken back. Write it again if it should go after all.")
    elif outbound.state == State.EXPIRED:
        words = _("The window closed before this could go. Write again when it is open.")
    elif outbound.reason == Reason.PERMISSION_MISSING:
        words = _("The account is not connected. An admin can reconnect it, then send this again.")
    return Refused(Reason.REFUSED_HERE, "not_again", words)


def _silent() -> Refused:
    words = _("A person has this thread, so automations are silent in it. Write the answer.")
    return Refused(Reason.REFUSED_HERE, "a_persons_thread", words)
