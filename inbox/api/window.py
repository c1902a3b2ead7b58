"""What may be sent in a thread now, as the API tells it (W-15)."""

from __future__ import annotations

from datetime import datetime
from typing import Any, TypedDict

from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import exceptions, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from inbox.api import errors
from inbox.api.caller import caller_of
from inbox.api.ids import is_id
from inbox.threads.models import Thread
from inbox.threads.window import State, Window


class WindowBody(TypedDict, total=False):
    """W-15's inner object; the last key is there only while a comment is owed its private reply."""

    state: str
    can_reply: bool
    needs_human_agent: bool
    seconds_remaining: int
    last_inbound_at: str | None
    private_reply_until: str


def body_of(window: Window, now: datetime) -> WindowBody:
    """``window`` as W-15 words it: what only a comment allows is ``locked`` with one key more."""
    owed = window.state is State.COMMENT_REPLY
    body: WindowBody = {
        "state": State.LOCKED if owed else window.state,
        "can_reply": window.can_reply,
        "needs_human_agent": window.needs_human_agent,
        "seconds_remaining": 0 if owed else window.seconds_remaining(now),
        "last_inbound_at": _second(window.last_inbound_at),
    }
    if owed and (until := _second(window.ends_at)):
        body["private_reply_until"] = until
    return body


def _second(moment: datetime | None) -> str | None:
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}" if moment else None


class WindowSerializer(serializers.Serializer[WindowBody]):
    """What may be sent in a thread now."""

    state = serializers.ChoiceField(
        ["open", "human_agent", "locked"],
        help_text="`open`: anything may be sent, for 24 hours after the contact's last message. "
        "`human_agent`: a signed-in person may still answer in text, up to 7 days, where the "
        "account is approved for it. `locked`: the contact must write first.",
    )
    can_reply = serializers.BooleanField(help_text="Whether a person may write a message.")
    needs_human_agent = serializers.BooleanField(
        help_text="Only a signed-in person may write, as a human agent; a token is refused."
    )
    seconds_remaining = serializers.IntegerField(
        min_value=0, help_text="To the end of the state; 0 when locked."
    )
    last_inbound_at = serializers.DateTimeField(
        allow_null=True, help_text="When the contact last did what opens the window."
    )
    private_reply_until = serializers.DateTimeField(
        required=False,
        help_text="Only when locked and a comment may still get its one private reply.",
    )


class WindowAnswer(serializers.Serializer[Any]):
    """The window of one conversation."""

    success = serializers.BooleanField(default=True)
    window = WindowSerializer()


class WindowFailure(serializers.Serializer[Any]):
    """Why there is no window to tell."""

    success = serializers.BooleanField(default=False)
    error = serializers.CharField()


class ConversationWindow(APIView):
    """The messaging window of a conversation."""

    @extend_schema(
        operation_id="conversation_window",
        description="What may be sent in a conversation now, and for how long. The same object is "
        "each thread's `window`. It is a reading of this moment: every send is checked again, so "
        "pass the state as `expected_window` to be told when it has changed.",
        parameters=[
            OpenApiParameter(
                "conversation_id",
                OpenApiTypes.STR,
                required=True,
                description="A thread's `id`.",
            )
        ],
        responses={
            200: WindowAnswer,
            400: WindowFailure,
            401: WindowFailure,
            403: WindowFailure,
            404: WindowFailure,
        },
        tags=["window"],
    )
    def get(self, request: Request) -> Response:
        now = timezone.now()
        window = self._thread(request).window(now)
        return Response({"success": True, "window": body_of(window, now)})

    def _thread(self, request: Request) -> Thread:
        given = request.query_params.get("conversation_id", "")
        if not given:
            raise exceptions.ParseError(_("conversation_id is missing."))
        threads = caller_of(request).threads.select_related("account", "open_comment")
        found = threads.filter(pk=given).first() if is_id(given) else None
        if found is None:
            raise Http404
        return found

    def get_exception_handler(self) -> Any:
        return _answer


def _answer(error: Exception, context: dict[str, Any]) -> Response | None:
    """The house's answer in W-15's shape."""
    response = errors.answer(error, context)
    if response is not None:
        response.data = {"success": False, "error": response.data["detail"]}
    return response
