"""The door for sockets: own pages only, one address. The consumer asks who is signed in."""

from __future__ import annotations

from channels.routing import URLRouter
from channels.security.websocket import AllowedHostsOriginValidator
from channels.sessions import CookieMiddleware
from django.urls import path

from inbox.live.consumers import InboxConsumer

sockets = AllowedHostsOriginValidator(
    CookieMiddleware(URLRouter([path("live/", InboxConsumer.as_asgi())]))
)
