"""Trying a message, and playing rules back over past days. Both only read (K-9)."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from automations.rules.views.doors import readers
from automations.trying.forms import ReplayForm, TrialForm
from automations.trying.replay import replay
from automations.trying.shown import Shown
from automations.trying.trial import try_out
from inbox.accounts.membership import MemberRequest


@readers
@require_safe
def tester(request: MemberRequest) -> HttpResponse:
    """A message, and what every rule makes of it; the address is a link to share."""
    asked = bool(request.GET)
    form = TrialForm(request.member, request.GET if asked else None)
    shown = None
    is_whole = "text" in request.GET  # a link from a rule brings the rule alone
    if is_whole and form.is_valid() and (question := form.question()):
        shown = Shown.of(question, try_out(question))
    status = 422 if asked and form.errors else 200
    context = {"form": form, "shown": shown, "section": "automation", "asked": asked}
    if request.headers.get("HX-Request") == "true":
        return render(request, "automation/trying/_trial.html", context, status=status)
    return render(request, "automation/trying/test.html", context, status=status)


@readers
@require_safe
def replayed(request: MemberRequest) -> HttpResponse:
    """What rules would have answered in the last days, and what happened then."""
    asked = bool(request.GET)
    form = ReplayForm(request.member, request.GET if asked else None)
    found = None
    if asked and form.is_valid() and form.chosen_account:
        data = form.cleaned_data
        now = timezone.now()
        found = replay(form.chosen_account, days=data["days"], now=now, rule=data["rule"])
    status = 422 if asked and form.errors else 200
    rule = form.cleaned_data.get("rule") if found else None
    context = {"form": form, "found": found, "rule": rule, "section": "automation"}
    return render(request, "automation/trying/replay.html", context, status=status)
