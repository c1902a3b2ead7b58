"""Deliveries: in order, again until acknowledged, across restarts."""

import dataclasses

import httpx

from integrations.sandbox.webhooks.wire import Event
from integrations.sandbox.world import World

from .conftest import until


def texts(events):
    return [event["message"]["text"] for event in events if "text" in event.get("message", {})]


async def test_what_is_not_acknowledged_comes_again_and_holds_its_place(stage):
    stage.product.answers = [500, 403]
    for text in "abc":
        await stage.play("text", text=text)
    assert texts(await stage.delivered()) == ["a", "a", "a", "b", "c"]
    first, second, third = (body for body, _ in stage.product.deliveries[:3])
    assert first == second == third


async def test_no_answer_in_time_counts_as_failure(stage):
    stage.product.answers = ["hang"]
    await stage.play("text", text="a")
    assert texts(await stage.delivered()) == ["a", "a"]
    tries = (await stage.read("log", kind="webhook"))["log"]
    assert [one["status"] for one in tries] == [None, 200]
    assert "no answer within" in tries[0]["response"]


async def test_an_unreachable_product_hears_everything_later(settings, clock, product, tmp_path):
    """Also when the sandbox was restarted in between."""
    settings = dataclasses.replace(settings, database=str(tmp_path / "sandbox.db"))

    def nobody() -> httpx.AsyncClient:
        def refuse(request: httpx.Request) -> httpx.Response:
            raise httpx.ConnectError("nobody there")

        return httpx.AsyncClient(transport=httpx.MockTransport(refuse))

    def somebody() -> httpx.AsyncClient:
        return httpx.AsyncClient(transport=httpx.ASGITransport(product))

    before = World(settings, clock, nobody)
    await before.start()
    for number in range(3):
        body = {"message": {"text": str(number)}}
        before.courier.post(Event("1", "messaging", body))
    attempts = "SELECT max(attempts) FROM deliveries"
    await until(lambda: before.store.value(attempts) > 1)
    await before.stop()

    after = World(settings, clock, somebody)
    await after.start()
    after.courier.retry_now()
    await until(lambda: len(product.deliveries) == 3)
    await after.stop()
    assert texts(product.events) == ["0", "1", "2"]


async def test_an_event_can_come_twice(stage):
    await stage.control("faults", kind="duplicate_webhook", times=1)
    await stage.play("text", text="a")
    assert texts(await stage.delivered()) == ["a", "a"]


async def test_an_event_can_be_overtaken(stage):
    await stage.control("faults", kind="reorder_webhook", ms=60, times=1)
    await stage.play("text", text="a")
    await stage.play("text", text="b")
    assert texts(await stage.delivered()) == ["b", "a"]


async def test_waiting_events_can_share_a_delivery(stage):
    await stage.options(webhook_batch=10)
    await stage.control("webhooks/pause", paused=True)
    for text in "abc":
        await stage.play("text", text=text)
    await stage.comment()
    await stage.control("webhooks/pause", paused=False)
    assert texts(await stage.delivered()) == ["a", "b", "c"]
    assert len(stage.product.deliveries) == 2  # direct messages and comments never mix
    assert len(stage.product.bodies[0]["entry"][0]["messaging"]) == 3


async def test_nothing_is_delivered_without_a_subscription(stage):
    await stage.graph("DELETE", f"{stage.ig_id}/subscribed_apps")
    await stage.play("text", text="a")
    assert await stage.delivered() == []
    rows = (await stage.read("deliveries"))["deliveries"]
    assert [row["state"] for row in rows] == ["unsubscribed"]


async def test_after_36_hours_it_gives_up(stage):
    stage.product.answers = [500]
    await stage.control("webhooks/pause", paused=True)
    await stage.play("text", text="a")
    day_and_a_half = 37 * 3_600_000
    stage.world.store.run("UPDATE deliveries SET created_at = created_at - ?", day_and_a_half)
    await stage.control("webhooks/pause", paused=False)
    await stage.delivered()
    rows = (await stage.read("deliveries", state="dropped"))["deliveries"]
    assert len(rows) == 1
