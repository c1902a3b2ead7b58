"""Webhooks, below the settings."""

from django.urls import path

from inbox.hooks.views import acts, pages

BASE = "settings/webhooks/"

urlpatterns = [
    path(BASE, pages.index, name="settings_webhooks"),
    path(f"{BASE}new/", acts.new, name="webhook_new"),
    path(f"{BASE}rules/", pages.of_rules, name="webhooks_of_rules"),
    path(f"{BASE}rules/secret/", acts.rules_secret, name="webhooks_of_rules_secret"),
    path(f"{BASE}rules/replays/", acts.replay_failed_of_rules, name="webhooks_of_rules_replays"),
    path(f"{BASE}calls/<int:call_id>/", pages.call, name="webhook_call"),
    path(f"{BASE}calls/<int:call_id>/replays/", acts.replay, name="webhook_call_replays"),
    path(f"{BASE}<int:endpoint_id>/", pages.show, name="webhook"),
    path(f"{BASE}<int:endpoint_id>/edit/", acts.edit, name="webhook_edit"),
    path(f"{BASE}<int:endpoint_id>/switch/", acts.switch, name="webhook_switch"),
    path(f"{BASE}<int:endpoint_id>/secret/", acts.secret, name="webhook_secret"),
    path(f"{BASE}<int:endpoint_id>/tests/", acts.test, name="webhook_tests"),
    path(f"{BASE}<int:endpoint_id>/replays/", acts.replay_failed, name="webhook_replays"),
    path(f"{BASE}<int:endpoint_id>/removal/", acts.remove, name="webhook_removal"),
]
