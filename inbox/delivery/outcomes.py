"""What each answer of the platform means for the message, its account and its lane."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import structlog

from inbox.accounts.changes import WindowsChanged, windows
from inbox.accounts.models import Account
from inbox.accounts.switches import set_windows
from inbox.delivery import breaker, receipts
from inbox.delivery.breaker import growing_wait
from inbox.delivery.channels import Sent
from inbox.delivery.comments import broadcasts
from inbox.delivery.errors import Hold, Permanent, Report, Retryable, SendError, Unknown
from inbox.delivery.models import Attempt, Outbound, Reason
from inbox.delivery.moves import move
from inbox.threads import control

log = structlog.get_logger(__name__)
State = Outbound.State
End = tuple[Outbound, Attempt, Sent | SendError]  # a message, its call, and how that ended
PATIENCE = timedelta(hours=24)  # for what has no window that ends it


def record_all(ends: Sequence[End], now: datetime) -> None:
    """Write down how calls ended, each of another thread. The caller holds threads and messages."""
    accepted, closed = list[tuple[Outbound, str, datetime]](), list[int]()
    others = list[End]()
    for outbound, attempt, answer in ends:
        if isinstance(answer, Sent) and not _other_recipient(outbound, answer):
            accepted.append((outbound, answer.external_id, attempt.started_at))
            closed.append(attempt.pk)
        else:
            others.append((outbound, attempt, answer))
    calls = Attempt.everywhere.filter(pk__in=closed)
    calls.update(outcome=Attempt.Outcome.ACCEPTED, finished_at=now)
    receipts.accept_all(accepted)
    for outbound, attempt, answer in others:
        record(outbound, attempt, answer, now)
    if ends:
        breaker.note(ends[0][0].account_id, [answer for _, _, answer in ends], now)


def record(outbound: Outbound, attempt: Attempt, answer: Sent | SendError, now: datetime) -> None:
    """Write down how the call ended. The caller holds thread and message."""
    if isinstance(answer, Sent):
        _close(attempt, Attempt.Outcome.ACCEPTED, Report(_other_recipient(outbound, answer)), now)
        receipts.accept(outbound, answer.external_id, attempt.started_at)
        return
    unknown = isinstance(answer, Unknown)
    outcome = Attempt.Outcome.UNKNOWN if unknown else Attempt.Outcome.REFUSED
    _close(attempt, outcome, answer.report, now)
    log.info("call refused", outbound=outbound.pk, reason=answer.reason, **_figures(answer.report))
    if outbound.state not in (State.SENDING, State.UNKNOWN):
        return  # its echo was quicker than the error: it has arrived
    if attempt.number < outbound.calls_made:
        return  # it has been called again since, and that call decides
    if isinstance(answer, Retryable):
        _try_again(outbound, attempt, answer, now)
    elif isinstance(answer, Hold):
        _hold(outbound, answer)
    elif isinstance(answer, Permanent):
        _fail(outbound, answer, now)
    elif outbound.state == State.SENDING:
        move(outbound, State.UNKNOWN, reason=answer.reason, detail=answer.report.words)


def _close(attempt: Attempt, outcome: Attempt.Outcome, report: Report, now: datetime) -> None:
    Attempt.everywhere.filter(pk=attempt.pk).update(
        outcome=outcome,
        finished_at=now,
        http_status=report.http_status,
        code=report.code,
        subcode=report.subcode,
        words=report.words,
        unmapped=report.unmapped,
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


def _hold(outbound: Outbound, error: Hold) -> None:
    """The account's lane waits; the message keeps its place in it and is no failure (L-8, A-1)."""
    words = error.report.words
    move(outbound, State.QUEUED, reason=error.reason, detail=words)
    if error.reconnect:
        disconnect(outbound.account_id, error.reason, words)


def disconnect(account_id: int, reason: Reason, words: str) -> None:
    """Only a person can end what the platform refuses the account now; its pages say so (A-1)."""
    rows = Account.everywhere.filter(pk=account_id, status=Account.Status.CONNECTED)
    if rows.update(status=Account.Status.DISCONNECTED, status_detail=words):
        log.warning("account disconnected", account=account_id, reason=reason)
        workspace_id = Account.everywhere.values_list("workspace_id", flat=True).get(pk=account_id)
        windows.announce(WindowsChanged(workspace_id, account_id, ads_only=False))


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
