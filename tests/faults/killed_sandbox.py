"""The sandbox at the end of a road on which calls take their time: workers die under them.

Half of the calls are slow to arrive, and one whose caller dies meanwhile never does, as when the
connection breaks under it. The others arrive at once, and their answer is slow to come back.
"""

from __future__ import annotations

import asyncio
import random
from typing import Any

from integrations.sandbox.site import application as sandbox

SLOWEST = 0.06  # seconds


class Road:
    """An ASGI application in front of another."""

    def __init__(self, beyond: Any) -> None:
        self._beyond = beyond

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        sends = scope["type"] == "http" and scope["method"] == "POST"
        if not sends or not scope["path"].endswith("/messages"):
            await self._beyond(scope, receive, send)
            return
        body = await _whole(receive)
        before, after = random.choice([(0.0, 1.0), (1.0, 0.0)])
        seconds = random.uniform(0, SLOWEST)
        if body is None or await _hangs_up(receive, seconds * before):
            await _answer_nobody(send)
        else:
            await self._beyond(scope, _again(body, receive), _late(send, seconds * after))


async def _whole(receive: Any) -> bytes | None:
    """The body; None when the caller has gone before it was complete."""
    body = b""
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        body += message.get("body", b"")
        if not message.get("more_body"):
            return body


async def _hangs_up(receive: Any, seconds: float) -> bool:
    """Whether the caller goes within this time."""
    if not seconds:
        return False
    try:
        message = await asyncio.wait_for(receive(), seconds)
    except TimeoutError:
        return False
    return message["type"] == "http.disconnect"


async def _answer_nobody(send: Any) -> None:
    """Uvicorn wants every call answered."""
    await send({"type": "http.response.start", "status": 408, "headers": []})
    await send({"type": "http.response.body"})


def _again(body: bytes, receive: Any) -> Any:
    unread = [{"type": "http.request", "body": body, "more_body": False}]

    async def read() -> Any:
        return unread.pop() if unread else await receive()

    return read


def _late(send: Any, seconds: float) -> Any:
    async def wait_and_send(message: Any) -> None:
        if message["type"] == "http.response.start":
            await asyncio.sleep(seconds)
        await send(message)

    return wait_and_send


application = Road(sandbox)
