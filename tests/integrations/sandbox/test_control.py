"""The control API."""

import dataclasses
import sys

import httpx
import pytest

from integrations.sandbox.site import build
from integrations.sandbox.world import World

from .conftest import PNG, Stage


async def test_health_says_what_waits(stage):
    health = await stage.read("health")
    assert health["ok"] is True
    assert health["accounts"] == 1
    assert health["waiting"] == 0


async def test_a_seed_makes_the_same_world_again(stage):
    async def story():
        await stage.control("reset", seed=5)
        account = await stage.control("accounts", username="a")
        await stage.control("people", username="p")
        return account["ig_id"], (await stage.play("text", person="p", text="hi"))["mid"]

    assert await story() == await story()


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded"])
async def test_a_foreign_page_cannot_write(stage, content_type):
    answer = await stage.http.post(
        "/control/reset", content=b"{}", headers={"Content-Type": content_type}
    )
    assert answer.status_code == 400
    assert (await stage.read("health"))["accounts"] == 1


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("events", {"kind": "text", "person": "nobody"}, 404),
        ("events", {"kind": "nonsense", "person": "ada.b"}, 400),
        ("events", {"kind": "unsend", "person": "ada.b", "mid": "unknown"}, 404),
        ("events", {"kind": "text", "person": "ada.b", "account": "unknown"}, 404),
        ("people", {"username": "ada.b"}, 400),
        ("accounts", {"username": "bakery.demo"}, 400),
        ("accounts", {"username": "new", "options": {"nonsense": 1}}, 400),
        ("nonsense", {}, 404),
    ],
)
async def test_what_makes_no_sense_is_said(stage, path, body, status):
    answer = await stage.http.post(f"/control/{path}", json=body)
    assert answer.status_code == status
    accounts = (await stage.read("accounts"))["accounts"]
    assert [one["username"] for one in accounts] == ["bakery.demo"]


async def test_many_events_at_once_for_one_person(stage):
    events = [{"kind": "text", "text": str(n), "when": 60 - n} for n in range(20)]
    done = await stage.control("events", person="ada.b", events=events)
    assert len({one["mid"] for one in done["events"]}) == 20
    said = [event["message"]["text"] for event in await stage.delivered()]
    assert said == [str(n) for n in range(20)]


async def test_the_log_keeps_every_call_and_no_secret(talking):
    await talking.http.get("/v25.0/me", params={"access_token": talking.token})
    await talking.send("logged")
    rows = (await talking.read("log", kind="graph"))["log"]
    assert [(row["method"], row["path"], row["status"]) for row in rows] == [
        ("GET", "/v25.0/me", 200),
        ("POST", "/v25.0/me/messages", 200),
    ]
    assert "logged" in rows[1]["request"]
    assert talking.token not in str(rows)
    assert (await talking.read("log", after=rows[0]["id"], kind="graph"))["log"] == rows[1:]
    assert (await talking.read("log", newest=1))["log"][0]["id"] > rows[0]["id"]


async def test_the_log_tells_when_each_call_came_in_and_whose_it_was(talking):  # L-1
    await talking.control("faults", kind="slow", ms=1, on="messages")
    at = talking.clock.now()
    for number in range(3):
        await talking.send(str(number))
        talking.clock.forward(1_001)
    rows = (await talking.read("log", kind="graph", account=talking.ig_id, brief=1))["log"]
    assert [row["at"] - at for row in rows] == [0, 1_001, 2_002]
    assert {row["ig_id"] for row in rows} == {talking.ig_id}
    assert all(row["milliseconds"] >= 1 for row in rows)
    assert not any({"request", "response"} & row.keys() for row in rows)


async def test_a_brief_log_of_many_calls_comes_in_one_page(talking):
    insert = (
        "INSERT INTO log (at, kind, ig_id, method, path)"
        " WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 12000)"
        " SELECT i, 'graph', 'x', 'POST', '/me/messages' FROM n"
    )
    talking.world.store.run(insert)
    assert len((await talking.read("log", brief=1, limit=20_000, kind="graph"))["log"]) == 12_000
    assert len((await talking.read("log", limit=20_000, kind="graph"))["log"]) == 5_000


async def test_messages_are_listed_for_an_auditor(talking):
    await talking.send("hello")
    rows = (await talking.read("messages", person="ada.b"))["messages"]
    assert [row["source"] for row in rows] == ["person", "api"]
    assert len((await talking.read("messages", source="api"))["messages"]) == 1


async def test_an_uploaded_photo_is_sent_as_it_is(stage):
    answer = await stage.http.post(
        "/control/uploads", content=PNG, headers={"Content-Type": "image/png"}
    )
    await stage.play("photo", asset=answer.json()["asset"])
    (event,) = await stage.delivered()
    url = event["message"]["attachments"][0]["payload"]["url"]
    fetched = await stage.http.get(url)
    assert fetched.content == PNG
    assert fetched.headers["content-type"] == "image/png"


async def test_clearing_an_account_keeps_people_and_their_ids(talking):
    await talking.control(f"accounts/{talking.ig_id}/clear")
    chat = await talking.read("chat", person="ada.b")
    assert chat["messages"] == []
    assert chat["person"]["igsid"] == talking.ada
    assert chat["person"]["window"] == "closed"


async def test_one_click_can_age_both_sides(settings, clock, product):
    code = "import sys; print('aged by', sys.argv[1])"
    hook = (sys.executable, "-c", code, "{hours}")
    world = World(dataclasses.replace(settings, age_hook=hook), clock)
    await world.start()
    transport = httpx.ASGITransport(build(world))
    async with httpx.AsyncClient(transport=transport, base_url="http://sandbox.example") as http:
        stage = Stage(world, http, clock, product)
        done = await stage.control("age", hours=25, everywhere=True)
        assert done["hook"] == {"code": 0, "said": "aged by 25\n"}
        assert "hook" not in await stage.control("age", hours=25)
    await world.stop()


async def test_sample_posts_and_their_pictures(stage):
    media = (await stage.control("media/sample"))["media"]
    assert {one["product"] for one in media} == {"FEED", "REELS", "LIVE", "STORY", "AD"}
    for one in media:
        answer = await stage.http.get(one["picture"])
        assert answer.status_code == 200
        assert len(answer.content) < 10 * 1024
