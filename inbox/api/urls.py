"""Addresses of the API. ``docs/api.md`` tells them to people; a test holds the two together."""

from django.urls import URLPattern, URLResolver, path, re_path
from drf_spectacular.views import SpectacularAPIView

from inbox.api.docs import Docs, Nowhere
from inbox.api.messages import ThreadMessages
from inbox.api.threads import ThreadDetail, ThreadList
from inbox.api.window import ConversationWindow

urlpatterns: list[URLPattern | URLResolver] = [
    path("threads/", ThreadList.as_view(), name="api_threads"),
    path("threads/<int:thread_id>/", ThreadDetail.as_view(), name="api_thread"),
    path("threads/<int:thread_id>/messages/", ThreadMessages.as_view(), name="api_messages"),
    path("app/instagram/messages/window", ConversationWindow.as_view(), name="api_window"),
    path("schema/", SpectacularAPIView.as_view(), name="api_schema"),
    path("docs/", Docs.as_view(), name="api_docs"),
    re_path("", Nowhere.as_view(), name="api_nowhere"),
]
