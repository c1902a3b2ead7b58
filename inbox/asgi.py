"""One port, three doors: webhooks, sockets, and everything else."""

from typing import cast

from a2wsgi import WSGIMiddleware
from a2wsgi.asgi_typing import Receive, Scope, Send
from a2wsgi.wsgi_typing import WSGIApp

from inbox.wsgi import application as django_application  # sets Django up; comes first

from inbox.live.routing import sockets  # isort: skip
from integrations.meta.webhook import Webhook  # isort: skip

WEB_THREADS = 4  # also the bound on the web's database connections

pages = WSGIMiddleware(cast(WSGIApp, django_application), workers=WEB_THREADS)
webhook = Webhook()


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """Send each connection through its door."""
    if scope["type"] == "lifespan":
        await webhook.lifespan(receive, send)
    elif scope["type"] == "websocket":
        await sockets(scope, receive, send)
    elif scope["path"] == "/webhooks/instagram":
        await webhook(scope, receive, send)
    else:
        await pages(scope, receive, send)
