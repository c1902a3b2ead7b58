"""When the workspace answers: an admin sets it, a lead reads it."""

from __future__ import annotations

from zoneinfo import available_timezones

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from inbox.accounts.hours import Hours
from inbox.accounts.hours_form import HoursForm
from inbox.accounts.membership import MemberRequest, admins_only, member_required, role_required
from inbox.accounts.models import Member


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
@role_required(Member.Role.LEAD, Member.Role.ADMIN)
def hours(request: MemberRequest) -> HttpResponse:
    """Time zone, spans by weekday, days off; a POST saves them."""
    member = request.member
    form = HoursForm(member.workspace, request.POST if request.method == "POST" else None)
    if form.is_bound:
        admins_only(member)
    if form.is_valid():
        changed = form.save(by=member)
        messages.success(
            request, _("Opening hours saved.") if changed else _("Nothing was changed.")
        )
        return redirect("settings_hours")
    now, kept = timezone.now(), Hours.of(member.workspace)
    context = {
        "form": form, "zones": sorted(available_timezones()),
        "local": kept.local(now), "is_open": kept.is_open(now), "opens": kept.next_opening(now),
        "closes": kept.closes_at(now), "always": kept.always,
        "section": "settings", "part": "hours",
    }  # fmt: skip
    return render(request, "settings/hours.html", context, status=422 if form.is_bound else 200)
