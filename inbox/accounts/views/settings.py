"""The workspace's settings."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from inbox.accounts import stops, switches
from inbox.accounts.forms import PromotionsForm
from inbox.accounts.membership import MemberRequest, member_required, role_required
from inbox.accounts.models import Account, Member

ADMIN, LEAD = Member.Role.ADMIN, Member.Role.LEAD


@require_safe
@member_required
@role_required(LEAD, ADMIN)
def home(request: MemberRequest) -> HttpResponse:
    """The first section that the member may see."""
    is_admin = request.member.role == ADMIN
    return redirect("settings_windows" if is_admin else "settings_sending")


@require_safe
@member_required
@role_required(LEAD, ADMIN)
def sending(request: MemberRequest) -> HttpResponse:
    """The switches that stop automations: of the workspace, and of each account (K-11)."""
    member = request.member
    accounts = list(Account.objects.visible_to(member).order_by("username", "pk"))
    context = {
        "whole": stops.workspace_switch(member),
        "switches": stops.account_switches(member, accounts),
        "section": "settings", "part": "sending",
    }  # fmt: skip
    return render(request, "settings/sending.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
@role_required(ADMIN)
def windows(request: MemberRequest) -> HttpResponse:
    """What happens to a human reply that looks promotional (W-12); a POST saves it."""
    member = request.member
    initial = {"promotions": member.workspace.promotions}
    form = PromotionsForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        value = form.cleaned_data["promotions"]
        changed = switches.set_promotions(member.workspace_id, value, by=member)
        messages.success(
            request, _("Promotion check saved.") if changed else _("Nothing was changed.")
        )
        return redirect("settings_windows")
    context = {"form": form, "section": "settings", "part": "windows"}
    return render(request, "settings/windows.html", context, status=422 if form.is_bound else 200)
