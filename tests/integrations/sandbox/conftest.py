"""A sandbox in this process, a product that only listens, and a clock moved by hand."""

import asyncio
import json
from typing import Any

import httpx
import pytest

from integrations.sandbox.settings import Settings
from integrations.sandbox.site import build
from integrations.sandbox.world import World

START = 1_790_000_000_000
PATIENCE = 5.0  # seconds until a wait for a condition has failed
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 64


class HandClock:
    def __init__(self) -> None:
        self.at = START

    def now(self) -> int:
        return self.at

    def forward(self, milliseconds: int) -> None:
        self.at += milliseconds


class Product:
    """Takes webhooks, answers what it is told to, and serves files that are sent by url."""

    def __init__(self) -> None:
        self.deliveries: list[tuple[bytes, dict[str, str]]] = []
        self.answers: list[int | str] = []  # the next answers; "hang" never answers
        self.files: dict[str, tuple[str, bytes]] = {"/cake.png": ("image/png", PNG)}

    async def __call__(self, scope, receive, send) -> None:
        if scope["method"] == "GET":
            await self._serve(scope, send)
            return
        body = b""
        more = True
        while more:
            message = await receive()
            body, more = body + message.get("body", b""), message.get("more_body", False)
        headers = {name.decode().lower(): value.decode() for name, value in scope["headers"]}
        self.deliveries.append((body, headers))
        answer = self.answers.pop(0) if self.answers else 200
        if answer == "hang":
            await asyncio.Event().wait()
        await send({"type": "http.response.start", "status": answer, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    async def _serve(self, scope, send) -> None:
        content_type, body = self.files.get(scope["path"], ("", b""))
        status = 200 if content_type else 404
        headers = [(b"content-type", content_type.encode())]
        if scope["path"] == "/hook":  # the handshake
            query = httpx.QueryParams(scope["query_string"].decode())
            right = query["hub.verify_token"] == "verify"
            status, body = (200, query["hub.challenge"].encode()) if right else (403, b"")
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    @property
    def bodies(self) -> list[dict[str, Any]]:
        return [json.loads(body) for body, _ in self.deliveries]

    @property
    def events(self) -> list[dict[str, Any]]:
        """Every event, whatever it came in."""
        found = []
        for body in self.bodies:
            for entry in body["entry"]:
                for key in ("messaging", "standby", "changes"):
                    found += entry.get(key, [])
        return found


class Stage:
    """One account, ``bakery.demo``, with its token, and a person called Ada."""

    def __init__(self, world: World, http: httpx.AsyncClient, clock: HandClock, product: Product):
        self.world, self.http, self.clock, self.product = world, http, clock, product
        self.token = "T-long"
        self.ig_id = "17841400000000001"
        self.ada = "2001"

    async def control(self, path: str, method: str = "POST", **body: Any) -> dict[str, Any]:
        answer = await self.http.request(method, f"/control/{path}", json=body)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def read(self, path: str, **query: Any) -> dict[str, Any]:
        answer = await self.http.get(f"/control/{path}", params=query)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def options(self, **options: Any) -> None:
        await self.control(f"accounts/{self.ig_id}", "PATCH", options=options)

    async def contact(self, **columns: Any) -> None:
        await self.control("contacts", "PATCH", person="ada.b", **columns)

    async def play(self, kind: str, person: str = "ada.b", **what: Any) -> dict[str, Any]:
        return await self.control("events", kind=kind, person=person, **what)

    async def graph(self, method: str, path: str, **kwargs: Any) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self.token}"}
        return await self.http.request(method, f"/v25.0/{path}", headers=headers, **kwargs)

    async def send(self, text: str = "hello", to: str = "", **more: Any) -> httpx.Response:
        body = {"recipient": {"id": to or self.ada}, "message": {"text": text}, **more}
        return await self.graph("POST", "me/messages", json=body)

    async def reply_privately(self, comment: str, text: str = "hello") -> httpx.Response:
        body = {"recipient": {"comment_id": comment}, "message": {"text": text}}
        return await self.graph("POST", f"{self.ig_id}/messages", json=body)

    async def post(self, product: str = "FEED", **more: Any) -> str:
        return (await self.control("media", product=product, **more))["id"]

    async def comment(self, media: str = "", text: str = "price?", **more: Any) -> str:
        media = media or await self.post()
        return (await self.play("comment", media=media, text=text, **more))["comment"]

    async def delivered(self) -> list[dict[str, Any]]:
        """The events that arrived, once nothing waits any more."""
        await self.settled()
        return self.product.events

    async def settled(self) -> None:
        await until(lambda: self._waiting() == 0)

    def _waiting(self) -> int:
        sql = "SELECT count(*) FROM deliveries WHERE state = 'waiting'"
        return int(self.world.store.value(sql))


async def until(condition) -> None:
    async with asyncio.timeout(PATIENCE):
        while not condition():  # noqa: ASYNC110 - it may be anything
            await asyncio.sleep(0.002)


def refusal(answer: httpx.Response) -> tuple[int, int | None, int]:
    """Code, subcode and status of an error answer."""
    error = answer.json()["error"]
    return error["code"], error.get("error_subcode"), answer.status_code


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def product() -> Product:
    return Product()


@pytest.fixture
def settings() -> Settings:
    return Settings(
        webhook_url="http://product.example/hook",
        app_id="app-1",
        app_secret="secret",
        verify_token="verify",
        url="http://sandbox.example",
        retry_gaps=(0.0, 0.01, 0.02),
        ack_seconds=0.2,
    )


@pytest.fixture
async def stage(settings, clock, product):
    def client() -> httpx.AsyncClient:
        return httpx.AsyncClient(transport=httpx.ASGITransport(product))

    world = World(settings, clock, client)
    await world.start()
    transport = httpx.ASGITransport(build(world))
    async with httpx.AsyncClient(transport=transport, base_url="http://sandbox.example") as http:
        ready = Stage(world, http, clock, product)
        await ready.control(
            "accounts", username="bakery.demo", ig_id=ready.ig_id, token=ready.token
        )
        await ready.control(
            "people", username="ada.b", name="Ada Berg", igsids={ready.ig_id: ready.ada}
        )
        yield ready
    await world.stop()


@pytest.fixture
async def talking(stage):
    """Ada has just written, and the webhook of it has been taken."""
    await stage.play("text", text="hi")
    await stage.delivered()
    stage.product.deliveries.clear()
    return stage
