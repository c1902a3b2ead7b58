"""Every address of Handoff that Django answers. Webhooks and sockets are in asgi.py."""

from django.urls import include, path

from inbox import errors, health

urlpatterns = [
    path("accounts/", include("allauth.urls")),
    path("api/v1/", include("inbox.api.urls")),
    path("healthz", health.alive),
    path("readyz", health.ready),
    path("metrics", health.metrics),
    path("", include("inbox.accounts.urls")),
    path("", include("inbox.hooks.urls")),
    path("", include("integrations.meta.urls")),
    path("", include("inbox.delivery.urls")),
    path("", include("inbox.threads.urls")),
    path("", include("automations.urls")),
]
handler403 = errors.forbidden
handler404 = errors.not_found
handler500 = errors.broken
