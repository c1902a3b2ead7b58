"""Messages on their way, as a page that shows them asks for them again (L-10)."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from inbox.accounts.membership import MemberRequest, member_required
from inbox.threads import timeline
from inbox.threads.timeline import Line
from inbox.threads.views import answers
from inbox.threads.zones import in_viewers_zone


@member_required
@require_safe
@in_viewers_zone
def show_sends(request: MemberRequest, thread_id: int) -> HttpResponse:
    """The messages named in ``of``, at most a page of them: what time alone changed about each."""
    thread = answers.thread_of(request.member, thread_id)
    ids = [part for part in request.GET.get("of", "").split(",") if _is_id(part)]
    items = timeline.some(thread, [f"message-{pk}" for pk in ids[: timeline.PAGE]])
    context = {"thread": thread, "lines": [Line(item) for item in items]}
    response = render(request, "threads/_sends.html", context)
    response["Cache-Control"] = "private, no-store"
    patch_vary_headers(response, ["HX-Request"])
    return response


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 18
