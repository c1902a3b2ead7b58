"""The addresses of this part."""

from django.urls import path

from automations.handoffs import views

urlpatterns = [
    path("settings/handoff/", views.settings, name="settings_handoff"),
    path("settings/handoff/preview/", views.preview, name="handoff_preview"),
]
