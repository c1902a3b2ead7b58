"""Asking another connected app for a conversation."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST

from inbox.accounts.membership import MemberRequest, member_required
from inbox.delivery.control.asking import ask
from inbox.delivery.guard import Refused
from inbox.threads.models import Thread
from inbox.threads.views import answers
from inbox.threads.views.acts import refused


@member_required
@require_POST
def control(request: MemberRequest, thread_id: int) -> HttpResponse:
    """Ask for it: the line of the timeline that says so, or 409 when it is ours already."""
    thread = get_object_or_404(Thread.objects.visible_to(request.member), pk=thread_id)
    asked = ask(thread, request.member)
    if isinstance(asked, Refused):
        return refused(request, thread_id, asked.detail, code=asked.code)
    return answers.after_act(request, thread_id, [f"event-{asked.pk}"], status=201)
