"""How an act on a message is answered: with its piece of the page, or by the way back."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme

from inbox.accounts.membership import MemberRequest
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
    return _back(request, outbound.thread_id)


def invalid(request: MemberRequest, outbound: Outbound, words: str) -> HttpResponse:
    """422 with what was wrong in the form."""
    if answers.is_fragment(request):
        return acts.refused(request, outbound.thread_id, words, status=422, code="invalid")
    messages.warning(request, words)
    return _back(request, outbound.thread_id)


def _back(request: MemberRequest, thread_id: int) -> HttpResponse:
    page = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(
        page, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return HttpResponseRedirect(page) if is_ours else answers.back_to(request, thread_id)
