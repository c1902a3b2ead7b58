"""The queue of the workspace, and of one account; and handing what is late to a person."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from inbox.accounts.membership import MemberRequest, member_required
from inbox.accounts.models import Account
from inbox.delivery.models import Outbound
from inbox.delivery.sends.answering import back
from inbox.delivery.waiting.boards import boards_of
from inbox.delivery.waiting.chart import Chart
from inbox.delivery.waiting.handing import hand_over
from inbox.delivery.waiting.items import AT_ONCE, Asked, Page, waiting_for
from inbox.threads.models import Thread
from inbox.threads.views import answers

MOST_ACCOUNTS = 50


@require_safe
@member_required
def index(request: MemberRequest) -> HttpResponse:
    """A board for each account; the whole page of it where there is only one."""
    shown = Account.objects.visible_to(request.member).select_related("workspace", "lane")
    accounts = list(shown.order_by("username", "pk")[: MOST_ACCOUNTS + 1])
    if len(accounts) == 1:
        return _of_account(request, accounts[0])
    boards = boards_of(request.member, accounts[:MOST_ACCOUNTS], timezone.now(), most_risk=3)
    boards.sort(key=lambda board: (-board.at_risk, -board.depth, board.account.username))
    context = {
        "boards": boards, "section": "queue", "here": request.path,
        "more_accounts": len(accounts) > MOST_ACCOUNTS,
    }  # fmt: skip
    return _answer(request, "queue/index.html", "queue/_index.html", context)


@require_safe
@member_required
def of_account(request: MemberRequest, account_id: int) -> HttpResponse:
    """An account's board with its last hour, and the list of what waits."""
    accounts = Account.objects.visible_to(request.member).select_related("workspace", "lane")
    return _of_account(request, get_object_or_404(accounts, pk=account_id))


@member_required
@require_POST
def handover(request: MemberRequest, thread_id: int, outbound_id: int) -> HttpResponse:
    """Hand a thread to a person instead of sending what waits in it."""
    thread = get_object_or_404(Thread.objects.visible_to(request.member), pk=thread_id)
    waiting = Outbound.objects.visible_to(request.member)
    outbound = get_object_or_404(waiting, pk=outbound_id, thread=thread)
    name = {"name": thread.contact.display_name}
    if hand_over(outbound, by=request.member):
        messages.success(request, _("%(name)s waits for a person now.") % name)
    else:
        messages.warning(request, _("Too late: it does not wait any more."))
    return back(request, thread_id)


def _of_account(request: MemberRequest, account: Account) -> HttpResponse:
    now, asked = timezone.now(), Asked.read(request.GET)
    [board] = boards_of(request.member, [account], now, most_risk=AT_ONCE)
    waiting = waiting_for(account, request.member)
    context = {
        "board": board, "account": account, "section": "queue", "here": request.get_full_path(),
        "chart": Chart.of(account, now), "asked": asked, "alone": request.path == reverse("queue"),
        "page": Page.of(waiting, asked, board.forecast, now),
    }  # fmt: skip
    return _answer(request, "queue/account.html", "queue/_account.html", context)


def _answer(
    request: MemberRequest, whole: str, piece: str, context: dict[str, Any]
) -> HttpResponse:
    context["leads"] = request.member.leads
    return render(request, piece if answers.is_fragment(request) else whole, context)
