"""The site on a real socket: the page, live updates, and an answer that never comes."""

import asyncio
import dataclasses
import json
import re
import socket
from pathlib import Path

import httpx
import pytest
import uvicorn

import integrations.sandbox
from integrations.sandbox.site import build
from integrations.sandbox.world import World

from .conftest import until

PHONE = Path(integrations.sandbox.__file__).parent / "phone"


class Here(uvicorn.Server):
    """A server in this very loop, that leaves the signals to whoever runs the tests."""

    def capture_signals(self):
        from contextlib import nullcontext

        return nullcontext()


@pytest.fixture
async def served(settings, product):
    """A sandbox and a product, each on its own port."""
    ports = [_free_port(), _free_port()]
    settings = dataclasses.replace(
        settings,
        webhook_url=f"http://127.0.0.1:{ports[1]}/hook",
        url=f"http://127.0.0.1:{ports[0]}",
    )
    world = World(settings)
    site = build(world)
    servers = [_server(site, ports[0], "on"), _server(product, ports[1], "off")]
    tasks = [asyncio.create_task(server.serve()) for server in servers]
    await until(lambda: all(server.started for server in servers))
    async with httpx.AsyncClient(base_url=settings.url) as http:
        yield world, http
    world.hub.close()
    for server in servers:
        server.should_exit = True
    await asyncio.gather(*tasks)


async def test_a_webhook_goes_over_a_real_socket(served, product):
    _, http = served
    await _set_the_stage(http)
    await http.post("/control/events", json={"kind": "text", "person": "ada", "text": "hi"})
    await until(lambda: product.deliveries)
    assert product.events[0]["message"]["text"] == "hi"


async def test_an_answer_can_be_lost_on_the_way(served):  # F-4
    world, http = served
    token = await _set_the_stage(http)
    done = await http.post("/control/events", json={"kind": "text", "person": "ada", "text": "hi"})
    await http.post("/control/faults", json={"kind": "answer_lost", "times": 1})
    body = {"recipient": {"id": done.json()["igsid"]}, "message": {"text": "sent anyway"}}
    with pytest.raises(httpx.TransportError):
        await http.post("/v25.0/me/messages", params={"access_token": token}, json=body)
    sent = "SELECT count(*) FROM messages WHERE source = 'api'"
    assert world.store.value(sent) == 1
    row = world.store.one("SELECT * FROM log WHERE kind = 'graph'")
    assert (row["status"], row["fault"]) == (None, "answer_lost")


async def test_an_open_page_hears_of_a_message(served):
    _, http = served
    await _set_the_stage(http)
    async with http.stream("GET", "/control/stream") as stream:
        lines = stream.aiter_lines()
        assert await anext(lines) == "retry: 1000"
        await http.post("/control/events", json={"kind": "text", "person": "ada", "text": "hi"})
        async with asyncio.timeout(5):
            while not (line := await anext(lines)).startswith("data:"):
                pass
    assert json.loads(line.removeprefix("data:"))["kind"] == "thread"


async def test_the_page_runs_only_its_own_scripts_and_styles(served):
    _, http = served
    page = await http.get("/")
    policy = page.headers["content-security-policy"]
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert 'data-testid="phone"' in page.text
    assert not re.search(r"<script(?![^>]*src=)|<style|\son\w+=|\sstyle=", page.text)
    for address in re.findall(r'(?:href|src)="(/[^"#]+)"', page.text):
        assert (await http.get(address)).status_code == 200


async def test_every_face_is_a_picture_of_its_own(served):
    _, http = served
    faces = [await http.get(f"/media/avatar/{name}.png") for name in ("ada", "bo")]
    assert [face.headers["content-type"] for face in faces] == ["image/png"] * 2
    assert faces[0].content != faces[1].content


def test_no_script_builds_markup_from_strings():
    for path in (PHONE / "js").glob("*.js"):
        source = path.read_text()
        assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write", source)


def test_colours_live_in_one_file():
    for path in (PHONE / "css").glob("*.css"):
        if path.name != "tokens.css":
            assert not re.search(r"#[0-9a-f]{3,8}\b|oklch\(|rgb\(", path.read_text()), path.name


async def _set_the_stage(http):
    account = await http.post("/control/accounts", json={"username": "bakery.demo"})
    await http.post("/control/people", json={"username": "ada"})
    return account.json()["token"]


def _server(app, port, lifespan):
    config = uvicorn.Config(app, port=port, lifespan=lifespan, log_config=None, ws="none")
    return Here(config)


def _free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]
