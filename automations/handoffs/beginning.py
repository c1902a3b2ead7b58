"""A person is called: flows stop, somebody is asked, the contact is told what to expect (H-4)."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from automations.handoffs import routing, telling
from automations.handoffs.acknowledgement import acknowledge
from automations.models import AutomationSettings, Handoff, Run
from automations.owners import people_own
from automations.stopping import stop_flows
from inbox.accounts.hours import Hours
from inbox.accounts.models import Member, Team
from inbox.threads.models import Message, Thread

_LONGEST_WORDS = 200
# What a flow says before its own step calls the person leads there, and stays.
_OF_A_STEP = (Handoff.Reason.RULE, Handoff.Reason.HIGH_VALUE)


def begin(
    thread: Thread,
    reason: Handoff.Reason,
    *,
    words: str = "",
    detail: str = "",
    message: Message | None = None,
    run: Run | None = None,
    team: Team | str | None = None,
    text: str = "",
) -> Handoff | None:
    """Call a person to ``thread``; None when one has it, or was called already.

    To be called in the transaction of its cause, under the thread's lock: two at once are one
    handoff, and nothing is said twice. ``words`` are the contact's that caused it, ``run`` the flow
    that it ends, ``team`` one of the workspace or its name, ``text`` replaces the usual
    acknowledgement. A colleague who passes the thread on ends the handoff before, and the contact
    is told nothing then.
    """
    now, passed_on = timezone.now(), reason == Handoff.Reason.PASSED_ON
    settings = AutomationSettings.everywhere.of(thread.workspace_id)
    earlier = Handoff.everywhere.open().filter(thread=thread).first()
    if not passed_on and (earlier or people_own(thread, settings, now)):
        return None
    if earlier:
        end(earlier, Handoff.Ended.PASSED_ON, now)
    keep = run if reason in _OF_A_STEP else None
    stop_flows(thread, Run.Ended.HANDED_OFF, why=_("handoff"), keep=keep)
    texts = (message.text if message else "", words)
    handoff = Handoff.everywhere.create(
        workspace_id=thread.workspace_id,
        thread=thread,
        reason=reason,
        words=words[:_LONGEST_WORDS],
        detail=detail,
        message=message,
        run=run,
        team=routing.team_for(thread, team, texts, settings),
        started_at=now,
    )
    before = thread.assignee if not passed_on else None
    wait_for_people(thread, handoff.team)
    hours = Hours.of(thread.workspace)
    offer(handoff, settings, hours, now, first=before)
    if not passed_on:
        _acknowledge(handoff, thread, settings, hours, text)
    telling.begun(handoff, thread)
    return handoff


def offer(
    handoff: Handoff,
    settings: AutomationSettings,
    hours: Hours,
    now: datetime,
    *,
    first: Member | None = None,
) -> None:
    """Ask whoever's turn it is, and say when the next one's comes: in opening hours (H-6).

    ``first`` is asked before all others who are free: they had it before, or a rule gave it them.
    """
    begins = now if hours.is_open(now) else hours.next_opening(now) or now
    handoff.offered_to = routing.choose(settings, handoff.team, handoff.asked, first=first)
    handoff.escalates_at = begins + timedelta(minutes=settings.take_minutes)
    handoff.save(update_fields=["offered_to", "escalates_at"])


def end(handoff: Handoff, how: Handoff.Ended, now: datetime) -> None:
    """People are not called any more."""
    handoff.ended, handoff.ended_at, handoff.escalates_at = how, now, None
    handoff.save(update_fields=["ended", "ended_at", "escalates_at"])


def wait_for_people(thread: Thread, team: Team | None) -> None:
    """Nobody's yet, and no longer the automation's; out in the open again if it was put away."""
    moved = {
        "handler": Thread.Handler.WAITING,
        "lifecycle": Thread.Lifecycle.OPEN,
        "wakes_at": None,
        "assignee_id": None,
        "team_id": team.pk if team else None,
    }
    Thread.everywhere.filter(pk=thread.pk).update(**moved)
    for name, value in moved.items():
        setattr(thread, name, value)


def _acknowledge(
    handoff: Handoff, thread: Thread, settings: AutomationSettings, hours: Hours, text: str
) -> None:
    handoff.acknowledged_by = acknowledge(handoff, thread, settings, hours, text)
    if handoff.acknowledged_by:
        handoff.save(update_fields=["acknowledged_by"])
