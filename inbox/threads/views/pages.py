"""The inbox: a view's list, a thread beside it, and the pieces that scripts fetch of them."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import uuid4

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from inbox.accounts.membership import MemberRequest, member_required
from inbox.threads import acts, lists, timeline, watching
from inbox.threads.models import Thread
from inbox.threads.rows import Row, rows
from inbox.threads.views import answers
from inbox.threads.zones import in_viewers_zone


@require_safe
def front(request: HttpRequest) -> HttpResponse:
    return HttpResponseRedirect(reverse("inbox"))


@member_required
@require_safe
def home(request: MemberRequest) -> HttpResponse:
    """The view used last; the first time what is mine, or everything when nothing is."""
    slug = answers.last_view(request)
    if not slug:
        mine = lists.counts(request.member, timezone.now())["mine"]
        slug = "mine" if mine else "all"
    return HttpResponseRedirect(reverse("view", args=[slug]))


@member_required
@require_safe
@in_viewers_zone
def show_view(request: MemberRequest, slug: str) -> HttpResponse:
    """A view's list with nothing open."""
    now = timezone.now()
    return _page(request, _list_context(request, slug, now))


@member_required
@require_safe
@in_viewers_zone
def show_thread(request: MemberRequest, slug: str, thread_id: int) -> HttpResponse:
    """A view's list with a thread open; opening it marks it read."""
    now = timezone.now()
    thread = answers.thread_of(request.member, thread_id)
    context = _thread_context(request, thread, now) | {"view": answers.view_named(slug)}
    acts.read(thread)
    if "items" not in request.GET:  # a page that reads again may be one that nobody looks at
        watching.opened(thread, request.member)
    if answers.is_fragment(request):
        return _private(render(request, "threads/_pane.html", context))
    return _page(request, context | _list_context(request, slug, now))


@member_required
@require_safe
def permalink(request: MemberRequest, thread_id: int) -> HttpResponse:
    """To the thread in a view that holds it, the one used last if it does."""
    held_by = lists.views_of(thread := answers.thread_of(request.member, thread_id))
    if thread.assignee_id != request.member.pk and "mine" in held_by:
        held_by.remove("mine")
    last = answers.last_view(request)
    slug = last if last in held_by else next(iter(held_by), "all")
    return HttpResponseRedirect(reverse("thread_in_view", args=[slug, thread_id]))


@member_required
@require_safe
@in_viewers_zone
def show_rows(request: MemberRequest, slug: str) -> HttpResponse:
    """A page of a view's rows: the one after a cursor, or the first with as many rows as asked."""
    context = _list_context(request, slug, timezone.now())
    request.session[answers.LAST_VIEW] = slug
    template = "threads/_more_rows.html" if request.GET.get("after") else "threads/_list.html"
    return _private(render(request, template, context))


@member_required
@require_safe
@in_viewers_zone
def show_row(request: MemberRequest, thread_id: int) -> HttpResponse:
    """One row as it is now: for a list in which time alone has moved it."""
    now = timezone.now()
    row = Row.of(answers.thread_of(request.member, thread_id), now)
    return _private(render(request, "threads/_row.html", {"row": row}))


@member_required
@require_safe
def show_counts(request: MemberRequest, slug: str) -> HttpResponse:
    """The views with their badges, and what the member was told."""
    context = {"view": answers.view_named(slug)} | _nav_context(request, timezone.now())
    return _private(render(request, "threads/_counts.html", context))


@member_required
@require_safe
@in_viewers_zone
def show_items(request: MemberRequest, thread_id: int) -> HttpResponse:
    """The page of items before the instant in ``before``."""
    thread = answers.thread_of(request.member, thread_id)
    try:
        before = datetime.fromisoformat(request.GET["before"])
    except (KeyError, ValueError):
        before = timezone.now()
    page = timeline.older(thread, before if before.tzinfo else before.astimezone())
    context = {
        "thread": thread,
        "older": page.older,
        "lines": page.lines(open_for=_open_for(thread)),
    }
    if answers.is_fragment(request):
        return _private(render(request, "threads/_items.html", context))
    context |= {"view": lists.VIEWS["all"], **answers.state_of(thread, timezone.now())}
    return _page(request, context | _list_context(request, "all", timezone.now()))


def _page(request: MemberRequest, context: dict[str, Any]) -> HttpResponse:
    request.session[answers.LAST_VIEW] = context["view"].slug
    return _private(render(request, "threads/inbox.html", context | _nav_context(request, None)))


def _list_context(request: MemberRequest, slug: str, now: datetime) -> dict[str, Any]:
    view = answers.view_named(slug)
    find = request.GET.get("q", "").strip()
    page = lists.page(
        view,
        request.member,
        now,
        after=request.GET.get("after", ""),
        find=find,
        size=_size(request),
    )
    return {
        "view": view, "rows": rows(page.threads, now), "next": page.next, "find": find,
        # "You answered" is said once: by the page on which that block begins.
        "divided": view.by_deadline and not request.GET.get("after", "").startswith("2~"),
        "now": now, "member": request.member,
    }  # fmt: skip


def _thread_context(request: MemberRequest, thread: Thread, now: datetime) -> dict[str, Any]:
    page = timeline.newest(thread, _count(request, "items", timeline.PAGE))
    return {
        **answers.state_of(thread, now),
        "older": page.older,
        "lines": page.lines(thread.unread, _open_for(thread)),
        "key": uuid4(),  # for a form posted without scripts; they make their own for each send
        "member": request.member,
    }


def _nav_context(request: MemberRequest, now: datetime | None) -> dict[str, Any]:
    counted = lists.counts(request.member, now or timezone.now())
    every = [(view, counted[view.slug]) for view in lists.VIEWS.values()]
    return {
        "views": [pair for pair in every if not pair[0].minor],
        "minor_views": [pair for pair in every if pair[0].minor],
        "counts": counted,
        "notices": watching.of(request.member),
        "member": request.member,
    }


def _open_for(thread: Thread) -> Any:
    return thread.account.capabilities.open_for


def _size(request: HttpRequest) -> int:
    return min(_count(request, "rows", lists.PAGE), lists.MOST_ROWS)


def _count(request: HttpRequest, name: str, least: int) -> int:
    """How many of something the page shows already and wants again; at least one page."""
    try:
        return max(least, int(request.GET.get(name, least)))
    except ValueError:
        return least


def _private(response: HttpResponse) -> HttpResponse:
    """Never kept by the browser: pieces and pages share addresses."""
    response["Cache-Control"] = "private, no-store"
    patch_vary_headers(response, ["HX-Request"])
    return response
