"""Conversations about to lose their window unanswered are raised before it happens (H-6)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from automations.handoffs import routing
from automations.models import AutomationSettings, Handoff
from inbox.accounts.channels import CHANNELS, Cause
from inbox.accounts.models import Member, Workspace
from inbox.delivery.locks import lock_thread
from inbox.threads import watching
from inbox.threads.changes import Change, announce
from inbox.threads.models import Thread, ThreadQuerySet, TimelineEvent
from inbox.threads.window import State, Window
from inbox.threads.window_sql import with_window

AT_ONCE = 100
KEY = "raised:"  # of the timeline event; the rest names the window, so that each is raised once


def raise_where_ending() -> int:
    """Tell whose it is, else the leads, of each window that ends soon; how many. Safe to repeat."""
    now, raised = timezone.now(), 0
    minutes = dict(AutomationSettings.everywhere.values_list("workspace_id", "raise_minutes"))
    usual = AutomationSettings().raise_minutes
    for workspace_id in Workspace.objects.order_by("pk").values_list("pk", flat=True):
        before = timedelta(minutes=minutes.get(workspace_id, usual))
        fresh = ending(workspace_id, now, before).filter(~Exists(_raised(before)))
        found = list(fresh.order_by("last_inbound_at", "pk").values_list("pk", flat=True)[:AT_ONCE])
        raised += sum(_raise(thread_id, before) for thread_id in found)
    return raised


def ending(workspace_id: int, now: datetime, before: timedelta) -> ThreadQuerySet:
    """Threads that wait for an answer and leave open, or human_agent, within ``before``."""
    threads = Thread.objects.in_workspace(workspace_id).needing_reply().filter(_near(now, before))
    about_to = Q(window_state__in=(State.OPEN, State.HUMAN_AGENT), window_ends_at__lte=now + before)
    return with_window(threads, now).filter(about_to)


@transaction.atomic
def _raise(thread_id: int, before: timedelta) -> bool:
    thread, now = lock_thread(thread_id), timezone.now()
    window = thread.window(now)
    ends_at = window.ends_at
    if ends_at is None or ends_at > now + before or not thread.needs_reply:
        return False  # answered meanwhile, or they wrote again
    event, is_new = _write(thread, window)
    if is_new:
        handoff = Handoff.everywhere.open().filter(thread=thread).first()
        if handoff:
            Handoff.everywhere.filter(pk=handoff.pk).update(raised_at=now)
        watching.call(thread, _concerned(thread, handoff), event.at)
        announce([Change(thread.workspace_id, thread.pk, (f"event-{event.pk}",))])
    return is_new


def _write(thread: Thread, window: Window) -> tuple[TimelineEvent, bool]:
    """The event, and whether it is new: each window has one."""
    ends_at = window.ends_at.isoformat() if window.ends_at else ""
    detail = {
        "why": "window",
        "state": window.state.value,
        "next": window.next.value if window.next else "",
        "ends_at": ends_at,
    }
    return TimelineEvent.everywhere.get_or_create(
        thread=thread,
        key=f"{KEY}{window.state}:{ends_at}",
        defaults={
            "workspace_id": thread.workspace_id,
            "kind": TimelineEvent.Kind.ESCALATED,
            "detail": detail,
        },
    )


def _concerned(thread: Thread, handoff: Handoff | None) -> list[Member]:
    """Whose it is; and whoever leads, when nobody has it or who has it is not there."""
    whose = thread.assignee or (handoff.offered_to if handoff else None)
    if whose and whose.availability == Member.Availability.ONLINE:
        return [whose]
    leads = [lead for lead in routing.leads(thread.workspace_id) if lead != whose]
    return [whose, *leads] if whose else leads


def _near(now: datetime, before: timedelta) -> Q:
    """Narrow ranges of the index, in which all of them lie; the window itself decides."""
    found = Q()
    for able in CHANNELS.values():
        ends = [able.open_for]
        ends += [able.human_agent_for] if able.human_agent_for else []
        for lasts in ends:
            found |= Q(last_inbound_at__range=(now - lasts, now - lasts + before))
        if longer := able.longer.get(Cause.AD):
            of_ad = Q(last_ad_at__range=(now - longer, now - longer + before))
            found |= of_ad & Q(last_inbound_at__gt=now - longer)
    return found


def _raised(before: timedelta) -> Any:
    """The event of the window that ``ending`` annotates."""
    since = OuterRef("window_ends_at") - before
    return TimelineEvent.everywhere.filter(
        thread=OuterRef("pk"), at__gte=since, kind=TimelineEvent.Kind.ESCALATED,
        key__startswith=KEY,
    )  # fmt: skip
