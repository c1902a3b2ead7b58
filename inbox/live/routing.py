"""The door for sockets: own pages only, signed in by the session, one address."""

from __future__ import annotations

from channels.auth import AuthMiddlewareStack
from channels.routing import URLRouter
from channels.security.websocket import AllowedHostsOriginValidator
from django.urls import path

from inbox.live.consumers import InboxConsumer

sockets = AllowedHostsOriginValidator(
    AuthMiddlewareStack(URLRouter([path("live/", InboxConsumer.as_asgi())]))
)
