"""What becomes of a handoff when people act: taken, given back, resolved (H-4, K-7).

Called in the transaction of what they did, under the thread's lock.
"""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _

from automations.handoffs import telling
from automations.handoffs.beginning import begin, end, offer, wait_for_people
from automations.models import AutomationSettings, Handoff, Run
from automations.stopping import stop_flows
from inbox import hooks
from inbox.accounts.changes import WentOffDuty
from inbox.accounts.hours import Hours
from inbox.threads import watching
from inbox.threads.models import Thread
from inbox.threads.ownership import Act, Owned


def follow(owned: Owned) -> None:
    """Let the open handoff of the thread, and its flows, follow what people did."""
    match owned.act:
        case Act.TAKEN | Act.WROTE:
            _taken(owned)
        case Act.RELEASED:
            _waits_again(owned)
        case Act.RETURNED:
            _over(owned.thread, Handoff.Ended.RETURNED)
        case Act.RESOLVED:
            who = owned.member.name if owned.member else ""
            stop_flows(owned.thread, Run.Ended.RESOLVED, why=who)
            _over(owned.thread, Handoff.Ended.RESOLVED)


def pass_on(left: WentOffDuty) -> None:
    """What somebody was asked who is not on duty any more goes to the next, with the tick."""
    theirs = Handoff.everywhere.waiting().filter(offered_to=left.member_id)
    theirs.filter(escalates_at__isnull=False).update(escalates_at=timezone.now())


def _taken(owned: Owned) -> None:
    thread, member = owned.thread, owned.member
    who = member.name if member else _("the Instagram app")
    stop_flows(thread, Run.Ended.PERSON_TOOK, why=who)
    watching.answered(thread)
    handoff = _open(thread)
    if handoff and handoff.taken_at is None:
        handoff.taken_at, handoff.taken_by, handoff.escalates_at = timezone.now(), member, None
        handoff.save(update_fields=["taken_at", "taken_by", "escalates_at"])
        telling.changed(thread)
        telling.emit(hooks.Event.HANDOFF_TAKEN, handoff)


def _waits_again(owned: Owned) -> None:
    """It was given back to the team, or passed to another one: the next of it is asked."""
    thread, handoff, now = owned.thread, _open(owned.thread), timezone.now()
    if handoff is None:
        if thread.handler == Thread.Handler.WAITING:
            begin(thread, Handoff.Reason.PASSED_ON, team=thread.team)
        return
    settings = AutomationSettings.everywhere.of(thread.workspace_id)
    handoff.taken_at, handoff.taken_by, handoff.team = None, None, thread.team
    handoff.asked = [owned.member.pk] if owned.member else []
    handoff.save(update_fields=["taken_at", "taken_by", "team", "asked"])
    wait_for_people(thread, thread.team)
    offer(handoff, settings, Hours.of(thread.workspace), now)
    telling.passed_on(handoff, thread)


def _over(thread: Thread, how: Handoff.Ended) -> None:
    watching.answered(thread)
    if handoff := _open(thread):
        end(handoff, how, timezone.now())
        telling.changed(thread)
        telling.emit(hooks.Event.HANDOFF_ENDED, handoff)


def _open(thread: Thread) -> Handoff | None:
    found = Handoff.everywhere.open().filter(thread=thread).select_for_update(no_key=True)
    return found.first()
