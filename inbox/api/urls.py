"""Addresses of the API. ``docs/api.md`` tells them to people; a test holds the two together."""

from django.urls import URLPattern, URLResolver, path, re_path
from drf_spectacular.views import SpectacularAPIView

from automations.api.acts import (
    RulePosition,
    RulePublication,
    RulesExport,
    RulesImport,
    RuleSwitch,
)
from automations.api.rules import RuleDetail, RuleDraft, RuleList
from automations.panel.api import ThreadHandoff
from inbox.api.assignments import ThreadAssignment, ThreadReturn
from inbox.api.docs import Docs, Nowhere
from inbox.api.messages import ThreadMessages
from inbox.api.threads import ThreadDetail, ThreadList
from inbox.api.webhooks import (
    WebhookDeliveries,
    WebhookDetail,
    WebhookList,
    WebhookReplays,
    WebhookSecret,
)
from inbox.api.window import ConversationWindow

urlpatterns: list[URLPattern | URLResolver] = [
    path("threads/", ThreadList.as_view(), name="api_threads"),
    path("threads/<int:thread_id>/", ThreadDetail.as_view(), name="api_thread"),
    path("threads/<int:thread_id>/messages/", ThreadMessages.as_view(), name="api_messages"),
    path(
        "threads/<int:thread_id>/assignment/",
        ThreadAssignment.as_view(),
        name="api_assignment",
    ),
    path("threads/<int:thread_id>/return/", ThreadReturn.as_view(), name="api_return"),
    path("threads/<int:thread_id>/handoff/", ThreadHandoff.as_view(), name="api_handoff"),
    path("app/instagram/messages/window", ConversationWindow.as_view(), name="api_window"),
    path("rules/", RuleList.as_view(), name="api_rules"),
    path("rules/export/", RulesExport.as_view(), name="api_rules_export"),
    path("rules/import/", RulesImport.as_view(), name="api_rules_import"),
    path("rules/<int:rule_id>/", RuleDetail.as_view(), name="api_rule"),
    path("rules/<int:rule_id>/draft/", RuleDraft.as_view(), name="api_rule_draft"),
    path(
        "rules/<int:rule_id>/publication/",
        RulePublication.as_view(),
        name="api_rule_publication",
    ),
    path("rules/<int:rule_id>/switch/", RuleSwitch.as_view(), name="api_rule_switch"),
    path("rules/<int:rule_id>/position/", RulePosition.as_view(), name="api_rule_position"),
    path("webhooks/", WebhookList.as_view(), name="api_webhooks"),
    path("webhooks/<int:webhook_id>/", WebhookDetail.as_view(), name="api_webhook"),
    path("webhooks/<int:webhook_id>/secret/", WebhookSecret.as_view(), name="api_webhook_secret"),
    path(
        "webhooks/<int:webhook_id>/deliveries/",
        WebhookDeliveries.as_view(),
        name="api_webhook_deliveries",
    ),
    path(
        "webhooks/<int:webhook_id>/replays/", WebhookReplays.as_view(), name="api_webhook_replays"
    ),
    path("schema/", SpectacularAPIView.as_view(), name="api_schema"),
    path("docs/", Docs.as_view(), name="api_docs"),
    re_path("", Nowhere.as_view(), name="api_nowhere"),
]
