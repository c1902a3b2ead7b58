"""The sandbox as an ASGI application: ``uvicorn integrations.sandbox.site:application``."""

import asyncio
import signal
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from types import FrameType
from typing import Any

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from . import oauth, pictures
from .control.routes import ROUTES as CONTROL
from .graph.door import graph
from .settings import Settings
from .world import World

HERE = Path(__file__).parent
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:;"
    " media-src 'self' blob:; connect-src 'self'; base-uri 'none'; form-action 'self';"
    " frame-ancestors 'self' http://127.0.0.1:* http://localhost:*"
)


def build(world: World) -> Starlette:
    """The site over one world; the caller starts the world where no lifespan runs."""
    site = Starlette(routes=_routes(), lifespan=_lifespan)
    site.state.world = world
    return site


async def phone(request: Request) -> Response:
    headers = {"Content-Security-Policy": POLICY, "Cache-Control": "no-cache"}
    return FileResponse(HERE / "phone" / "index.html", headers=headers)


async def media_file(request: Request) -> Response:
    """A direct message's media: gone with its message or story."""
    world: World = request.app.state.world
    found = world.files.read(request.query_params.get("asset_id", ""))
    if found is None:
        return Response("URL signature expired", 403, media_type="text/plain")
    body, content_type = found
    safe = {"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "sandbox"}
    return Response(body, media_type=content_type, headers=safe)


async def face(request: Request) -> Response:
    body = await run_in_threadpool(pictures.avatar, request.path_params["name"])
    headers = {"Cache-Control": "public, max-age=86400"}
    return Response(body, media_type="image/png", headers=headers)


def _routes() -> list[BaseRoute]:
    lengthen, refresh = oauth.lengthen, oauth.refresh
    methods = ["GET", "POST", "DELETE"]
    return [
        Route("/v{number}/access_token", lengthen),
        Route("/v{number}/refresh_access_token", refresh),
        Route("/v{number}/{path:path}", graph, methods=methods),  # most of what comes
        Route("/", phone),
        Mount("/phone", StaticFiles(directory=HERE / "phone")),
        Route("/media/avatar/{name}.png", face),
        Mount("/media", StaticFiles(directory=HERE / "pictures")),
        Route("/ig_messaging_cdn/", media_file),
        *CONTROL,
        Route("/oauth/authorize", oauth.authorize, methods=["GET", "POST"]),
        Route("/oauth/access_token", oauth.exchange, methods=["POST"]),
        Route("/access_token", lengthen),
        Route("/refresh_access_token", refresh),
        Route("/{path:path}", graph, methods=methods),
    ]


@asynccontextmanager
async def _lifespan(site: Starlette) -> AsyncIterator[None]:
    world: World = site.state.world
    await world.start()
    _end_streams_on_signal(world)
    try:
        yield
    finally:
        await world.stop()


def _end_streams_on_signal(world: World) -> None:
    """A server waits for open streams before it tells anybody that it stops, so they end first."""
    if threading.current_thread() is not threading.main_thread():
        return
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _closing(world, loop, signal.getsignal(number)))


def _closing(
    world: World, loop: asyncio.AbstractEventLoop, before: Any
) -> Callable[[int, FrameType | None], None]:
    def handle(number: int, frame: FrameType | None) -> None:
        loop.call_soon_threadsafe(world.hub.close)
        if callable(before):
            before(number, frame)

    return handle


application = build(World(Settings.from_environment()))
