"""What is made or removed under a thread: notes, a resolution, a reading, a watch."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from inbox.accounts.membership import MemberRequest, member_required
from inbox.threads import acts, watching
from inbox.threads.forms import NoteForm
from inbox.threads.models import Thread, TimelineEvent
from inbox.threads.views import answers


@member_required
@require_POST
def notes(request: MemberRequest, thread_id: int) -> HttpResponse:
    """A note for the team."""
    thread = thread_under(request, thread_id)
    form = NoteForm(request.POST)
    if not form.is_valid():
        return refused(request, thread_id, str(form.errors["text"][0]), status=422)
    note = acts.write_note(thread, request.member, form.cleaned_data["text"])
    return answers.after_act(request, thread_id, [f"note-{note.pk}"], status=201)


@member_required
@require_http_methods(["POST", "DELETE"])
def resolution(request: MemberRequest, thread_id: int) -> HttpResponse:
    """Resolve a thread, or reopen it."""
    thread = thread_under(request, thread_id)
    act = acts.reopen if removes(request) else acts.resolve
    return told(request, thread_id, act(thread, request.member))


@member_required
@require_POST
def reads(request: MemberRequest, thread_id: int) -> HttpResponse:
    """Somebody looked at what came in while the thread was open."""
    acts.read(thread_under(request, thread_id))
    return HttpResponse(status=204)


@member_required
@require_http_methods(["POST", "DELETE"])
def watch(request: MemberRequest, thread_id: int) -> HttpResponse:
    """Be told when the contact writes, or be done with it: from any page, so that only what one
    was told is answered."""
    thread = thread_under(request, thread_id)
    if not removes(request):
        watching.watch(thread, request.member)
        if not answers.is_fragment(request):
            name = thread.contact.display_name
            messages.success(request, _("You will be told when %(name)s writes.") % {"name": name})
        return answers.after_act(request, thread_id)
    watching.unwatch(thread, request.member)
    if not answers.is_fragment(request):
        return redirect("inbox")
    return render(request, "threads/_notices.html", {"notices": watching.of(request.member)})


def refused(
    request: MemberRequest,
    thread_id: int,
    words: str,
    *,
    status: int = 409,
    code: str = "",
    **more: Any,
) -> HttpResponse:
    """Say in the composer why something was not done, with the words typed still there.

    ``more`` is what its template needs besides, for refusals that one can answer.
    """
    if not answers.is_fragment(request):
        messages.warning(request, words)
        return answers.back_to(request, thread_id)
    thread = answers.thread_of(request.member, thread_id)
    context = {
        **answers.state_of(thread, timezone.now()),
        "strip": words, "code": code, "text": request.POST.get("text", ""), **more,
    }  # fmt: skip
    return render(request, "threads/_composer.html", context, status=status)


def told(request: MemberRequest, thread_id: int, event: TimelineEvent | None) -> HttpResponse:
    """What an act changed, with the line that tells of it."""
    return answers.after_act(request, thread_id, [f"event-{event.pk}"] if event else [])


def thread_under(request: MemberRequest, thread_id: int) -> Thread:
    """The thread that is acted on; 404 for strangers."""
    return get_object_or_404(Thread.objects.visible_to(request.member), pk=thread_id)


def removes(request: MemberRequest) -> bool:
    """A DELETE; forms without scripts say so in a field."""
    return request.method == "DELETE" or request.POST.get("_method") == "delete"
