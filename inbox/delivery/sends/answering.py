"""How an act on a message is answered: with its piece of the page, or by the way back."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect

from inbox.accounts.membership import MemberRequest
from inbox.accounts.way_back import page_asked_for
from inbox.delivery.guard import Refused
from inbox.delivery.models import Outbound
from inbox.threads.views import acts, answers


def answer(request: MemberRequest, outbound: Outbound, refused: Refused | None) -> HttpResponse:
    """The message as it is now, or 409 with the sentence why not.

    A form without scripts is led back to the page named in ``next``, or to the conversation.
    """
    if answers.is_fragment(request):
        if refused:
            return acts.refused(request, outbound.thread_id, refused.detail, code=refused.code)
        return answers.after_act(request, outbound.thread_id, [f"message-{outbound.message_id}"])
    if refused:
        messages.warning(request, refused.detail)
    return back(request, outbound.thread_id)


def invalid(request: MemberRequest, outbound: Outbound, words: str) -> HttpResponse:
    """422 with what was wrong in the form."""
    if answers.is_fragment(request):
        return acts.refused(request, outbound.thread_id, words, status=422, code="invalid")
    messages.warning(request, words)
    return back(request, outbound.thread_id)


def back(request: MemberRequest, thread_id: int) -> HttpResponse:
    """To the page named in ``next``, or to the conversation."""
    page = page_asked_for(request)
    return HttpResponseRedirect(page) if page else answers.back_to(request, thread_id)
