"""Writing down what the platform showed of a message that nobody knew to have arrived (F-4)."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

import redis
import structlog
from django.core.cache import cache
from django.db import transaction

from inbox.delivery import bells, receipts
from inbox.delivery.locks import lock_outbound, lock_thread
from inbox.delivery.models import Attempt, Outbound
from inbox.delivery.moves import change_of, move
from inbox.delivery.pacing import CALL_LASTS
from inbox.delivery.settling.verdicts import Absent, Found, Unclear, Verdict, judge
from inbox.delivery.settling.witness import Lost, Said, Shown
from inbox.threads.changes import announce
from inbox.threads.models import Message

log = structlog.get_logger(__name__)
State = Outbound.State
# After the first question, the second and so on; after the last only a person can tell.
WAITS = (
    timedelta(seconds=15),
    timedelta(seconds=60),
    timedelta(minutes=5),
    timedelta(minutes=30),
)
MOST = 10  # however often it is absent, and that could not be kept
SOON = timedelta(seconds=5)
REMEMBERED = timedelta(days=1)  # that a message was absent once


def lost(outbound: Outbound) -> Lost:
    """What to look for; needs the message, the comment and the contact."""
    calls = _open_calls(outbound)
    comment = outbound.comment if outbound.kind == Outbound.Kind.PUBLIC_REPLY else None
    return Lost(
        kind=Outbound.Kind(outbound.kind),
        contact_id=outbound.thread.contact.scoped_id,
        comment_id=_top(comment) if comment else "",
        text=outbound.message.text,
        has_file=outbound.message.kind == Message.Kind.MEDIA,
        since=min((call.started_at for call in calls), default=outbound.created_at),
        until=max((_over(call) for call in calls), default=outbound.created_at),
    )


@transaction.atomic
def record(asked: Outbound, shown: Shown | None, now: datetime) -> None:
    """Settle ``asked`` by what is ``shown``, or have it asked again; None: nothing was told.

    What settled it while the platform was asked stays: its echo, a late answer.
    """
    thread = lock_thread(asked.thread_id)
    outbound = lock_outbound(thread, asked.pk)
    if outbound.state != State.UNKNOWN:
        return
    verdict = _verdict(outbound, shown)
    if isinstance(verdict, Found):
        _found(outbound, verdict.said)
    elif isinstance(verdict, Absent) and _is_proved(outbound, verdict, now):
        move(outbound, State.QUEUED)
        transaction.on_commit(partial(bells.wake, outbound.account_id))
        log.info("proved absent, sent again", outbound=outbound.pk)
    if outbound.state == State.UNKNOWN:
        _ask_again(outbound, verdict, now)


def _open_calls(outbound: Outbound) -> list[Attempt]:
    """The calls that may have arrived, also those before one that was proved absent."""
    outcomes = (Attempt.Outcome.UNKNOWN, Attempt.Outcome.UNDER_WAY)
    return list(outbound.attempts.filter(outcome__in=outcomes))


def _over(call: Attempt) -> datetime:
    """When the call was over: with its answer, else when it can't have lasted longer."""
    ended = call.finished_at or call.started_at
    return ended if call.http_status else max(ended, call.started_at + CALL_LASTS)


def _top(comment: Message) -> str:
    """An answer to an answer stands below the comment that both are under."""
    return str(comment.context.get("parent") or comment.external_id or "")


def _verdict(outbound: Outbound, shown: Shown | None) -> Verdict:
    if shown is None:
        return Unclear()
    ids = [said.external_id for said in shown.said]
    taken = Message.everywhere.filter(
        account=outbound.account_id, external_id__in=ids, sent_at__isnull=False
    ).exclude(pk=outbound.message_id)
    taken_ids = {external_id or "" for external_id in taken.values_list("external_id", flat=True)}
    return judge(lost(outbound), shown, taken_ids)


def _found(outbound: Outbound, said: Said) -> None:
    """As if its echo had come, but never while a like one is under way, whose it might be."""
    under_way = Outbound.everywhere.filter(thread=outbound.thread_id, state=State.SENDING)
    words = outbound.message.text.split()
    texts = under_way.values_list("message__text", flat=True)
    if any(text.split() == words for text in texts):
        return
    is_comment = outbound.kind == Outbound.Kind.PUBLIC_REPLY
    echo = receipts.Echo(said.external_id, outbound.thread_id, said.text, said.at, is_comment)
    receipts.join_echoes(outbound.thread.account, [echo])
    outbound.refresh_from_db(fields=["state"])


def _is_proved(outbound: Outbound, absent: Absent, now: datetime) -> bool:
    """Absent when nothing can appear any more, and absent at another time too."""
    name = f"absent:{outbound.pk}:{outbound.attempts.count()}"
    try:
        is_first = cache.add(name, 1, REMEMBERED.total_seconds())
    except redis.RedisError:
        return False
    return not is_first and now >= absent.final_at


def _ask_again(outbound: Outbound, verdict: Verdict, now: datetime) -> None:
    """What was found goes to an older one just like it, or is a call's under way: that ends."""
    checks = outbound.checks + (not isinstance(verdict, Found))
    due_at = _next_check(checks, verdict, now)
    Outbound.everywhere.filter(pk=outbound.pk).update(checks=checks, check_due_at=due_at)
    transaction.on_commit(partial(bells.wake, outbound.account_id))  # for what follows it
    if due_at is None:
        announce([change_of(outbound)])
        log.info("only a person can tell", outbound=outbound.pk)


def _next_check(checks: int, verdict: Verdict, now: datetime) -> datetime | None:
    """After a longer wait each time; what is nearly proved does not wait longer than for that."""
    if isinstance(verdict, Found):
        return now + SOON
    if isinstance(verdict, Absent) and checks < MOST:
        return max(verdict.final_at, now + SOON)
    return now + WAITS[checks - 1] if checks <= len(WAITS) else None
