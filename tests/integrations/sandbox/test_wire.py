"""The bytes of a delivery, and what is signed."""

import hashlib
import hmac
import json

from integrations.sandbox.webhooks.wire import Event, envelope, signatures, written

from .conftest import START


def test_direct_messages_are_compact_with_lowercase_escapes():
    body = written({"text": "caf\u00e9 \U0001f370", "url": "https://a.example/b"})
    assert body == rb'{"text":"caf\u00e9 \ud83c\udf70","url":"https:\/\/a.example\/b"}'


def test_content_changes_have_a_space_after_colon_and_comma():
    event = Event("1", "changes", {"field": "comments", "value": {"id": "18100"}})
    assert envelope([event], 1_790_000_003_999) == (
        b'{"entry": [{"id": "1", "time": 1790000003, "changes": '
        b'[{"field": "comments", "value": {"id": "18100"}}]}], "object": "instagram"}'
    )


def test_direct_messages_count_milliseconds():
    body = json.loads(envelope([Event("1", "messaging", {"timestamp": START})], START + 5))
    assert body == {
        "object": "instagram",
        "entry": [{"id": "1", "time": START + 5, "messaging": [{"timestamp": START}]}],
    }


def test_both_signatures_cover_the_very_bytes():
    body = b'{"a":1}'
    assert signatures(body, "secret") == {
        "X-Hub-Signature-256": "sha256=" + hmac.new(b"secret", body, hashlib.sha256).hexdigest(),
        "X-Hub-Signature": "sha1=" + hmac.new(b"secret", body, hashlib.sha1).hexdigest(),
    }


async def test_a_delivery_arrives_signed(stage):
    await stage.play("text", text="smørbrød?")
    await stage.delivered()
    body, headers = stage.product.deliveries[0]
    expected = hmac.new(b"secret", body, hashlib.sha256).hexdigest()
    assert headers["x-hub-signature-256"] == f"sha256={expected}"
    assert headers["x-hub-signature"].startswith("sha1=")
    assert headers["content-type"] == "application/json"
    assert rb"sm\u00f8rbr\u00f8d" in body


async def test_field_and_value_can_stand_on_the_entry(stage):
    await stage.options(webhook_style="flat")
    await stage.comment()
    await stage.delivered()
    entry = stage.product.bodies[0]["entry"][0]
    assert entry["field"] == "comments"
    assert entry["value"]["text"] == "price?"


async def test_raw_bodies_are_delivered_as_they_are(stage):
    await stage.control("webhooks/raw", body="not json at all", signature="none")
    await stage.settled()
    body, headers = stage.product.deliveries[0]
    assert body == b"not json at all"
    assert "x-hub-signature-256" not in headers


async def test_the_dashboards_test_button(stage):
    await stage.control("webhooks/test", flavour="changes")
    await stage.delivered()
    entry = stage.product.bodies[0]["entry"][0]
    assert entry["id"] == "0"
    assert entry["changes"][0]["value"]["timestamp"] == "1527459824"


async def test_the_handshake(stage):
    assert (await stage.control("webhooks/verify"))["verified"]
    assert not (await stage.control("webhooks/verify", token="wrong"))["verified"]
