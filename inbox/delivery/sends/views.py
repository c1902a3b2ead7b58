"""Each act on a message of ours is made by a POST below it; a second press is the same act."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from inbox.accounts.membership import MemberRequest, member_required
from inbox.delivery import hurrying, outbox, retrying, settling
from inbox.delivery.guard import Refused
from inbox.delivery.models import Outbound, Reason
from inbox.delivery.sends.answering import answer, invalid
from inbox.delivery.sends.forms import SettlementForm
from inbox.threads.models import Thread

State = Outbound.State


@member_required
@require_POST
def retry(request: MemberRequest, thread_id: int, outbound_id: int) -> HttpResponse:
    """A new attempt of what failed, or 409 when it would not help."""
    outbound = _outbound(request, thread_id, outbound_id)
    return answer(request, outbound, retrying.retry(outbound, by=request.member))


@member_required
@require_POST
def send_next(request: MemberRequest, thread_id: int, outbound_id: int) -> HttpResponse:
    """To the front, as far as its limits let it, or 409 when it waits no longer."""
    outbound = _outbound(request, thread_id, outbound_id)
    moved = hurrying.send_next(outbound, by=request.member)
    return answer(request, outbound, None if moved else _waits_no_longer())


@member_required
@require_POST
def withdrawal(request: MemberRequest, thread_id: int, outbound_id: int) -> HttpResponse:
    """Take it back, or 409 when it has left."""
    outbound = _outbound(request, thread_id, outbound_id)
    who = _("by %(name)s") % {"name": request.member.name}
    taken = outbound.state == State.WITHDRAWN or outbox.withdraw(outbound, why=who)
    return answer(request, outbound, None if taken else _has_left())


@member_required
@require_POST
def settlement(request: MemberRequest, thread_id: int, outbound_id: int) -> HttpResponse:
    """A person has looked whether it arrived; 409 when nobody has to say."""
    outbound = _outbound(request, thread_id, outbound_id)
    form = SettlementForm(request.POST)
    if not form.is_valid():
        return invalid(request, outbound, str(form.errors["arrived"][0]))
    is_there = form.cleaned_data["arrived"] == "yes"
    settle = settling.arrived if is_there else settling.send_again
    return answer(request, outbound, settle(outbound, by=request.member))


@member_required
@require_POST
def handled(request: MemberRequest, thread_id: int, outbound_id: int) -> HttpResponse:
    """A person has seen to the failure; 409 when it is none."""
    outbound = _outbound(request, thread_id, outbound_id)
    this_one = Outbound.objects.visible_to(request.member).filter(pk=outbound.pk)
    done = retrying.mark_handled(this_one, by=request.member)
    is_handled = done or this_one.filter(handled_at__isnull=False).exists()
    return answer(request, outbound, None if is_handled else _no_failure())


def _outbound(request: MemberRequest, thread_id: int, outbound_id: int) -> Outbound:
    threads = Thread.objects.visible_to(request.member)
    outbounds = Outbound.objects.visible_to(request.member).filter(thread__in=threads)
    return get_object_or_404(outbounds, pk=outbound_id, thread=thread_id)


def _waits_no_longer() -> Refused:
    words = _("This waits no longer: it has left, or was given up. Look at the message again.")
    return Refused(Reason.REFUSED_HERE, "waits_no_longer", words)


def _has_left() -> Refused:
    words = _("It was too late to take this back: it has left, or was given up before.")
    return Refused(Reason.REFUSED_HERE, "has_left", words)


def _no_failure() -> Refused:
    words = _("Nothing has to be done about this: it is no failure, or is still being settled.")
    return Refused(Reason.REFUSED_HERE, "no_failure", words)
