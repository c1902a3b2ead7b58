"""What was said in a thread, and saying something in it."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from inbox.api.caller import caller_of
from inbox.api.errors import Failure, KeyReused, RefusedByGuard
from inbox.api.paging import NewestFirst
from inbox.api.serializers import MessageSerializer, NewMessageSerializer
from inbox.delivery import outbox
from inbox.delivery.guard import Envelope, Refused, Text
from inbox.threads.models import Message, Thread
from inbox.threads.models.message import MessageQuerySet
from inbox.threads.sends import facts_about
from inbox.threads.window import State

LONGEST_KEY = 255
IDEMPOTENCY_KEY = OpenApiParameter(
    "Idempotency-Key",
    OpenApiTypes.STR,
    OpenApiParameter.HEADER,
    description="Any words of yours, up to 255 characters. The same key in the same thread gives "
    "the same message, however often it is sent; with another text it is refused with 422.",
)


class NewestMessages(NewestFirst):
    field = "sent_at"


class ThreadMessages(GenericAPIView[Message]):
    """The messages of one thread."""

    queryset = Message.objects.none()  # tells the schema which model; never answered from
    serializer_class = MessageSerializer
    pagination_class = NewestMessages

    @extend_schema(
        operation_id="list_messages",
        responses={200: MessageSerializer(many=True), 401: Failure, 403: Failure, 404: Failure},
        tags=["messages"],
    )
    def get(self, request: Request, thread_id: int) -> Response:
        """The newest first; ``next`` leads to older ones."""
        thread = self._thread()
        rows = self.paginate_queryset(_told(thread)) or []
        shown = MessageSerializer(rows, many=True, context=_sends(thread, rows))
        return self.get_paginated_response(shown.data)

    @extend_schema(
        operation_id="send_message",
        request=NewMessageSerializer,
        parameters=[IDEMPOTENCY_KEY],
        responses={
            201: MessageSerializer,
            400: Failure,
            401: Failure,
            403: Failure,
            404: Failure,
            409: Failure,
            422: Failure,
        },
        tags=["messages"],
    )
    def post(self, request: Request, thread_id: int) -> Response:
        """Put a reply into the outbox; it leaves within the account's limits."""
        wanted = NewMessageSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        thread = self._thread()
        message = _send(thread, request, **wanted.validated_data)
        shown = _with_parts(thread.messages.filter(pk=message.pk)).get()
        context = _sends(thread, [shown])
        return Response(MessageSerializer(shown, context=context).data, status=201)

    def _thread(self) -> Thread:
        threads = caller_of(self.request).threads
        thread = threads.select_related("account", "contact", "open_comment", "workspace")
        found = thread.filter(pk=self.kwargs["thread_id"]).first()
        if found is None:
            raise Http404
        return found


def _send(
    thread: Thread,
    request: Request,
    text: str,
    expected_window: str | None = None,
    tag: str = "",
    support_because: str = "",
) -> Message:
    result = outbox.queue_reply(
        thread,
        Text(text, tag=tag, support_because=support_because),
        author=caller_of(request).author,
        key=_client_key(request),
        expected_window=State(expected_window) if expected_window else None,
    )
    if isinstance(result, Refused):
        raise RefusedByGuard(result.code, result.detail)
    if Envelope.from_json(result.envelope).text != text:
        raise KeyReused
    return result.message


def _client_key(request: Request) -> uuid.UUID:
    given = request.headers.get("Idempotency-Key", "").strip()
    if len(given) > LONGEST_KEY:
        raise ValidationError({"Idempotency-Key": [_("At most 255 characters.")]})
    return caller_of(request).client_key(given) if given else uuid.uuid4()


def _sends(thread: Thread, messages: Sequence[Message]) -> dict[str, Any]:
    """Why messages wait, and when they are expected to go, for their serializer."""
    return {"sends": facts_about(thread, messages, timezone.now())}


def _told(thread: Thread) -> MessageQuerySet:
    return _with_parts(thread.messages.filter(sent_at__isnull=False))


def _with_parts(messages: Any) -> MessageQuerySet:
    joined: MessageQuerySet = messages.select_related("outbound", "member__user")
    return joined.prefetch_related("attachments", "reactions")
