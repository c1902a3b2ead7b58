"""Automated messages that fail one after the other call a person (H-2)."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.db.models import Count, Exists, OuterRef
from django.utils import timezone
from django.utils.translation import ngettext

from automations.handoffs.beginning import begin
from automations.models import AutomationSettings, Handoff
from inbox.accounts.models import Workspace
from inbox.accounts.scoping import WorkspaceQuerySet
from inbox.delivery.locks import lock_thread
from inbox.delivery.models import Outbound
from inbox.threads.models import Thread

RECENT = timedelta(hours=1)  # a tick that was down for longer lets older ones rest
AT_ONCE = 50
_State = Outbound.State
_ARRIVED = (_State.SENT, _State.DELIVERED, _State.SEEN)


def hand_over_where_failing() -> int:
    """Begin a handoff wherever the last so many failed; how many. Safe to run twice.

    Found by the tick, not by the lane, which has more to do than to count.
    """
    limits = dict(AutomationSettings.everywhere.values_list("workspace_id", "failures"))
    usual, begun = AutomationSettings().failures, 0
    for workspace_id in Workspace.objects.order_by("pk").values_list("pk", flat=True):
        most = limits.get(workspace_id, usual)
        begun += sum(_hand_over(thread_id, most) for thread_id in _failing(workspace_id, most))
    return begun


def _failing(workspace_id: int, most: int) -> list[int]:
    since = timezone.now() - RECENT
    recent = _in_a_row().filter(
        workspace=workspace_id,
        settled_at__gt=since,
        thread__handler=Thread.Handler.AUTOMATION,
        thread__lifecycle=Thread.Lifecycle.OPEN,
    )
    threads = recent.order_by().values("thread").annotate(number=Count("pk"))
    found = threads.filter(number__gte=most).order_by("thread").values_list("thread", flat=True)
    return list(found[:AT_ONCE])


@transaction.atomic
def _hand_over(thread_id: int, most: int) -> bool:
    thread = lock_thread(thread_id)
    failed = _in_a_row().filter(thread=thread, settled_at__gt=timezone.now() - RECENT)
    last = list(failed.order_by("-pk"))
    if thread.handler != Thread.Handler.AUTOMATION or len(last) < most:
        return False
    words = ngettext(
        "%(count)d automated message in a row failed: %(reason)s",
        "%(count)d automated messages in a row failed: %(reason)s",
        len(last),
    )
    detail = words % {"count": len(last), "reason": last[0].get_reason_display()}
    return begin(thread, Handoff.Reason.SENDS_FAILING, detail=detail) is not None


def _in_a_row() -> WorkspaceQuerySet[Outbound]:
    """Failed automated sends that none which arrived has followed, and no handoff was about."""
    later = Outbound.everywhere.filter(
        thread=OuterRef("thread"), pk__gt=OuterRef("pk"), author=Outbound.Author.AUTOMATION,
        state__in=_ARRIVED,
    )  # fmt: skip
    since = Handoff.everywhere.filter(thread=OuterRef("thread"))
    return Outbound.everywhere.filter(
        ~Exists(later),
        ~Exists(since.filter(ended_at=None)),
        ~Exists(since.filter(ended_at__gte=OuterRef("settled_at"))),
        state=_State.FAILED,
        author=Outbound.Author.AUTOMATION,
    )
