"""Who may do what with rules: leads and tokens read, tokens import, admins do everything."""

from __future__ import annotations

from django.http import Http404
from django.utils.translation import gettext as _
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request

from automations.models import Rule
from inbox.accounts.models import Member, Workspace
from inbox.api.caller import PersonCalls, caller_of


def read_workspace(request: Request) -> Workspace:
    """The workspace whose rules the caller may read; else 403."""
    caller = caller_of(request)
    if not isinstance(caller, PersonCalls):
        return caller.token.workspace
    if not caller.member.leads:
        raise PermissionDenied(_("Rules are for leads and admins."))
    return caller.member.workspace


def import_workspace(request: Request) -> Workspace:
    """The workspace into which the caller may import rules; else 403."""
    caller = caller_of(request)
    return editor(request).workspace if isinstance(caller, PersonCalls) else caller.token.workspace


def editor(request: Request) -> Member:
    """The admin who asks; else 403: a token has nobody who would answer for it."""
    caller = caller_of(request)
    if not isinstance(caller, PersonCalls):
        raise PermissionDenied(_("A token may read and import rules; an admin may change them."))
    if caller.member.role != Member.Role.ADMIN:
        raise PermissionDenied(_("Only admins change rules."))
    return caller.member


def rule_in(workspace: Workspace | int, rule_id: int) -> Rule:
    """The rule, or 404 where it is not there or another workspace's."""
    rules = Rule.objects.in_workspace(workspace).select_related("live", "account")
    rule = rules.filter(pk=rule_id).first()
    if rule is None:
        raise Http404
    return rule
