"""Every page of the automations."""

from django.urls import include, path

urlpatterns = [
    path("", include("automations.rules.urls")),
    path("", include("automations.trying.urls")),
    path("", include("automations.editor.urls")),
    path("", include("automations.panel.urls")),
    path("", include("automations.handoffs.urls")),
]
