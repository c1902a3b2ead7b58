"""What the outbox knows about messages on their way, for the threads' screens: a page at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from inbox.accounts.models import Account
from inbox.delivery.forecast import Expected, expected
from inbox.delivery.models import Attempt, Lane, Outbound, Reason
from inbox.delivery.queue import AUTOMATED, sends_automations
from inbox.delivery.retrying import can_retry
from inbox.threads.models import Message, Thread
from inbox.threads.sends import NO_SEND_FACTS, Call, SendFacts, Waits

State = Outbound.State
_NOBODY_KNOWS = Expected(at=None, misses=False)


def facts_of(thread: Thread, messages: Sequence[Message], now: datetime) -> dict[int, SendFacts]:
    """The facts of these messages of ours, in a fixed number of queries."""
    outbounds = [_of(message, thread) for message in messages]
    queued = [outbound for outbound in outbounds if outbound.state == State.QUEUED]
    waits = _waits(thread, queued, now) if queued else {}
    calls = _calls(outbounds)
    return {
        outbound.message_id: replace(
            waits.get(outbound.pk, NO_SEND_FACTS),
            can_retry=can_retry(outbound) and _is_open_to(outbound, now),
            calls=calls.get(outbound.pk, ()),
        )
        for outbound in outbounds
    }


def _of(message: Message, thread: Thread) -> Outbound:
    """The message's row in the outbox, with what is known already put where it is asked for."""
    outbound: Outbound = message.outbound
    outbound.account, outbound.thread = thread.account, thread
    outbound.account.workspace = thread.workspace
    return outbound


def _is_open_to(outbound: Outbound, now: datetime) -> bool:
    """Whether the thread still takes such a message: what the guard asks first, at no cost."""
    thread = outbound.thread
    if outbound.author == Outbound.Author.AUTOMATION and thread.handler == Thread.Handler.HUMAN:
        return False  # K-7
    if outbound.kind != Outbound.Kind.MESSAGE:
        return outbound.window_ends_at is None or now < outbound.window_ends_at
    window = thread.window(now)
    tagged = bool(outbound.tag)
    return window.can_reply and (tagged or not window.needs_human_agent)


def _calls(outbounds: Sequence[Outbound]) -> Mapping[int, tuple[Call, ...]]:
    found: dict[int, tuple[Call, ...]] = defaultdict(tuple)
    for attempt in Attempt.everywhere.filter(outbound__in=outbounds).order_by("outbound", "number"):
        found[attempt.outbound_id] += (
            Call(
                started_at=attempt.started_at,
                ended_at=attempt.finished_at,
                outcome=attempt.outcome,
                outcome_words=attempt.get_outcome_display(),
                said=attempt.words,
                http_status=attempt.http_status,
                code=attempt.code,
                subcode=attempt.subcode,
            ),
        )
    return found


def _waits(thread: Thread, queued: Sequence[Outbound], now: datetime) -> Mapping[int, SendFacts]:
    """Why each of ``queued`` has not gone yet, and when it is expected to."""
    lane = Lane.everywhere.filter(account=thread.account_id).first()
    # A person's goes next, whatever waits: not worth playing the line through (L-6).
    times = expected([each for each in queued if each.author != Outbound.Author.PERSON], now)
    found = {}
    for outbound in queued:
        expects = times.get(outbound.pk, _NOBODY_KNOWS)
        wait = _wait(outbound, lane, now)
        misses = expects.misses or _ends_before(outbound, wait.until)
        found[outbound.pk] = replace(wait, expected_at=expects.at, misses=misses)
    return found


def _wait(outbound: Outbound, lane: Lane | None, now: datetime) -> SendFacts:
    """What holds it back, the most lasting cause first."""
    account = outbound.account
    if account.status == Account.Status.DISCONNECTED:
        missing = Reason.PERMISSION_MISSING.value
        return SendFacts(Waits.ACCOUNT, because=missing, said=account.status_detail)
    if _is_stopped(outbound):
        return SendFacts(Waits.STOPPED)
    if lane and lane.held_until and lane.held_until > now:
        because = lane.held_because or outbound.reason or Reason.RATE_LIMITED.value
        return SendFacts(Waits.HELD, lane.held_until, because, lane.held_words)
    if outbound.due_at and outbound.due_at > now:
        waits = Waits.RETRY if outbound.reason else Waits.TIME
        return SendFacts(waits, outbound.due_at, outbound.reason, outbound.detail)
    return SendFacts()


def _ends_before(outbound: Outbound, moment: datetime | None) -> bool:
    ends_at = outbound.window_ends_at
    return moment is not None and ends_at is not None and ends_at <= moment


def _is_stopped(outbound: Outbound) -> bool:
    """Automations are off; the answers of people and programs go on (K-11)."""
    return outbound.author in AUTOMATED and not sends_automations(outbound.account)
