"""The addresses of this part."""

from django.urls import path

from automations.editor.views import drafts, going_live

urlpatterns = [
    path("automation/<int:rule_id>/", drafts.show, name="rule"),
    path("automation/<int:rule_id>/draft/", drafts.draft, name="rule_draft"),
    path("automation/<int:rule_id>/publish/", going_live.publish, name="rule_publish"),
    path("automation/<int:rule_id>/discard/", going_live.discard, name="rule_discard"),
    path("automation/<int:rule_id>/settings/", going_live.settings, name="rule_settings"),
]
