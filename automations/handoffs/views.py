"""How the workspace hands over to people: an admin sets it, a lead reads it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from automations.handoffs.acknowledgement import Preview
from automations.handoffs.settings_form import HandoffForm
from inbox.accounts.hours import Hours
from inbox.accounts.membership import MemberRequest, admins_only, member_required, role_required
from inbox.accounts.models import Member

ADMIN, LEAD = Member.Role.ADMIN, Member.Role.LEAD


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
@role_required(LEAD, ADMIN)
def settings(request: MemberRequest) -> HttpResponse:
    """All of them on one page; a POST saves them."""
    member = request.member
    form = HandoffForm(member.workspace, request.POST if request.method == "POST" else None)
    if form.is_bound:
        admins_only(member)
    if form.is_valid():
        changed = form.save(by=member)
        messages.success(
            request, _("Handoff settings saved.") if changed else _("Nothing was changed.")
        )
        return redirect("settings_handoff")
    shown = form.typed() if form.is_bound else form.settings
    hours = Hours.of(member.workspace)
    context = {
        "form": form, "preview": Preview.of(shown, hours, timezone.now()),
        "section": "settings", "part": "handoff",
    }  # fmt: skip
    return render(request, "settings/handoff.html", context, status=422 if form.is_bound else 200)


@require_POST
@member_required
@role_required(LEAD, ADMIN)
def preview(request: MemberRequest) -> HttpResponse:
    """What contacts would read, with the texts as they are typed; nothing is saved."""
    workspace = request.member.workspace
    form = HandoffForm(workspace, request.POST)
    shown = Preview.of(form.typed(), Hours.of(workspace), timezone.now())
    return render(request, "settings/_acknowledgement.html", {"preview": shown})
