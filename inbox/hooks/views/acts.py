"""What admins do to webhooks."""

from __future__ import annotations

from uuid import uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from inbox.accounts.membership import MemberRequest, member_required, role_required
from inbox.accounts.models import Member
from inbox.hooks import endpoints, outgoing, replays
from inbox.hooks.events import Event
from inbox.hooks.forms import EndpointForm, RemoveForm
from inbox.hooks.models import Endpoint, HookCall
from inbox.hooks.models.call import HookCallQuerySet
from inbox.hooks.views import seen_once
from inbox.hooks.views.pages import RULES, endpoint_of

ADMIN = Member.Role.ADMIN


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
@role_required(ADMIN)
def new(request: MemberRequest) -> HttpResponse:
    """Add a webhook; its page shows the secret, once."""
    form = EndpointForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            member = request.member
            made = endpoints.add(member.workspace_id, **form.cleaned_data, by=member)
        except endpoints.TooMany as error:
            form.add_error("url", str(error))
        else:
            seen_once.keep(request, str(made.pk), made.secret)
            messages.success(request, _("Webhook added."))
            return redirect("webhook", made.pk)
    return _form(request, form, None)


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
@role_required(ADMIN)
def edit(request: MemberRequest, endpoint_id: int) -> HttpResponse:
    """Change where it goes, what it is told, or its note."""
    endpoint = endpoint_of(request, endpoint_id)
    form = EndpointForm(request.POST if request.method == "POST" else None, endpoint=endpoint)
    if form.is_valid():
        changed = endpoints.change(endpoint, **form.cleaned_data, by=request.member)
        messages.success(request, _("Webhook saved.") if changed else _("Nothing was changed."))
        return redirect("webhook", endpoint.pk)
    return _form(request, form, endpoint)


@require_POST
@member_required
@role_required(ADMIN)
def switch(request: MemberRequest, endpoint_id: int) -> HttpResponse:
    """Switch it on or off."""
    endpoint, on = endpoint_of(request, endpoint_id), request.POST.get("on") == "yes"
    endpoints.switch(endpoint, on=on, by=request.member)
    messages.success(request, _("Webhook switched on.") if on else _("Webhook switched off."))
    return redirect("webhook", endpoint.pk)


@require_POST
@member_required
@role_required(ADMIN)
def secret(request: MemberRequest, endpoint_id: int) -> HttpResponse:
    """Make a new secret; the next page shows it, once."""
    endpoint = endpoint_of(request, endpoint_id)
    seen_once.keep(request, str(endpoint.pk), endpoints.new_secret(endpoint, by=request.member))
    return redirect("webhook", endpoint.pk)


@require_POST
@member_required
@role_required(ADMIN)
def rules_secret(request: MemberRequest) -> HttpResponse:
    """The same for the calls of rules."""
    member = request.member
    seen_once.keep(request, RULES, endpoints.new_rule_key(member.workspace_id, by=member))
    return redirect("webhooks_of_rules")


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
@role_required(ADMIN)
def remove(request: MemberRequest, endpoint_id: int) -> HttpResponse:
    """Say what removing means, and remove."""
    endpoint = endpoint_of(request, endpoint_id)
    form = RemoveForm(endpoint, request.POST if request.method == "POST" else None)
    if form.is_valid():
        endpoints.remove(endpoint, by=request.member)
        messages.success(request, _("Webhook removed."))
        return redirect("settings_webhooks")
    context = {"endpoint": endpoint, "form": form, "section": "settings", "part": "webhooks"}
    return render(request, "hooks/remove.html", context, status=422 if form.is_bound else 200)


@require_POST
@member_required
@role_required(ADMIN)
def test(request: MemberRequest, endpoint_id: int) -> HttpResponse:
    """Send a test; its end is in the log a moment later."""
    endpoint = endpoint_of(request, endpoint_id)
    if not endpoint.is_on:
        messages.warning(request, _("Switch the webhook on first: nothing is sent to it now."))
    else:
        data = {"words": "This is a test of your webhook.", "asked_by": request.member.name}
        outgoing.tell_one(endpoint, Event.TEST, uuid4().hex, data)
        messages.success(request, _("A test is on its way. Its answer appears in the log."))
    return redirect("webhook", endpoint.pk)


@require_POST
@member_required
@role_required(ADMIN)
def replay_failed(request: MemberRequest, endpoint_id: int) -> HttpResponse:
    """Make everything again that failed for one webhook, some at a time."""
    endpoint = endpoint_of(request, endpoint_id)
    _replay(request, _calls(request).filter(endpoint=endpoint, state=HookCall.State.FAILED))
    return redirect("webhook", endpoint.pk)


@require_POST
@member_required
@role_required(ADMIN)
def replay_failed_of_rules(request: MemberRequest) -> HttpResponse:
    """The same for the calls of rules."""
    _replay(request, _calls(request).of_rules().filter(state=HookCall.State.FAILED))
    return redirect("webhooks_of_rules")


@require_POST
@member_required
@role_required(ADMIN)
def replay(request: MemberRequest, call_id: int) -> HttpResponse:
    """Make one call again."""
    call = get_object_or_404(_calls(request).filter(endpoint__removed_at=None), pk=call_id)
    _replay(request, _calls(request).filter(pk=call.pk))
    if call.endpoint_id is None:
        return redirect("webhooks_of_rules")
    return redirect("webhook", call.endpoint_id)


def _calls(request: MemberRequest) -> HookCallQuerySet:
    return HookCall.objects.visible_to(request.member)


def _replay(request: MemberRequest, calls: HookCallQuerySet) -> None:
    count = replays.replay(calls)
    if not count:
        words = _("Nothing to replay: it waits already, or its webhook is switched off.")
        messages.warning(request, words)
        return
    words = ngettext("%(count)d call is made again.", "%(count)d calls are made again.", count)
    messages.success(request, words % {"count": count})


def _form(request: MemberRequest, form: EndpointForm, endpoint: Endpoint | None) -> HttpResponse:
    context = {"form": form, "endpoint": endpoint, "section": "settings", "part": "webhooks"}
    return render(request, "hooks/form.html", context, status=422 if form.is_bound else 200)
