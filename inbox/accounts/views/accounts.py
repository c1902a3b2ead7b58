"""The connected accounts, and what each may send."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from inbox.accounts import switches
from inbox.accounts.allowances import Allowances, duration
from inbox.accounts.channels import Cause
from inbox.accounts.forms import WEEK, WindowsForm
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
    account = get_object_or_404(Account.objects.visible_to(request.member), pk=account_id)
    form = WindowsForm(account, request.POST if request.method == "POST" else None)
    if form.is_valid():
        return _save(request, account, form)
    context = {
        "account": account, "allowances": Allowances.of(account), "form": form,
        "section": "accounts",
    }  # fmt: skip
    return render(request, "accounts/show.html", context, status=422 if form.is_bound else 200)


def _save(request: MemberRequest, account: Account, form: WindowsForm) -> HttpResponse:
    changed = switches.set_windows(
        account,
        human_agent=form.cleaned_data["human_agent"],
        ads_open_longer=form.cleaned_data["ad_window"] == WEEK,
        by=request.member,
    )
    messages.success(request, _("Windows saved.") if changed else _("Nothing was changed."))
    return redirect("account", account.pk)
