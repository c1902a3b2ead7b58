"""A person is there now, or nobody wants to hear more: flows stop, and nothing more goes (H-4)."""

from __future__ import annotations

from django.utils import timezone

from automations.models import Run
from inbox.delivery.models import Outbound
from inbox.delivery.outbox import withdraw
from inbox.threads.models import Thread


def stop_flows(thread: Thread, ended: Run.Ended, *, why: str) -> list[Run]:
    """End the thread's runs and take back what is queued of automations; the runs it ended.

    ``why`` is who or what did it, shown after “Taken back”. To be called in the transaction of what
    happened, under the thread's lock. What has left already can't be taken back.
    """
    alive = Run.everywhere.select_for_update(no_key=True).filter(thread=thread, ended_at=None)
    runs = list(alive.order_by("pk"))
    now = timezone.now()
    Run.everywhere.filter(pk__in=[run.pk for run in runs]).update(
        ended=ended, ended_at=now, moved_at=now, waits_for="", due_at=None
    )
    for outbound in _queued(thread):
        withdraw(outbound, why=why)
    return runs


def _queued(thread: Thread) -> list[Outbound]:
    """What rules, flows and campaigns have waiting here; people's own words stay."""
    automated = (Outbound.Author.AUTOMATION, Outbound.Author.CAMPAIGN)
    queued = Outbound.everywhere.filter(thread=thread, state=Outbound.State.QUEUED)
    return list(queued.filter(author__in=automated).order_by("pk"))
