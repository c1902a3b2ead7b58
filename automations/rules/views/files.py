"""All rules as one JSON file, down and up."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from automations.definition import BadRules
from automations.rulebook import export_rules, import_rules
from automations.rules.forms import LARGEST_FILE, ImportForm
from automations.rules.views.doors import editors, readers
from inbox.accounts.membership import MemberRequest
from inbox.bounds import takes


@readers
@require_safe
def export(request: MemberRequest) -> HttpResponse:
    """What is live, in its order; the file that an import takes."""
    workspace = request.member.workspace
    answer = HttpResponse(export_rules(workspace), content_type="application/json; charset=utf-8")
    name = f"rules-{workspace.slug}-{timezone.now():%Y-%m-%d}.json"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@takes(LARGEST_FILE)
@editors
@require_http_methods(["GET", "HEAD", "POST"])
def importing(request: MemberRequest) -> HttpResponse:
    """Take a file in whole, or say everything that is wrong in it and take nothing."""
    is_sent = request.method == "POST"
    form = ImportForm(request.POST, request.FILES) if is_sent else ImportForm()
    context: dict[str, object] = {"form": form, "section": "automation"}
    status = 422 if form.is_bound else 200
    if form.is_valid():
        try:
            workspace = request.member.workspace
            context["imported"] = import_rules(workspace, form.cleaned_data["file"])
            status = 200
        except BadRules as error:
            context["problems"] = error.problems
    return render(request, "automation/import.html", context, status=status)
