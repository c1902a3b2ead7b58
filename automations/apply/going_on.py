"""Moving a run: its row, its steps and what they do, in one transaction (K-5)."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import timezone

from automations.apply.doing import do
from automations.apply.saying import say
from automations.apply.telling import tell_refusal
from automations.flows import Effect, HandOver, Progress, Say, Standing
from automations.flows.effects import Visit
from automations.models import Run, StepDone
from automations.runs_told import finished
from inbox.delivery.guard import Refused
from inbox.delivery.models import Outbound
from inbox.threads.models import Message, Thread


def go_on(standing: Standing, progress: Progress, message: Message | None, thread: Thread) -> Run:
    """Bring a run to where ``progress`` leaves it; one that has no id yet begins with ``message``.

    Steps are numbered within their run and each number is written once, so whatever dies in
    between, none is done twice and none is skipped.
    """
    run = _placed(standing, progress, message, thread)
    refusals: list[Refused] = []
    answers = message is not None or standing.waits_for == Run.Waits.CALL
    done = [
        _carry_out(effect, run, thread, refusals, answers=answers) for effect in progress.effects
    ]
    StepDone.everywhere.bulk_create(done)
    if refusals and not any(step.outbound for step in done):
        _end_refused(run, refusals)
    _hand_over(progress.effects, run, message, thread)
    if run.ended:
        finished(run, thread)
    return run


def _placed(standing: Standing, progress: Progress, message: Message | None, thread: Thread) -> Run:
    now = timezone.now()
    fields = {
        "place": progress.place,
        "visits": progress.visits,
        "waits_for": progress.waits_for or "",
        "due_at": progress.due_at,
        "tries": progress.tries,
        "answers": dict(progress.answers),
        "moved_at": now,
        "ended": progress.ended or "",
        "ended_at": now if progress.ended else None,
        "detail": progress.detail,
    }
    if standing.run_id is not None:
        Run.everywhere.filter(pk=standing.run_id).update(**fields)
        return Run.everywhere.select_related("rule").get(pk=standing.run_id)
    if message is None:
        raise ValueError("a run begins with the message that set it off")
    return Run.everywhere.create(
        workspace_id=thread.workspace_id,
        rule_id=standing.rule.pk,
        version_id=standing.rule.version_id,
        thread=thread,
        contact_id=thread.contact_id,
        message=message,
        **fields,
    )


def _carry_out(
    effect: Effect, run: Run, thread: Thread, refusals: list[Refused], *, answers: bool
) -> StepDone:
    if not isinstance(effect, Say):
        return _step(effect.visit, run, **do(effect, run, thread))
    result = say(effect, run, thread, answers=answers)
    if isinstance(result, Refused):
        refusals.append(result)
        tell_refusal(run, thread, result)
        why = StepDone.Skipped.REFUSED
        return _step(effect.visit, run, skipped=why, detail=result.detail)
    return _said(effect, run, result)


def _said(effect: Say, run: Run, outbound: Outbound) -> StepDone:
    return _step(effect.visit, run, outbound=outbound, wording=effect.wording, words=effect.words)


def _step(visit: Visit | None, run: Run, **fields: object) -> StepDone:
    if visit is None:
        raise ValueError("an effect of a flow belongs to a step of it")
    return StepDone(
        workspace_id=run.workspace_id,
        run=run,
        rule_id=run.rule_id,
        contact_id=run.contact_id,
        visit=visit.number,
        place=visit.place,
        kind=visit.kind,
        **fields,
    )


def _end_refused(run: Run, refusals: Sequence[Refused]) -> None:
    """Nothing could be said: to wait for an answer to it would be waiting for nothing."""
    if run.ended == Run.Ended.HANDED_OFF:
        return
    run.ended, run.ended_at = Run.Ended.REFUSED, run.ended_at or timezone.now()
    run.waits_for, run.due_at, run.detail = "", None, refusals[0].detail
    run.save(update_fields=["ended", "ended_at", "waits_for", "due_at", "detail"])


def _hand_over(
    effects: Sequence[Effect], run: Run, message: Message | None, thread: Thread
) -> None:
    from automations.apply.verdicts import hand_over

    for effect in effects:
        if isinstance(effect, HandOver):
            hand_over(effect, message, thread, run)
