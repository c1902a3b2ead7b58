"""The recipe of one rule, saved while somebody works on it."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from automations.definition import RuleDefinition
from automations.editor import acts, saving
from automations.editor.acts import Done
from automations.editor.form import BadForm, definition_of
from automations.editor.page import context_of
from automations.models import Rule
from inbox.accounts.membership import MemberRequest, member_required, role_required
from inbox.accounts.models import Member

ADMIN, LEAD = Member.Role.ADMIN, Member.Role.LEAD
ASKED = ("try", "posts-q", "add")  # what the page asks for and no draft keeps


@never_cache  # “Back” has to show the draft as it is now, or its next save would be an old one
@require_safe
@member_required
@role_required(LEAD, ADMIN)
def show(request: MemberRequest, rule_id: int) -> HttpResponse:
    """The recipe of a rule; leads read it."""
    rule = rule_of(request, rule_id)
    asked = {name: request.GET.get(name, "") for name in ASKED}
    return page(request, rule, saving.opened(rule), asked=asked)


@require_POST
@member_required
@role_required(ADMIN)
def draft(request: MemberRequest, rule_id: int) -> HttpResponse:
    """Keep the form as the draft, after what the pressed button does to it."""
    rule, act = rule_of(request, rule_id), request.POST.get("act", "")
    asked = {name: request.POST.get(name, "") for name in ASKED}
    try:
        done = acts.do(definition_of(request.POST), act)
    except BadForm as error:
        shown = error.definition or saving.opened(rule)
        return page(request, rule, shown, asked=asked, problems=error.problems, status=422)
    version = None if act == "mine" else request.POST.get("version", "")
    try:
        rule = saving.save(rule, done.definition, version)
    except saving.Stale:
        return page(request, rule, done.definition, asked=asked, stale=True, status=409)
    if act == "publish":
        return redirect("rule_publish", rule.pk)
    return _saved(request, rule, done, asked)


def _saved(request: MemberRequest, rule: Rule, done: Done, asked: dict[str, str]) -> HttpResponse:
    """The page as it is now: as a piece of it, or by its address, at what is next."""
    asked["add"] = "" if done.adds_at is None else str(done.adds_at)
    if request.headers.get("HX-Request") == "true":
        follows = "" if request.POST.get("act") else "automation/editor/_fresh.html"
        return page(request, rule, done.definition, asked=asked, focus=done.focus, piece=follows)
    query = urlencode({name: value for name, value in asked.items() if value})
    address = reverse("rule", args=[rule.pk])
    return HttpResponseRedirect(f"{address}?{query}#{done.focus}")


def page(
    request: MemberRequest,
    rule: Rule,
    definition: RuleDefinition,
    *,
    asked: dict[str, str],
    status: int = 200,
    piece: str = "",
    **more: object,
) -> HttpResponse:
    """The editor with ``definition`` in its fields; ``piece`` is a template of less than that."""
    context = context_of(rule, definition, request.member, asked) | more
    is_piece = request.headers.get("HX-Request") == "true"
    whole = "automation/editor/_editor.html" if is_piece else "automation/editor/show.html"
    return render(request, piece or whole, context, status=status)


def rule_of(request: MemberRequest, rule_id: int) -> Rule:
    """The rule, with what is live of it."""
    rules = Rule.objects.visible_to(request.member).select_related("live", "account")
    return get_object_or_404(rules, pk=rule_id)
