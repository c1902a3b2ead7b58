"""Who may see and who may change rules: leads read, admins edit."""

from __future__ import annotations

from collections.abc import Callable
from typing import Concatenate, ParamSpec

from django.http import Http404, HttpResponse
from django.urls import reverse

from automations.models import Rule
from inbox.accounts.membership import MemberRequest, member_required, role_required
from inbox.accounts.models import Member

P = ParamSpec("P")
View = Callable[Concatenate[MemberRequest, P], HttpResponse]
ADMIN, LEAD = Member.Role.ADMIN, Member.Role.LEAD


def readers(view: View[P]) -> Callable[..., HttpResponse]:
    """For leads and admins; others get 403 with who can let them in."""
    return member_required(role_required(LEAD, ADMIN)(view))


def editors(view: View[P]) -> Callable[..., HttpResponse]:
    """For admins alone."""
    return member_required(role_required(ADMIN)(view))


def found(request: MemberRequest, rule_id: int) -> Rule:
    """The rule, if it is one of the member's workspace; else 404."""
    rules = Rule.objects.visible_to(request.member).select_related("live", "account")
    rule = rules.filter(pk=rule_id).first()
    if rule is None:
        raise Http404
    return rule


def may_edit(request: MemberRequest) -> bool:
    return request.member.role == ADMIN


def editor_of(rule: Rule) -> str:
    """Where the rule is edited."""
    return reverse("rule", args=[rule.pk])
