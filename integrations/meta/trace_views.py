"""What an event caused, from its arrival to its outcome, for leads and admins (K-10)."""

from __future__ import annotations

import json

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from automations.models import Rule
from automations.trying.story import message_behind, recent, story_of
from inbox.accounts.membership import MemberRequest, member_required, role_required
from inbox.accounts.models import Member
from inbox.threads.models import Message
from integrations.meta.models import Event

PAGE = 40
_LEADS = (Member.Role.LEAD, Member.Role.ADMIN)


@require_safe
@member_required
@role_required(*_LEADS)
def index(request: MemberRequest) -> HttpResponse:
    """The newest decisions first; ``rule`` narrows them, ``before`` goes on."""
    before, rule_id = (_number(request.GET.get(key, "")) for key in ("before", "rule"))
    found = recent(request.member, before=before, rule=rule_id, size=PAGE + 1)
    page = found[:PAGE]
    rule = Rule.objects.visible_to(request.member).filter(pk=rule_id).first() if rule_id else None
    older = page[-1].pk if len(found) > PAGE else None
    context = {"decisions": page, "older": older, "rule": rule, "section": "automation"}
    return render(request, "trace/index.html", context)


@require_safe
@member_required
@role_required(*_LEADS)
def show(request: MemberRequest, event_id: int) -> HttpResponse:
    """One event: when it came, what was decided, what was sent, what came of it."""
    events = Event.objects.visible_to(request.member).select_related(
        "account", "message__thread__contact"
    )
    event = get_object_or_404(events, pk=event_id)
    return _page(request, event, event.message)


@require_safe
@member_required
@role_required(*_LEADS)
def of_message(request: MemberRequest, message_id: int) -> HttpResponse:
    """The trace of a message: a contact's own, or of what made a rule write it."""
    messages = Message.objects.visible_to(request.member).select_related("thread__contact")
    message = message_behind(get_object_or_404(messages, pk=message_id))
    event = Event.objects.visible_to(request.member).filter(message=message).order_by("pk").first()
    if event:
        return redirect("trace", event.pk)
    return _page(request, None, message)


def _page(request: MemberRequest, event: Event | None, message: Message | None) -> HttpResponse:
    raw = json.dumps(event.payload, indent=2, ensure_ascii=False) if event else ""
    story = story_of(message) if message else None
    context = {"event": event, "story": story, "raw": raw, "section": "automation"}
    return render(request, "trace/show.html", context)


def _number(text: str) -> int | None:
    return min(int(text[:19]), 2**63 - 1) if text.isascii() and text.isdigit() else None
