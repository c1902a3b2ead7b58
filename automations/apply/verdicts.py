"""Carrying out the verdict about one message."""

from __future__ import annotations

from automations import handoffs, optouts
from automations.apply.going_on import go_on
from automations.apply.telling import call_for_person, tell_silence
from automations.decide import Verdict
from automations.flows import HandOver
from automations.models import Decision, Run
from inbox.threads.models import Message, Thread


def apply(verdict: Verdict, message: Message, thread: Thread) -> Run | None:
    """Write down ``verdict`` about ``message`` and do what it says; the run it began or moved.

    To be called in the transaction that makes the message durable, under the thread's lock. The
    decision is unique per message, so a repeat fails instead of answering twice.
    """
    decision = _write(verdict, message)
    match verdict.outcome:
        case Decision.Outcome.OPTED_OUT:
            optouts.opt_out(thread, verdict.words)
        case Decision.Outcome.OPTED_IN:
            optouts.opt_in(thread, verdict.words)
    if verdict.outcome == Decision.Outcome.SILENT and verdict.rule:
        tell_silence(decision, verdict, message)
    run = _go_on(verdict, message, thread, decision)
    if verdict.hand_over:
        hand_over(verdict.hand_over, message, thread, run=None)
    elif verdict.needs_person or (run and _left_unanswered(run, message)):
        call_for_person(thread)
    return run


def hand_over(effect: HandOver, message: Message | None, thread: Thread, run: Run | None) -> None:
    """A person takes over (H-4)."""
    handoffs.begin(
        thread,
        effect.reason,
        words=effect.words,
        detail=effect.detail,
        message=message,
        run=run,
        team=effect.team or None,
        text=effect.text,
    )


def _write(verdict: Verdict, message: Message) -> Decision:
    return Decision.everywhere.create(
        workspace_id=message.workspace_id,
        message=message,
        thread_id=message.thread_id,
        outcome=verdict.outcome,
        why=verdict.why or "",
        rule_id=verdict.rule.pk if verdict.rule else None,
        is_fallback=verdict.is_fallback,
        also_matched=list(verdict.also_matched),
        detail=verdict.words[:500],
    )


def _go_on(verdict: Verdict, message: Message, thread: Thread, decision: Decision) -> Run | None:
    if verdict.progress is None or verdict.standing is None:
        return None
    run = go_on(verdict.standing, verdict.progress, message, thread)
    Decision.everywhere.filter(pk=decision.pk).update(run=run)
    return run


def _left_unanswered(run: Run, message: Message) -> bool:
    """Nothing of what it had to say could be sent: the contact still waits."""
    return run.ended == Run.Ended.REFUSED and message.kind != Message.Kind.COMMENT
