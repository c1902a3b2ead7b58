"""The composer's way out: a reply goes to the outbox, or comes back with the reason why not."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST

from inbox.accounts.membership import MemberRequest, member_required
from inbox.delivery.guard import Person, Refused
from inbox.delivery.outbox import queue_reply
from inbox.threads.forms import ReplyForm
from inbox.threads.models import Message, Thread
from inbox.threads.views import answers
from inbox.threads.views.acts import refused


@member_required
@require_POST
def replies(request: MemberRequest, thread_id: int) -> HttpResponse:
    """Queue a person's reply: 201 with the new item, 409 or 422 with the composer and its words."""
    thread = get_object_or_404(Thread.objects.visible_to(request.member), pk=thread_id)
    form = ReplyForm(request.POST)
    if not form.is_valid():
        words = " ".join(str(error) for errors in form.errors.values() for error in errors)
        return refused(request, thread_id, words, status=422, code="invalid")
    result = queue_reply(
        thread,
        form.cleaned_data["text"],
        author=Person(request.member),
        key=form.cleaned_data["key"],
        expected_window=form.cleaned_data["expected_window"],
        comment=_comment(thread, form.cleaned_data["comment"]),
    )
    if isinstance(result, Refused):
        return refused(request, thread_id, result.detail, code=result.code)
    return answers.after_act(request, thread_id, [f"message-{result.message_id}"], status=201)


def _comment(thread: Thread, comment_id: int | None) -> Message | None:
    """The comment of this thread that the reply answers privately."""
    if comment_id is None:
        return None
    comments = Message.objects.in_workspace(thread.workspace_id)
    return get_object_or_404(comments, pk=comment_id, thread=thread, kind=Message.Kind.COMMENT)
