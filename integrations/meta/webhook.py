"""The webhook's door: check, store, answer. Plain ASGI: bursts come at thousands a second."""

from __future__ import annotations

import asyncio
import hmac
from collections.abc import Callable, Iterable
from urllib.parse import parse_qs

import structlog
from a2wsgi.asgi_typing import HTTPScope, Receive, Send
from django.conf import settings
from psycopg.conninfo import make_conninfo

from integrations.meta.appender import Appender, NotStored
from integrations.meta.intake import waking
from integrations.meta.signature import is_signed

# Meta puts at most 1,000 updates into one POST; with a long text in each that is about 3 MB.
LARGEST_BODY = 5 * 1024 * 1024
SLOWEST_BODY = 20.0  # seconds; Meta has given up long before

log = structlog.get_logger()


class TooLarge(Exception):
    """The body passes LARGEST_BODY."""


class Gone(Exception):
    """The sender hung up before the body was complete."""


class Webhook:
    """``GET`` and ``POST /webhooks/instagram``: never a 500, 200 only for what is stored (F-5)."""

    def __init__(self, conninfo: Callable[[], str] | None = None) -> None:
        self._appender = Appender(conninfo or database, stored=self._wake_later)
        self._waker: asyncio.Task[None] | None = None
        self._wake_again = False

    async def __call__(self, scope: HTTPScope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["method"] == "GET":
            await _verify(scope, send)
        elif scope["method"] == "POST":
            await self._take(scope, receive, send)
        else:
            await _answer(send, 405, b"GET or POST", extra=[(b"allow", b"GET, POST")])

    async def lifespan(self, receive: Receive, send: Send) -> None:
        """The server's start and stop: at the stop, what is under way is finished."""
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                await send({"type": "lifespan.startup.complete"})
            elif message["type"] == "lifespan.shutdown":
                await self.close()
                await send({"type": "lifespan.shutdown.complete"})
                return

    async def close(self) -> None:
        """Store and tell what is still under way."""
        await self._appender.close()
        if self._waker:
            await asyncio.wait([self._waker], timeout=waking.SECONDS)

    async def _take(self, scope: HTTPScope, receive: Receive, send: Send) -> None:
        try:
            async with asyncio.timeout(SLOWEST_BODY):
                body = await _read(scope, receive)
        except TooLarge:
            await _answer(send, 413, b"too large", extra=[(b"connection", b"close")])
            return
        except TimeoutError:
            await _answer(send, 408, b"too slow", extra=[(b"connection", b"close")])
            return
        except Gone:
            return
        if not is_signed(body, _header(scope, b"x-hub-signature-256"), settings.META_APP_SECRETS):
            await _answer(send, 403, b"the signature does not fit")
            return
        try:
            await self._appender.append(body)
        except NotStored:
            await _answer(send, 503, b"not stored, please send it again")
            return
        await _answer(send, 200, b"stored")

    def _wake_later(self) -> None:
        """Wake the intake beside the requests: whatever the broker does, the answers go out."""
        if self._waker and not self._waker.done():
            self._wake_again = True
            return
        self._waker = asyncio.create_task(self._wake())

    async def _wake(self) -> None:
        self._wake_again = True
        while self._wake_again:
            self._wake_again = False
            await asyncio.to_thread(waking.wake)


def database() -> str:
    """Where Django's own connections go, for a connection without Django."""
    found = {name: str(value) for name, value in settings.DATABASES["default"].items()}
    return make_conninfo(
        dbname=found["NAME"],
        user=found["USER"] or None,
        password=found["PASSWORD"] or None,
        host=found["HOST"] or None,
        port=found["PORT"] or None,
    )


async def _read(scope: HTTPScope, receive: Receive) -> bytes:
    announced = _header(scope, b"content-length")
    if announced.isdigit() and int(announced[:20]) > LARGEST_BODY:
        raise TooLarge
    chunks: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Gone
        chunk: bytes = message.get("body", b"")  # type: ignore[assignment]  # an event of HTTP
        size += len(chunk)
        if size > LARGEST_BODY:
            raise TooLarge
        chunks.append(chunk)
        if not message.get("more_body", False):
            return b"".join(chunks)


async def _verify(scope: HTTPScope, send: Send) -> None:
    """Meta's question on set-up: the challenge goes back exactly as it came."""
    asked = parse_qs(scope.get("query_string", b"").decode("latin-1"))
    token = asked.get("hub.verify_token", [""])[0].encode()
    fits = hmac.compare_digest(token, settings.META_VERIFY_TOKEN.encode())
    if fits and asked.get("hub.mode") == ["subscribe"] and "hub.challenge" in asked:
        await _answer(send, 200, asked["hub.challenge"][0].encode())
    else:
        await _answer(send, 403, b"the verify token does not fit")


def _header(scope: HTTPScope, name: bytes) -> bytes:
    headers: Iterable[tuple[bytes, bytes]] = scope.get("headers", [])
    return next((value for key, value in headers if key.lower() == name), b"")


async def _answer(
    send: Send, status: int, body: bytes, extra: Iterable[tuple[bytes, bytes]] = ()
) -> None:
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", str(len(body)).encode()),
        (b"x-content-type-options", b"nosniff"),
        *extra,
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
