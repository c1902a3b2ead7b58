"""Waking runs: what they waited for has come, by the clock or from a system of the workspace."""

from __future__ import annotations

import time
from datetime import datetime

import structlog
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from automations.apply import go_on
from automations.facts import Facts, in_a_row
from automations.flows import Called, Due, Input, advance
from automations.models import Run
from automations.models.run import RunQuerySet
from automations.state import Place, is_on, known_of, person_has_it, standing_of
from automations.stopping import stop_flows
from automations.systems import run_of
from inbox.delivery.locks import lock_thread
from inbox.hooks import Answer
from inbox.threads.models import Thread

log = structlog.get_logger(__name__)
AT_ONCE = 200
WORKS_FOR = 5.0  # seconds; the next tick sees to the rest


def anything_due() -> bool:
    """Whether a run should go on now. One look into a small index."""
    return _due(timezone.now()).exists()


def wake_due() -> int:
    """Let every run go on whose moment has come; how many did.

    Safe to run many times at once: each run is moved under its thread's lock, and looked at again
    there. One that raises is logged and tried again by the next tick; it holds up no other.
    """
    woken, until = 0, time.monotonic() + WORKS_FOR
    due = _due(timezone.now()).order_by("due_at").values_list("pk", "thread_id")[:AT_ONCE]
    for run_id, thread_id in list(due):
        if time.monotonic() > until:
            break
        try:
            woken += _wake(run_id, thread_id, Due())
        except Exception:
            log.exception("a run could not go on", run=run_id)
    return woken


def called(answer: Answer) -> None:
    """A system of the workspace has answered, or will not; in the transaction that settles it."""
    run_id = run_of(answer.key)
    run = Run.everywhere.filter(pk=run_id, waits_for=Run.Waits.CALL).first() if run_id else None
    if run:
        body = answer.body if isinstance(answer.body, dict) else {}
        _wake(run.pk, run.thread_id, Called(answer.ok, body, answer.detail))


def _due(now: datetime) -> RunQuerySet:
    """Stopped automations wait: they go on when somebody resumes them (K-11)."""
    on = Q(thread__account__automations_on=True, workspace__automations_on=True)
    return Run.everywhere.filter(on, due_at__lte=now, ended_at=None)


@transaction.atomic
def _wake(run_id: int, thread_id: int, heard: Input) -> bool:
    thread = lock_thread(thread_id)
    alive = Run.everywhere.select_for_update(of=("self",), no_key=True).filter(ended_at=None)
    run = alive.select_related("rule", "version", "message").filter(pk=run_id).first()
    now = timezone.now()
    if run is None or not _still(run, heard, now) or not is_on(thread):
        return False
    return _move(run, thread, heard, now)


def _still(run: Run, heard: Input, now: datetime) -> bool:
    """Somebody else may have been quicker."""
    if isinstance(heard, Called):
        return run.waits_for == Run.Waits.CALL
    return run.due_at is not None and run.due_at <= now


def _move(run: Run, thread: Thread, heard: Input, now: datetime) -> bool:
    facts, place = Facts.load([thread], [], now), Place.of(thread.account)
    facts.has_said |= Facts.said_in([run])
    if person_has_it(thread, facts, place.settings, now):
        stop_flows(thread, Run.Ended.PERSON_TOOK, why="")
        return False
    standing = standing_of(run, facts)
    known = known_of(thread, facts, place, now, in_a_row=in_a_row(thread))
    go_on(standing, advance(standing, heard, known), None, thread)
    return True
