"""The real webhook behind a real server, on a port of this machine."""

from __future__ import annotations

import asyncio
import threading
import time
from typing import Any

import uvicorn

from inbox.local import ports

SECONDS = 20.0


class Door:
    """An ASGI app served by uvicorn in a thread of its own."""

    def __init__(self, application: Any) -> None:
        self.port = ports.free_port()
        self.url = f"http://127.0.0.1:{self.port}/webhooks/instagram"
        config = uvicorn.Config(
            application,
            port=self.port,
            loop="uvloop",
            http="httptools",
            ws="none",
            lifespan="on",
            access_log=False,
            log_level="warning",
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()
        wait_until(lambda: self._server.started)

    def close(self) -> None:
        self._server.should_exit = True
        self._thread.join(SECONDS)

    def _serve(self) -> None:
        asyncio.run(self._server.serve())


class Site:
    """Sends lifespan and the webhook's path to ``webhook``, as ``inbox.asgi`` does."""

    def __init__(self, webhook: Any) -> None:
        self._webhook = webhook

    async def __call__(self, scope, receive, send) -> None:
        if scope["type"] == "lifespan":
            await self._webhook.lifespan(receive, send)
        else:
            await self._webhook(scope, receive, send)


def wait_until(condition, seconds: float = SECONDS) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.01)
