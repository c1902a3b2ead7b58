"""Threads, as programs read them."""

from __future__ import annotations

from django_filters.rest_framework import DjangoFilterBackend
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.generics import GenericAPIView, ListAPIView, RetrieveAPIView

from inbox.api.caller import caller_of
from inbox.api.errors import Failure
from inbox.api.filters import ThreadFilter
from inbox.api.paging import NewestFirst
from inbox.api.serializers import ThreadSerializer
from inbox.threads.models import Thread, ThreadQuerySet


class NewestThreads(NewestFirst):
    field = "last_item_at"


class _Threads(GenericAPIView[Thread]):
    """The threads a caller may see, with all that a thread's answer shows."""

    queryset = Thread.objects.none()  # tells the schema which model; never answered from
    serializer_class = ThreadSerializer

    def get_queryset(self) -> ThreadQuerySet:
        threads = caller_of(self.request).threads.shown()
        return threads.select_related("contact", "account", "open_comment")


@extend_schema_view(
    get=extend_schema(
        operation_id="list_threads",
        responses={200: ThreadSerializer(many=True), 400: Failure, 401: Failure, 403: Failure},
        tags=["threads"],
    )
)
class ThreadList(_Threads, ListAPIView[Thread]):
    """The threads of the workspace, those with the newest item first."""

    pagination_class = NewestThreads
    filter_backends = (DjangoFilterBackend,)
    filterset_class = ThreadFilter


@extend_schema_view(
    get=extend_schema(
        operation_id="show_thread",
        responses={200: ThreadSerializer, 401: Failure, 403: Failure, 404: Failure},
        tags=["threads"],
    )
)
class ThreadDetail(_Threads, RetrieveAPIView[Thread]):
    """One thread."""

    lookup_url_kwarg = "thread_id"
