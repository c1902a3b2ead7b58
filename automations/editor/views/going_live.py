"""What makes a draft live, throws it away, or changes the rule around it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from automations import publishing
from automations.definition import BadRules, stored
from automations.editor import saving
from automations.editor.checking import Findings, findings_of
from automations.editor.settings import SettingsForm
from automations.editor.views.drafts import ADMIN, page, rule_of
from automations.models import Rule
from automations.rules.differences import differences
from inbox.accounts.membership import MemberRequest, member_required, role_required


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
@role_required(ADMIN)
def publish(request: MemberRequest, rule_id: int) -> HttpResponse:
    """Say what would change, and make it so; what the checker refuses leads back to its field."""
    rule = rule_of(request, rule_id)
    findings = findings_of(saving.opened(rule), rule)
    if findings.errors:
        return _back(request, rule, [one.words for one in findings.errors])
    if request.method != "POST":
        return _confirm(request, rule, findings)
    if request.POST.get("version") != saving.version_of(rule):
        return _confirm(request, rule, findings, status=409)
    try:
        publishing.publish(rule, by=request.member)
    except BadRules as error:
        return _back(request, rule, error.problems)
    messages.success(request, _("Published: %(rule)s is live.") % {"rule": rule.name})
    return redirect("rule", rule.pk)


@require_POST
@member_required
@role_required(ADMIN)
def discard(request: MemberRequest, rule_id: int) -> HttpResponse:
    """Go back to what is live."""
    rule = rule_of(request, rule_id)
    try:
        saving.discard(rule, request.POST.get("version", ""))
    except saving.Stale:
        messages.error(request, _("Somebody changed this rule a moment ago, so it was kept."))
    else:
        messages.success(request, _("Discarded: this is what is live."))
    return redirect("rule", rule.pk)


@require_POST
@member_required
@role_required(ADMIN)
def settings(request: MemberRequest, rule_id: int) -> HttpResponse:
    """Its name and its account; both count at once."""
    rule = rule_of(request, rule_id)
    form = SettingsForm(rule, request.POST)
    if not (form.is_valid() and form.save()):
        return page(request, rule, saving.opened(rule), asked={}, settings=form, status=422)
    messages.success(request, _("Saved: %(rule)s.") % {"rule": rule.name})
    return redirect("rule", rule.pk)


def _confirm(
    request: MemberRequest, rule: Rule, findings: Findings, status: int = 200
) -> HttpResponse:
    old = stored(rule.live.definition) if rule.live else None
    context: dict[str, Any] = {
        "rule": rule, "findings": findings, "version": saving.version_of(rule),
        "differences": differences(old, saving.opened(rule)), "stale": status == 409,
        "section": "automation",
    }  # fmt: skip
    return render(request, "automation/editor/publish.html", context, status=status)


def _back(request: MemberRequest, rule: Rule, refused: list[str]) -> HttpResponse:
    """The editor, with the reasons why it can't go live first."""
    return page(request, rule, saving.opened(rule), asked={}, refused=refused, status=422)
