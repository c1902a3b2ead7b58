"""What each answer of the platform means for the message, its account and its lane."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

import structlog

from inbox.accounts.models import Account
from inbox.accounts.switches import set_windows
from inbox.delivery import receipts
from inbox.delivery.channels import Sent
from inbox.delivery.comments import broadcasts
from inbox.delivery.errors import Hold, Permanent, Report, Retryable, SendError, Unknown
from inbox.delivery.models import Attempt, Lane, Outbound, Reason
from inbox.delivery.moves import change_of, move
from inbox.threads import control
from inbox.threads.changes import announce

log = structlog.get_logger(__name__)
State = Outbound.State
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=5), timedelta(minutes=10)
PATIENCE = timedelta(hours=24)  # for what has no window that ends it


def record(outbound: Outbound, attempt: Attempt, answer: Sent | SendError, now: datetime) -> None:
    """Write down how the call ended. The caller holds thread, lane and message."""
    if isinstance(answer, Sent):
        _close(attempt, Attempt.Outcome.ACCEPTED, Report(_other_recipient(outbound, answer)), now)
        receipts.accept(outbound, answer.external_id, attempt.started_at)
        return
    unknown = isinstance(answer, Unknown)
    outcome = Attempt.Outcome.UNKNOWN if unknown else Attempt.Outcome.REFUSED
    _close(attempt, outcome, answer.report, now)
    log.info("call refused", outbound=outbound.pk, reason=answer.reason, **_figures(answer.report))
    if outbound.state != State.SENDING:
        return  # its echo was quicker than the error: it has arrived
    if isinstance(answer, Retryable):
        _try_again(outbound, attempt, answer, now)
    elif isinstance(answer, Hold):
        _hold(outbound, attempt, answer, now)
    elif isinstance(answer, Permanent):
        _fail(outbound, answer, now)
    else:
        move(outbound, State.UNKNOWN, reason=answer.reason, detail=answer.report.words)


def _close(attempt: Attempt, outcome: Attempt.Outcome, report: Report, now: datetime) -> None:
    Attempt.everywhere.filter(pk=attempt.pk).update(
        outcome=outcome,
        finished_at=now,
        http_status=report.http_status,
        code=report.code,
        subcode=report.subcode,
        words=report.words,
    )


def _other_recipient(outbound: Outbound, sent: Sent) -> str:
    """Another id of the commenter, where the platform uses one in messages; kept for a merge."""
    if sent.recipient_id in ("", outbound.thread.contact.scoped_id):
        return ""
    return f"recipient {sent.recipient_id}"


def _figures(report: Report) -> dict[str, int | None]:
    return {"http": report.http_status, "code": report.code, "subcode": report.subcode}


def _try_again(outbound: Outbound, attempt: Attempt, error: Retryable, now: datetime) -> None:
    """Later, each time after a longer wait; the window's end ends it (F-3)."""
    due_at = now + growing_wait(attempt.number)
    words = error.report.words
    if outbound.window_ends_at is None and due_at > outbound.created_at + PATIENCE:
        move(outbound, State.FAILED, reason=error.reason, detail=words)
    else:
        move(outbound, State.QUEUED, reason=error.reason, detail=words, due_at=due_at)


def _hold(outbound: Outbound, attempt: Attempt, error: Hold, now: datetime) -> None:
    """The account's lane waits; the message keeps its place in it and is no failure (L-8, A-1)."""
    words = error.report.words
    move(outbound, State.QUEUED, reason=error.reason, detail=words)
    if error.reconnect:
        disconnect(outbound.account_id, error.reason, words)
        return
    until = now + (error.retry_after or growing_wait(attempt.number))
    Lane.everywhere.filter(account=outbound.account_id).update(held_until=until)
    explain_waiting(outbound.account_id, error.reason, words)


def disconnect(account_id: int, reason: Reason, words: str) -> None:
    """Only a person can end what the platform refuses the account now; what waits says so (A-1)."""
    Account.everywhere.filter(pk=account_id).update(
        status=Account.Status.DISCONNECTED, status_detail=words
    )
    explain_waiting(account_id, reason, words)


def explain_waiting(account_id: int, reason: Reason, detail: str) -> None:
    """Tell every message that waits in the lane why it does."""
    waiting = Outbound.everywhere.filter(account=account_id, state=State.QUEUED)
    waiting = waiting.exclude(reason=reason)
    told = list(waiting.only("workspace_id", "thread_id", "message_id"))
    waiting.update(reason=reason, detail=detail)
    announce([change_of(outbound) for outbound in told])


def _fail(outbound: Outbound, error: Permanent, now: datetime) -> None:
    words = error.report.words
    if error.other_app:
        words = control.explained(words)
        control.note_other_app(outbound.thread, now)
    move(outbound, State.FAILED, reason=error.reason, detail=words)
    if error.reason == Reason.PRIVATE_REPLY_USED and outbound.comment:
        broadcasts.end_after_commit(outbound.comment)
    if error.tag_refused:
        set_windows(outbound.thread.account, human_agent=False)
    if error.reason == Reason.WINDOW_EXPIRED and _only_an_ad_kept_open(outbound, now):
        set_windows(outbound.thread.account, ads_open_longer=False)


def _only_an_ad_kept_open(outbound: Outbound, now: datetime) -> bool:
    """Whether the platform has shown that a week after an ad is not what it grants (W-2)."""
    thread, wrote_at = outbound.thread, outbound.thread.last_inbound_at
    if outbound.kind != Outbound.Kind.MESSAGE or outbound.tag or wrote_at is None:
        return False
    return thread.account.ads_open_longer and now >= wrote_at + thread.account.capabilities.open_for


def growing_wait(tries: int) -> timedelta:
    """5 s, 10 s, 20 s … up to 10 minutes, each up to a fifth shorter or longer by chance."""
    wait = min(FIRST_WAIT * 2 ** min(tries - 1, 10), LONGEST_WAIT)
    chance = random.uniform(0.8, 1.2)  # noqa: S311  # spreads load, guards no secret
    return timedelta(seconds=wait.total_seconds() * chance)
