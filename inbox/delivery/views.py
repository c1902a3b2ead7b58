"""The composer's way out: a reply goes to the outbox, or comes back with the reason why not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from inbox.accounts.membership import MemberRequest, member_required
from inbox.accounts.models import Workspace
from inbox.delivery import promotion
from inbox.delivery.files.media import content_of
from inbox.delivery.guard import Person, QuickReply, Refused, Text
from inbox.delivery.models import Upload
from inbox.delivery.outbox import Address, Written, queue_replies
from inbox.threads import modes
from inbox.threads.forms import PromotionForm, ReplyForm
from inbox.threads.models import Message, Thread
from inbox.threads.views import answers
from inbox.threads.views.acts import refused

# Why a reply that looks promotional is support, in one tap (W-12).
REASONS: list[str | Promise] = [_("Answers their question"), _("About their order"), _("Other")]
PROMOTIONAL = ("looks_promotional", "promotional")


@dataclass(frozen=True, slots=True)
class Question:
    """What ``_promotion.html`` asks about ``words``; ``blocked``: there is no way but to edit."""

    words: Sequence[str]
    blocked: bool
    reasons: Sequence[str | Promise]


@member_required
@require_POST
def replies(request: MemberRequest, thread_id: int) -> HttpResponse:
    """Queue a reply: 201 with the new items, 409 or 422 with the composer and its words."""
    thread = _thread(request, thread_id)
    form = ReplyForm(request.POST)
    if not form.is_valid():
        words = " ".join(str(error) for errors in form.errors.values() for error in errors)
        return refused(request, thread_id, words, status=422, code="invalid")
    data = form.cleaned_data
    result = queue_replies(
        thread,
        _written(thread, form),
        author=Person(request.member),
        expected_window=data["expected_window"],
        to=Address(_comment(thread, data["comment"]), data["surface"] == modes.PUBLIC_REPLY),
    )
    if isinstance(result, Refused):
        return _refused(request, thread, result)
    items = [f"message-{outbound.message_id}" for outbound in result]
    return answers.after_act(request, thread_id, items, status=201)


@member_required
@require_POST
def look(request: MemberRequest, thread_id: int) -> HttpResponse:
    """What looks promotional in words that are being typed; nothing where it does not matter."""
    thread = _thread(request, thread_id)
    form = PromotionForm(request.POST)
    found = promotion.find(form.cleaned_data["text"]) if form.is_valid() else []
    if not found or not thread.window(timezone.now()).needs_human_agent:
        return HttpResponse()
    question = _question(thread, [each.words for each in found])
    return render(request, "threads/_promotion.html", {"promotion": question})


def _written(thread: Thread, form: ReplyForm) -> list[Written]:
    """The messages that a reply is: each file in the order given, then the words."""
    data = form.cleaned_data
    found = Upload.objects.in_workspace(thread.workspace_id).filter(thread=thread)
    uploads = [get_object_or_404(found, pk=pk) for pk in data["uploads"]]
    written = [Written(content_of(upload), upload.key, upload) for upload in uploads]
    if data["text"]:
        taps = tuple(QuickReply(title, payload=title) for title in data["quick_replies"])
        text = Text(data["text"], taps, support_because=data["support_because"])
        written.append(Written(text, data["key"]))
    return written


def _refused(request: MemberRequest, thread: Thread, why: Refused) -> HttpResponse:
    if why.code in PROMOTIONAL:
        question = _question(thread, why.words)
        return refused(request, thread.pk, why.detail, code=why.code, promotion=question)
    return refused(request, thread.pk, why.detail, code=why.code)


def _question(thread: Thread, words: Sequence[str]) -> Question:
    blocked = thread.workspace.promotions == Workspace.Promotions.BLOCK
    return Question(list(dict.fromkeys(words)), blocked, REASONS)


def _comment(thread: Thread, comment_id: int | None) -> Message | None:
    """The comment of this thread that the reply answers."""
    if comment_id is None:
        return None
    comments = Message.objects.in_workspace(thread.workspace_id)
    return get_object_or_404(comments, pk=comment_id, thread=thread, kind=Message.Kind.COMMENT)


def _thread(request: MemberRequest, thread_id: int) -> Thread:
    return get_object_or_404(Thread.objects.visible_to(request.member), pk=thread_id)
