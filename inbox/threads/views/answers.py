"""What views share: the thread of a request, the context of a pane, and how an act is answered."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, TypedDict

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from inbox.accounts.membership import MemberRequest
from inbox.accounts.models import Member
from inbox.threads import lists, timeline
from inbox.threads.beside import Beside
from inbox.threads.chips import Chip
from inbox.threads.composer import Composer
from inbox.threads.models import Thread
from inbox.threads.rows import Row
from inbox.threads.timeline import Line

LAST_VIEW = "inbox_view"  # session key: the view a member used last


class State(TypedDict):
    """What a thread's row, header, composer and sidebar are rendered from. Nothing personal."""

    thread: Thread
    row: Row
    chip: Chip
    composer: Composer
    beside: Beside
    now: datetime


def thread_of(member: Member, thread_id: int) -> Thread:
    """The thread as panes need it; 404 for strangers."""
    threads = lists.for_panes(Thread.objects.visible_to(member), timezone.now())
    return get_object_or_404(threads, pk=thread_id)


def state_of(thread: Thread, now: datetime) -> State:
    """Needs a thread from ``lists.for_panes``."""
    return State(
        thread=thread,
        row=Row.of(thread, now),
        chip=Chip.of(thread, now),
        composer=Composer.of(thread, now),
        beside=Beside.of(thread, now),
        now=now,
    )


def is_fragment(request: HttpRequest) -> bool:
    """Whether the page asks for a piece of itself."""
    return request.headers.get("HX-Request") == "true"


def after_act(
    request: MemberRequest, thread_id: int, items: Iterable[str] = (), status: int = 200
) -> HttpResponse:
    """The pieces that an act changed; without scripts, the way back to the thread."""
    if not is_fragment(request):
        return back_to(request, thread_id)
    thread = thread_of(request.member, thread_id)
    lines = [Line(item) for item in timeline.some(thread, items)]
    context: dict[str, Any] = {**state_of(thread, timezone.now()), "lines": lines}
    return render(request, "threads/_changed.html", context, status=status)


def back_to(request: MemberRequest, thread_id: int) -> HttpResponseRedirect:
    """To the thread, in the view that the member used last."""
    return HttpResponseRedirect(
        reverse("thread_in_view", args=[last_view(request) or "all", thread_id])
    )


def last_view(request: HttpRequest) -> str:
    slug = str(request.session.get(LAST_VIEW, ""))
    return slug if slug in lists.VIEWS else ""


def view_named(slug: str) -> lists.View:
    try:
        return lists.VIEWS[slug]
    except KeyError:
        raise Http404(slug) from None
