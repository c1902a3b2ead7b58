"""What people do to comments beside answering them: hide, show again, delete our own reply."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods

from inbox.accounts.membership import MemberRequest, member_required
from inbox.delivery.comments import moderation
from inbox.delivery.guard import Refused
from inbox.delivery.models import Moderation
from inbox.threads.models import Message
from inbox.threads.views import answers
from inbox.threads.views.acts import refused


@member_required
@require_http_methods(["POST", "DELETE"])
def hiding(request: MemberRequest, thread_id: int, message_id: int) -> HttpResponse:
    """Hide a contact's comment; without its hiding it is shown again."""
    removes = request.method == "DELETE" or request.POST.get("_method") == "delete"
    act = Moderation.Act.SHOW if removes else Moderation.Act.HIDE
    return _wish(request, thread_id, message_id, act)


@member_required
@require_http_methods(["POST"])
def removal(request: MemberRequest, thread_id: int, message_id: int) -> HttpResponse:
    """Delete a public reply of ours on the platform."""
    return _wish(request, thread_id, message_id, Moderation.Act.DELETE)


def _wish(
    request: MemberRequest, thread_id: int, message_id: int, act: Moderation.Act
) -> HttpResponse:
    comments = Message.objects.visible_to(request.member).filter(kind=Message.Kind.COMMENT)
    comment = get_object_or_404(comments, pk=message_id, thread=thread_id)
    wished = moderation.wish(comment, act, request.member)
    if isinstance(wished, Refused):
        return refused(request, thread_id, wished.detail, code=wished.code)
    return answers.after_act(request, thread_id, [f"message-{message_id}"])
