"""New rules from templates, new names, and removal."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from automations.rules import making, removing
from automations.rules.forms import NameForm, NewRuleForm
from automations.rules.templates import TEMPLATES
from automations.rules.views.doors import editor_of, editors, found
from inbox.accounts.membership import MemberRequest

_GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])


@editors
@require_safe
def gallery(request: MemberRequest) -> HttpResponse:
    """What a new rule can begin with."""
    context = {"templates": TEMPLATES.values(), "section": "automation"}
    return render(request, "automation/new.html", context)


@editors
@_GET_OR_POST
def new(request: MemberRequest, slug: str) -> HttpResponse:
    """Ask for the little that the template needs, make the rule and open it."""
    template = TEMPLATES.get(slug)
    if template is None:
        raise Http404
    data = request.POST if request.method == "POST" else None
    form = NewRuleForm(template, request.member, data)
    if form.is_valid():
        given = form.cleaned_data
        account = given.get("account")
        rule = making.add(
            request.member.workspace_id, template.name_of(given), template.make(given), account
        )
        return redirect(editor_of(rule))
    context = {"template": template, "form": form, "section": "automation"}
    return render(request, "automation/fill.html", context, status=422 if form.is_bound else 200)


@editors
@_GET_OR_POST
def name(request: MemberRequest, rule_id: int) -> HttpResponse:
    """Give a rule another name."""
    rule = found(request, rule_id)
    form = NameForm(request.POST if request.method == "POST" else None, initial={"name": rule.name})
    if form.is_valid():
        try:
            making.rename(rule, form.cleaned_data["name"])
        except making.NameTaken:
            form.add_error("name", _("Another rule has this name; choose a different one."))
        else:
            messages.success(request, _("Renamed to %(name)s.") % {"name": rule.name})
            return redirect("rules")
    context = {"rule": rule, "form": form, "section": "automation"}
    return render(request, "automation/name.html", context, status=422 if form.is_bound else 200)


@editors
@_GET_OR_POST
def removal(request: MemberRequest, rule_id: int) -> HttpResponse:
    """Say what removing a rule does, and do it."""
    rule = found(request, rule_id)
    if request.method == "POST":
        removing.remove(rule, by=request.member)
        messages.success(request, _("%(name)s removed.") % {"name": rule.name})
        return redirect("rules")
    context = {"rule": rule, "means": removing.Means.of(rule), "section": "automation"}
    return render(request, "automation/remove.html", context)
