"""Who has a thread: taken, given to somebody, given back to the team or to automation."""

from __future__ import annotations

from http import HTTPStatus

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from inbox.accounts.membership import MemberRequest, member_required
from inbox.accounts.models import Member
from inbox.threads import acts
from inbox.threads.forms import AssignForm
from inbox.threads.models.thread import AlreadyTaken
from inbox.threads.receivers import Receivers
from inbox.threads.views import answers
from inbox.threads.views.acts import removes, thread_under, told


@member_required
@require_http_methods(["GET", "HEAD", "POST", "DELETE"])
def assignment(request: MemberRequest, thread_id: int) -> HttpResponse:
    """Whom it can be given to; take it, give it to somebody (``to``), or to nobody."""
    if request.method in ("GET", "HEAD"):
        return _offer(request, thread_id)
    thread = thread_under(request, thread_id)
    if removes(request):
        return told(request, thread_id, acts.release(thread, request.member))
    if "to" in request.POST:
        return _give(request, thread_id)
    try:
        return told(request, thread_id, acts.take(thread, request.member))
    except AlreadyTaken as taken:
        return _has_it(request, thread_id, taken.by)


@member_required
@require_POST
def give_back(request: MemberRequest, thread_id: int) -> HttpResponse:
    """To automation, which answers the contact's next words (K-7)."""
    thread = thread_under(request, thread_id)
    return told(request, thread_id, acts.give_back(thread, request.member))


def _offer(request: MemberRequest, thread_id: int, form: AssignForm | None = None) -> HttpResponse:
    """The people and teams it can be given to: a dialog's content, or without scripts a page."""
    context = {
        "thread": answers.thread_of(request.member, thread_id),
        "receivers": Receivers.of(request.member),
        "form": form,
    }
    piece = "threads/_assign.html" if answers.is_fragment(request) else "threads/assign.html"
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form else HTTPStatus.OK
    response = render(request, piece, context, status=status)
    response["Cache-Control"] = "private, no-store"
    return response


def _give(request: MemberRequest, thread_id: int) -> HttpResponse:
    thread, form = thread_under(request, thread_id), AssignForm(request.POST)
    if not form.is_valid():
        return _offer(request, thread_id, form)
    try:
        member, team = Receivers.of(request.member).named(form.cleaned_data["to"])
    except LookupError:
        form.add_error("to", _("They are not here any more. Choose somebody else."))
        return _offer(request, thread_id, form)
    event = acts.assign(thread, member, team, request.member, form.cleaned_data["note"])
    return told(request, thread_id, event)


def _has_it(request: MemberRequest, thread_id: int, by: Member) -> HttpResponse:
    """A colleague was first (H-7): who, the thread as it is now, and a way to ask them."""
    words = _("%(name)s has it.") % {"name": by.name}
    if not answers.is_fragment(request):
        messages.warning(request, words)
        return answers.back_to(request, thread_id)
    thread = answers.thread_of(request.member, thread_id)
    context = {
        **answers.state_of(thread, timezone.now()),
        "lines": [], "strip": words, "code": "taken", "asks": by,
    }  # fmt: skip
    return render(request, "threads/_changed.html", context, status=HTTPStatus.CONFLICT)
