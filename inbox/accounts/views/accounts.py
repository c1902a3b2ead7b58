"""The connected accounts, what each may send, and how fast."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from inbox.accounts import limits, stops, switches
from inbox.accounts.allowances import Allowances, duration
from inbox.accounts.channels import Cause
from inbox.accounts.forms import WEEK, WindowsForm
from inbox.accounts.limit_form import LimitsForm
from inbox.accounts.membership import MemberRequest, member_required, role_required
from inbox.accounts.models import Account, Member

ADMIN = Member.Role.ADMIN


@require_safe
@member_required
@role_required(ADMIN)
def index(request: MemberRequest) -> HttpResponse:
    """A card for each account, what needs a hand first."""
    accounts = Account.objects.visible_to(request.member).order_by("-status", "username", "pk")
    shown = [(one, duration(one.capabilities.lasts(Cause.AD))) for one in accounts]
    return render(request, "accounts/index.html", {"accounts": shown, "section": "accounts"})


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
@role_required(ADMIN)
def show(request: MemberRequest, account_id: int) -> HttpResponse:
    """An account with its windows; a POST saves them."""
    account = _account(request, account_id)
    form = WindowsForm(account, request.POST if request.method == "POST" else None)
    if form.is_valid():
        return _save(request, account, form)
    return _page(request, account, form, LimitsForm(account))


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
@role_required(ADMIN)
def save_limits(request: MemberRequest, account_id: int) -> HttpResponse:
    """Save an account's limits (L-11); who reloads what was refused gets the account's page."""
    account = _account(request, account_id)
    if request.method != "POST":
        return redirect("account", account.pk)
    form = LimitsForm(account, request.POST)
    if not form.is_valid():
        return _page(request, account, WindowsForm(account), form)
    changed = form.save(request.member)
    if form.errors:
        return _page(request, account, WindowsForm(account), form)
    messages.success(request, _("Limits saved.") if changed else _("Nothing was changed."))
    return redirect("account", account.pk)


def _account(request: MemberRequest, account_id: int) -> Account:
    return get_object_or_404(Account.objects.visible_to(request.member), pk=account_id)


def _page(
    request: MemberRequest, account: Account, windows: WindowsForm, paces: LimitsForm
) -> HttpResponse:
    day = limits.warm_up_day(account, timezone.now())
    context = {
        "account": account, "allowances": Allowances.of(account), "form": windows,
        "paces": paces, "switch": stops.switch_of(account.workspace_id, account.pk),
        "warm_up_day": day, "warm_up_days": limits.WARM_UP.days,
        "warm_up_percent": round(100 * limits.warm_up_share(day)), "section": "accounts",
    }  # fmt: skip
    is_refused = windows.is_bound or paces.is_bound
    return render(request, "accounts/show.html", context, status=422 if is_refused else 200)


def _save(request: MemberRequest, account: Account, form: WindowsForm) -> HttpResponse:
    changed = switches.set_windows(
        account,
        human_agent=form.cleaned_data["human_agent"],
        ads_open_longer=form.cleaned_data["ad_window"] == WEEK,
        by=request.member,
    )
    messages.success(request, _("Windows saved.") if changed else _("Nothing was changed."))
    return redirect("account", account.pk)
