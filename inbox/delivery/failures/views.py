"""The failures pages: the board of reasons, the list of one, and what is done to many at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from inbox.accounts.membership import MemberRequest, member_required
from inbox.accounts.models import Account, Member
from inbox.delivery.failures import acts, chances, export, figures, lines, reasons, scope
from inbox.delivery.failures.asked import SPANS, Asked
from inbox.delivery.failures.board import Board
from inbox.delivery.failures.reasons import Explained
from inbox.delivery.failures.scope import Sends
from inbox.delivery.failures.spike import Spike
from inbox.delivery.retrying import mark_handled
from inbox.threads.zones import in_viewers_zone


@require_safe
@member_required
@in_viewers_zone
def index(request: MemberRequest) -> HttpResponse:
    """Failures counted by reason, account, rule and day."""
    asked = Asked.read(request.GET)
    board = Board.of(request.member, asked, timezone.now())
    context = {
        "board": board, "asked": asked, "section": "failures",
        "spans": [(span, asked.but(span=span).query) for span in SPANS.values()],
        "cause_address": _cause_address(request, board.spike),
    }  # fmt: skip
    return render(request, "failures/index.html", context)


@require_safe
@member_required
@in_viewers_zone
def of_reason(request: MemberRequest, reason: str) -> HttpResponse:
    """Those of one reason, the newest first, with what can be done about them."""
    explained, asked, now = _named(reason), Asked.read(request.GET), timezone.now()
    failures = _listed(request, explained, asked)
    page = lines.Page.of(failures, request.member, now, asked.before)
    found = list(failures.order_by().values_list("pk", flat=True)[: scope.MOST_COUNTED])
    context = {
        "reason": explained, "asked": asked, "section": "failures",
        "page": page, "count": len(found), "retryable": chances.count(failures, now),
        "at_once": chances.AT_ONCE, "here": request.get_full_path(),
        "account": _account_name(request, asked), "rule": _rule_name(request, asked),
        "older": replace(asked, before=page.older).query if page.older else "",
    }  # fmt: skip
    return render(request, "failures/reason.html", context)


@require_safe
@member_required  # type: ignore[arg-type]  # a streamed answer is no HttpResponse
def table(request: MemberRequest, reason: str) -> StreamingHttpResponse:
    """The same list as a file, of any length."""
    failures = _listed(request, _named(reason), Asked.read(request.GET))
    rows = export.rows(failures, request.member)
    response = StreamingHttpResponse(rows, content_type="text/csv; charset=utf-8")
    name = f"failures-{reason.replace('_', '-')}-{timezone.now():%Y-%m-%d}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response


@require_POST
@member_required
def retries(request: MemberRequest, reason: str) -> HttpResponse:
    """Send again those of the chosen that can be."""

    def act(chosen: Sends) -> str:
        return acts.retry(chosen, by=request.member, now=timezone.now()).words

    return _act(request, reason, act)


@require_POST
@member_required
def handled(request: MemberRequest, reason: str) -> HttpResponse:
    """A person has seen to the chosen."""

    def act(chosen: Sends) -> str:
        done = mark_handled(chosen, by=request.member)
        return ngettext("%d marked handled.", "%d marked handled.", done) % done

    return _act(request, reason, act)


@require_POST
@member_required
def assignment(request: MemberRequest, reason: str) -> HttpResponse:
    """Take the conversations of the chosen."""

    def act(chosen: Sends) -> str:
        return acts.take(chosen, by=request.member)

    return _act(request, reason, act)


def _act(request: MemberRequest, reason: str, act: Callable[[Sends], str]) -> HttpResponse:
    """Do it to the boxes ticked, or with none ticked to the newest of the list, and go back."""
    explained, asked = _named(reason), Asked.read(request.GET)
    failures = _listed(request, explained, asked)
    if "send" in request.POST:
        failures = failures.filter(pk__in=_ticked(request))
    messages.success(request, act(failures))
    query = f"?{asked.query}" if asked.query else ""
    return HttpResponseRedirect(reverse("failures_of", args=[reason]) + query)


def _ticked(request: MemberRequest) -> list[int]:
    ticked = request.POST.getlist("send")[: chances.AT_ONCE]
    return [int(each) for each in ticked if each.isascii() and each.isdigit() and len(each) < 19]


def _listed(request: MemberRequest, explained: Explained, asked: Asked) -> Sends:
    found = asked.listed(scope.of(request.member), timezone.now())
    return found if explained.slug == reasons.ALL else found.filter(reason=explained.slug)


def _cause_address(request: MemberRequest, spike: Spike | None) -> str:
    """Where the cause of ``spike`` can be mended, for those who may."""
    if spike is None or not spike.disconnected or request.member.role != Member.Role.ADMIN:
        return ""
    return reverse("account", args=[spike.account.pk])


def _account_name(request: MemberRequest, asked: Asked) -> str:
    if asked.account is None:
        return ""
    found = Account.objects.visible_to(request.member).filter(pk=asked.account).first()
    return str(found or f"#{asked.account}")


def _rule_name(request: MemberRequest, asked: Asked) -> str:
    """The name of the rule asked for, as its newest failure says it."""
    if asked.rule is None:
        return ""
    newest = scope.of(request.member).filter(rule_id=asked.rule, state__in=scope.FAILING)
    pk = newest.order_by("-pk").values_list("pk", flat=True).first()
    return figures.rule_names(newest, {asked.rule: pk or 0})[asked.rule]


def _named(slug: str) -> Explained:
    found = reasons.named(slug)
    if found is None:
        raise Http404(slug)
    return found
