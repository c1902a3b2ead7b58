"""The intake's shelf: what Meta sent and what could not be used, with a way to try again.

Raw items hold every conversation's words, so it is for leads and admins.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from inbox.accounts.membership import MemberRequest, member_required, role_required
from inbox.accounts.models import Member
from integrations.meta.intake import shelf
from integrations.meta.intake.waiting import replay
from integrations.meta.models import Event
from integrations.meta.tasks import replay_shelf

PAGE = 25


@dataclass(frozen=True, slots=True)
class Shown:
    """An event with its raw item laid out for reading; the template escapes it."""

    event: Event
    raw: str


@require_GET
@member_required
@role_required(Member.Role.LEAD, Member.Role.ADMIN)
def index(request: MemberRequest) -> HttpResponse:
    """The newest first, a page at a time."""
    events = shelf.visible_to(request.member)
    before = request.GET.get("before", "")
    if before.isascii() and before.isdigit():
        events = events.filter(pk__lt=min(int(before[:19]), 2**63 - 1))
    found = list(events.select_related("account", "thread__contact")[: PAGE + 1])
    page = found[:PAGE]
    shown = [Shown(one, json.dumps(one.payload, indent=2, ensure_ascii=False)) for one in page]
    context = {"shown": shown, "older": page[-1].pk if len(found) > PAGE else None}
    return render(request, "intake/index.html", context)


@require_POST
@member_required
@role_required(Member.Role.LEAD, Member.Role.ADMIN)
def replay_one(request: MemberRequest, event_id: int) -> HttpResponse:
    """Apply one event again and say what came of it."""
    event = get_object_or_404(shelf.visible_to(request.member), pk=event_id)
    replay([event])
    event.refresh_from_db()
    if event.outcome in shelf.NEEDS_A_LOOK:
        messages.warning(request, _("Tried again: it still needs a look."))
    else:
        messages.success(request, _("Done: it has been applied."))
    return redirect("intake")


@require_POST
@member_required
@role_required(Member.Role.LEAD, Member.Role.ADMIN)
def replay_all(request: MemberRequest) -> HttpResponse:
    """Apply everything on the shelf again, in the background."""
    replay_shelf.delay(request.member.workspace_id)
    messages.success(
        request, _("Everything here is being tried again. Reload to see what is left.")
    )
    return redirect("intake")
