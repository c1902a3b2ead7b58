"""The list of webhooks, and each with its log."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from inbox.accounts.membership import MemberRequest, member_required, role_required
from inbox.accounts.models import Member
from inbox.hooks.log import Asked, Line, Page, figures_of, links
from inbox.hooks.models import Endpoint, HookCall
from inbox.hooks.models.call import HookCallQuerySet
from inbox.hooks.views import seen_once

ADMIN, LEAD = Member.Role.ADMIN, Member.Role.LEAD
RULES = "rules"  # whose secret it is, where it is no endpoint's


@require_safe
@member_required
@role_required(LEAD, ADMIN)
def index(request: MemberRequest) -> HttpResponse:
    """Every webhook, and the calls that rules make."""
    member = request.member
    endpoints = list(Endpoint.objects.visible_to(member).standing())
    calls = HookCall.objects.visible_to(member)
    *figures, of_rules = figures_of(calls, [*endpoints, None])
    context = {
        "endpoints": list(zip(endpoints, figures, strict=True)), "of_rules": of_rules,
        "rules_called": calls.of_rules().exists(), **_place(member),
    }  # fmt: skip
    return render(request, "hooks/index.html", context)


@require_safe
@never_cache
@member_required
@role_required(LEAD, ADMIN)
def show(request: MemberRequest, endpoint_id: int) -> HttpResponse:
    """A webhook and its log; straight after it was made, its secret."""
    endpoint = endpoint_of(request, endpoint_id)
    calls = HookCall.objects.visible_to(request.member).filter(endpoint=endpoint)
    log = _log(request, calls, is_on=endpoint.is_on)
    if _is_piece(request):
        return render(request, "hooks/_log_of.html", {"endpoint": endpoint, **log})
    context = {
        "endpoint": endpoint, "secret": seen_once.take(request, str(endpoint.pk)),
        **log,
    }  # fmt: skip
    return render(request, "hooks/show.html", context)


@require_safe
@never_cache
@member_required
@role_required(LEAD, ADMIN)
def of_rules(request: MemberRequest) -> HttpResponse:
    """What rules' steps have called, and what they were answered."""
    calls = HookCall.objects.visible_to(request.member).of_rules()
    log = _log(request, calls, is_on=True)
    if _is_piece(request):
        return render(request, "hooks/_log_of.html", log)
    context = {
        "secret": seen_once.take(request, RULES), "rules_called": calls.exists(), **log,
    }  # fmt: skip
    return render(request, "hooks/rules.html", context)


@require_safe
@member_required
@role_required(LEAD, ADMIN)
def call(request: MemberRequest, call_id: int) -> HttpResponse:
    """One call on a page of its own, to send to a colleague."""
    calls = HookCall.objects.visible_to(request.member).select_related("endpoint")
    found = get_object_or_404(calls.filter(endpoint__removed_at=None), pk=call_id)
    line = Line(found, _may_replay(request.member, found.endpoint is None or found.endpoint.is_on))
    return render(request, "hooks/call.html", {"line": line, **_place(request.member)})


def endpoint_of(request: MemberRequest, endpoint_id: int) -> Endpoint:
    """The webhook, without its secret; 404 for a stranger's and for a removed one."""
    return get_object_or_404(Endpoint.objects.visible_to(request.member).standing(), pk=endpoint_id)


def _log(request: MemberRequest, calls: HookCallQuerySet, *, is_on: bool) -> dict[str, Any]:
    asked = Asked.read(request.GET)
    may_replay = _may_replay(request.member, is_on)
    return {
        "asked": asked, "page": Page.of(calls, asked, may_replay=may_replay),
        "links": links(request.path, asked), "may_replay": may_replay,
        "failed": calls.filter(state=HookCall.State.FAILED).count() if may_replay else 0,
        **_place(request.member),
    }  # fmt: skip


def _is_piece(request: MemberRequest) -> bool:
    """Whether a page that keeps itself true asks for its log again."""
    return request.headers.get("HX-Request") == "true"


def _may_replay(member: Member, is_on: bool) -> bool:
    return is_on and member.role == ADMIN


def _place(member: Member) -> dict[str, Any]:
    return {"section": "settings", "part": "webhooks", "may_change": member.role == ADMIN}
