"""A person is there now, or nobody wants to hear more: flows stop, and nothing more goes (H-4)."""

from __future__ import annotations

from django.utils import timezone

from automations.models import Run
from automations.runs_told import finished
from inbox.delivery.models import Outbound
from inbox.delivery.outbox import withdraw
from inbox.threads.models import Thread


def stop_flows(thread: Thread, ended: Run.Ended, *, why: str, keep: Run | None = None) -> list[Run]:
    """End the thread's runs and take back what is queued of automations; the runs it ended.

    ``why`` is who or what did it, shown after “Taken back”. What the run ``keep`` has said just now
    stays: its own step calls the person, and those words lead there. To be called in the
    transaction of what happened, under the thread's lock. What has left can't be taken back.
    """
    alive = Run.everywhere.filter(thread=thread, ended_at=None).select_related("rule")
    runs = list(alive.select_for_update(of=("self",), no_key=True).order_by("pk"))
    now = timezone.now()
    Run.everywhere.filter(pk__in=[run.pk for run in runs]).update(
        ended=ended, ended_at=now, moved_at=now, waits_for="", due_at=None
    )
    for run in runs:
        run.ended, run.ended_at = ended, now
        finished(run, thread)
    for outbound in _queued(thread, keep):
        withdraw(outbound, why=why)
    return runs


def _queued(thread: Thread, keep: Run | None) -> list[Outbound]:
    """What rules, flows and campaigns have waiting here; people's own words stay."""
    automated = (Outbound.Author.AUTOMATION, Outbound.Author.CAMPAIGN)
    queued = Outbound.everywhere.filter(thread=thread, state=Outbound.State.QUEUED)
    queued = queued.filter(author__in=automated)
    if keep:
        queued = queued.exclude(rule_id=keep.rule_id, created_at__gte=keep.moved_at)
    return list(queued.order_by("pk"))
