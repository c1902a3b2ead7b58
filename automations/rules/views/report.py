"""The figures of one rule."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from automations.rules.report import SPANS, USUAL, report
from automations.rules.views.doors import editor_of, found, may_edit, readers
from inbox.accounts.membership import MemberRequest


@readers
@require_safe
def show(request: MemberRequest, rule_id: int) -> HttpResponse:
    """What the rule did in the last 7, 30 or 90 days."""
    rule = found(request, rule_id)
    asked = request.GET.get("range", USUAL)
    span = asked if asked in SPANS else USUAL
    context = {
        "rule": rule, "report": report(rule, SPANS[span], timezone.now()), "span": span,
        "spans": SPANS.items(), "usual": USUAL, "days": SPANS[span], "part": "figures",
        "may_edit": may_edit(request), "section": "automation", "editor": editor_of(rule),
    }  # fmt: skip
    return render(request, "automation/figures.html", context)
