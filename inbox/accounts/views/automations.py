"""Stopping all automations of an account or of the workspace, and resuming them (K-11)."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from inbox.accounts import stops, switches
from inbox.accounts.forms import SwitchForm
from inbox.accounts.membership import MemberRequest, member_required, role_required
from inbox.accounts.models import Account, Member, Workspace
from inbox.accounts.stops import Switch
from inbox.accounts.way_back import page_asked_for

ADMIN, LEAD = Member.Role.ADMIN, Member.Role.LEAD
MOST_SWITCHES = 200  # that one page can ask to see again


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
@role_required(LEAD, ADMIN)
def account(request: MemberRequest, account_id: int) -> HttpResponse:
    """Ask for the reason and stop, or resume, one account."""
    target = get_object_or_404(Account.objects.visible_to(request.member), pk=account_id)
    return _answer(request, target)


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
@role_required(LEAD, ADMIN)
def workspace(request: MemberRequest) -> HttpResponse:
    """Ask for the reason and stop, or resume, the whole workspace."""
    return _answer(request, request.member.workspace)


@require_safe
@member_required
def shown(request: MemberRequest) -> HttpResponse:
    """The banner, and the switches that a page names in ``of``: all it shows of what is stopped."""
    member, wanted = request.member, request.GET.getlist("of")[:MOST_SWITCHES]
    found: list[Switch] = []
    if member.leads:
        ids = [int(key) for key in wanted if key.isascii() and key.isdigit() and len(key) < 19]
        accounts = list(Account.objects.visible_to(member).filter(pk__in=ids))
        found = stops.account_switches(member, accounts)
        if stops.WORKSPACE in wanted:
            found.append(stops.workspace_switch(member))
    return _pieces(request, found)


def _answer(request: MemberRequest, target: Account | Workspace) -> HttpResponse:
    form = SwitchForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        return _switch(request, target, form)
    is_piece = request.headers.get("HX-Request") == "true"
    if is_piece:
        return _pieces(request, [_switch_of(request.member, target)], form, status=422)
    context = {
        "switch": _switch_of(request.member, target), "form": form, "section": "settings",
        "next": _next(request, target),
    }  # fmt: skip
    return render(request, "accounts/stop.html", context, status=422 if form.is_bound else 200)


def _switch(request: MemberRequest, target: Account | Workspace, form: SwitchForm) -> HttpResponse:
    member = request.member
    if form.cleaned_data["on"] == "yes":
        changed = switches.resume_automations(target, by=member)
        words = _("Automations resumed.") if changed else _("Automations were not stopped.")
    else:
        because = form.cleaned_data["because"]
        changed = switches.stop_automations(target, by=member, because=because)
        words = _("Automations stopped.") if changed else _("Automations were stopped already.")
    if request.headers.get("HX-Request") == "true":
        return _pieces(request, [_switch_of(member, target)])
    messages.success(request, words)
    return redirect(_next(request, target))


def _switch_of(member: Member, target: Account | Workspace) -> Switch:
    account_id = target.pk if isinstance(target, Account) else None
    return stops.switch_of(member.workspace_id, account_id)


def _pieces(
    request: MemberRequest,
    found: list[Switch],
    form: SwitchForm | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {"switches": found, "form": form, "stops": stops.lines(request.member.workspace_id)}
    return render(request, "accounts/_switched.html", context, status=status)


def _next(request: MemberRequest, target: Account | Workspace) -> str:
    """Where to go on: the page that sent the member here, if it is one of this site."""
    if asked := page_asked_for(request):
        return asked
    if isinstance(target, Account) and request.member.role == ADMIN:
        return reverse("account", args=[target.pk])
    return reverse("settings_sending")
