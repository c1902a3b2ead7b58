"""What can be sent, in which encodings, and what comes of it."""

import json

import pytest

from .conftest import PNG, refusal

CAKE = {"type": "image", "payload": {"url": "http://product.example/cake.png"}}


async def echoed(stage, message, **more):
    """The echo of a message that must be accepted."""
    await stage.settled()
    stage.product.deliveries.clear()
    answer = await stage.send(message=message, **more)
    assert answer.status_code == 200, answer.text
    (event,) = await stage.delivered()
    return event["message"]


@pytest.mark.parametrize(
    "body",
    [
        {"json": {"recipient": {"id": "2001"}, "message": {"text": "hello"}}},
        {"data": {"recipient": '{"id":"2001"}', "message": '{"text":"hello"}'}},
        {"data": {"recipient[id]": "2001", "message[text]": "hello"}},
        {"params": {"recipient": '{"id":"2001"}', "message": '{"text":"hello"}'}},
    ],
    ids=["json", "json in a form", "bracketed form", "query"],
)
async def test_every_encoding_says_the_same(talking, body):
    answer = await talking.graph("POST", f"{talking.ig_id}/messages", **body)
    assert answer.status_code == 200, answer.text
    assert answer.json()["recipient_id"] == talking.ada
    assert (await talking.delivered())[0]["message"]["text"] == "hello"


async def test_a_bracketed_form_can_hold_lists(talking):
    form = {
        "recipient[id]": talking.ada,
        "message[text]": "choose",
        "message[quick_replies][0][content_type]": "text",
        "message[quick_replies][0][title]": "Sizes",
        "message[quick_replies][0][payload]": "MENU_SIZES",
    }
    assert (await talking.graph("POST", "me/messages", data=form)).status_code == 200
    chat = await talking.read("chat", person="ada.b")
    assert chat["messages"][-1]["quick_replies"][0]["title"] == "Sizes"


@pytest.mark.parametrize("path", ["/me/messages", "/v21.0/me/messages", "/v26.0/me/messages"])
async def test_any_version_and_none(talking, path):
    body = {"recipient": {"id": talking.ada}, "message": {"text": "hello"}}
    answer = await talking.http.post(path, params={"access_token": talking.token}, json=body)
    assert answer.status_code == 200
    version = path.split("/")[1] if path.startswith("/v") else "v26.0"
    assert answer.headers["instagram-api-version"] == version


async def test_text_may_have_1000_bytes(talking):  # C-4
    assert (await talking.send("é" * 500)).status_code == 200
    assert refusal(await talking.send("é" * 500 + "x"))[0] == 100


async def test_an_image_is_fetched_and_echoed_from_our_own_address(talking):
    message = await echoed(talking, {"attachment": CAKE})
    (attachment,) = message["attachments"]
    assert attachment["type"] == "image"
    assert (await talking.http.get(attachment["payload"]["url"])).content == PNG


async def test_one_to_ten_images(talking):
    message = await echoed(talking, {"attachments": [CAKE] * 10})
    assert len(message["attachments"]) == 10
    assert refusal(await talking.send(message={"attachments": [CAKE] * 11}))[0] == 100


async def test_an_uploaded_image_is_sent_by_its_id(talking):
    body = {"platform": "instagram", "message": {"attachment": CAKE}}
    answer = await talking.graph("POST", "me/message_attachments", json=body)
    number = answer.json()["attachment_id"]
    by_id = {"type": "image", "payload": {"attachment_id": number}}
    assert (await echoed(talking, {"attachment": by_id}))["attachments"]


async def test_a_file_can_be_uploaded_itself(talking):
    form = {"message": json.dumps({"attachment": {"type": "image"}})}
    files = {"filedata": ("cake.png", PNG, "image/png")}
    answer = await talking.graph("POST", "me/message_attachments", data=form, files=files)
    assert answer.json()["attachment_id"].isdigit()


async def test_a_heart_and_a_post_of_our_own(talking):
    heart = {"attachment": {"type": "like_heart"}}
    assert (await echoed(talking, heart))["attachments"] == [{"type": "like_heart"}]
    post = {"type": "MEDIA_SHARE", "payload": {"id": await talking.post()}}
    assert (await echoed(talking, {"attachment": post}))["attachments"][0]["type"] == "ig_post"
    foreign = {"attachment": {"type": "MEDIA_SHARE", "payload": {"id": "1"}}}
    assert refusal(await talking.send(message=foreign))[:2] == (100, 2534015)


LINK = {"type": "web_url", "url": "https://shop.example", "title": "Open"}
TAP = {"type": "postback", "title": "Order", "payload": "ORDER"}


async def test_templates(talking):
    generic = {
        "template_type": "generic",
        "elements": [{"title": "Cake", "subtitle": "12 EUR", "buttons": [LINK, TAP]}],
    }
    button = {"template_type": "button", "text": "Choose", "buttons": [TAP]}
    for payload in (generic, button):
        message = await echoed(talking, {"attachment": {"type": "template", "payload": payload}})
        assert message["attachments"][0]["payload"]["template_type"] == payload["template_type"]


@pytest.mark.parametrize(
    "payload",
    [
        {"template_type": "generic", "elements": []},
        {"template_type": "generic", "elements": [{"title": "x" * 81, "subtitle": "y"}]},
        {"template_type": "generic", "elements": [{"title": "only a title"}]},
        {"template_type": "button", "text": "x" * 641, "buttons": []},
        {"template_type": "button", "text": "x", "buttons": [{"type": "web_url", "title": "x"}]},
        {"template_type": "button", "text": "x", "buttons": [TAP | {"title": "x" * 21}]},
        {"template_type": "button", "text": "x", "buttons": [TAP | {"payload": "x" * 1001}]},
        {"template_type": "button", "text": "x", "buttons": [LINK | {"url": "shop.example"}]},
        {"template_type": "button", "text": "x" * 641, "buttons": [TAP]},
        {"template_type": "button", "text": "x", "buttons": []},
        {"template_type": "button", "text": "x", "buttons": [TAP] * 4},
        {"template_type": "carousel"},
    ],
)
async def test_templates_that_meta_would_refuse(talking, payload):
    answer = await talking.send(message={"attachment": {"type": "template", "payload": payload}})
    assert refusal(answer)[0] == 100


async def test_an_answer_to_a_message(talking):
    mid = (await talking.play("text", text="this one"))["mid"]
    message = await echoed(talking, {"text": "yes"}, reply_to={"mid": mid})
    assert message["reply_to"] == {"mid": mid}
    assert refusal(await talking.send(reply_to={"mid": "unknown"}))[0] == 100


async def test_long_quick_reply_titles_are_cut(talking):
    replies = [{"content_type": "text", "title": "x" * 25, "payload": "X"}]
    await talking.send(message={"text": "choose", "quick_replies": replies})
    chat = await talking.read("chat", person="ada.b")
    assert chat["messages"][-1]["quick_replies"][0]["title"] == "x" * 20


async def test_a_quick_reply_that_tells_too_much_is_refused(talking):
    replies = [{"content_type": "text", "title": "x", "payload": "x" * 1000}]
    assert (await talking.send(message={"text": "choose", "quick_replies": replies})).is_success
    replies[0]["payload"] += "x"
    answer = await talking.send(message={"text": "choose", "quick_replies": replies})
    assert refusal(answer)[0] == 100


async def test_contact_quick_replies_show_nothing(talking):
    replies = [{"content_type": "user_email"}]
    await talking.send(message={"text": "your mail?", "quick_replies": replies})
    chat = await talking.read("chat", person="ada.b")
    assert chat["messages"][-1]["quick_replies"] == []


async def act(stage, action, **more):
    body = {"recipient": {"id": stage.ada}, "sender_action": action, **more}
    return await stage.graph("POST", "me/messages", json=body)


async def test_typing_seen_and_reactions_reach_the_phone_without_an_echo(talking):
    mid = (await talking.read("chat", person="ada.b"))["messages"][0]["mid"]
    answer = await act(talking, "typing_on")
    assert answer.json() == {"recipient_id": talking.ada}
    assert (await talking.read("chat", person="ada.b"))["typing_until"]
    await act(talking, "typing_off")
    assert (await talking.read("chat", person="ada.b"))["typing_until"] is None
    await act(talking, "mark_seen")
    assert (await talking.read("chat", person="ada.b"))["looked_at"] == talking.clock.now()
    await act(talking, "react", payload={"message_id": mid, "reaction": "love"})
    chat = await talking.read("chat", person="ada.b")
    assert chat["messages"][0]["reactions"] == {"business": "❤️"}
    await act(talking, "unreact", payload={"message_id": mid})
    assert (await talking.read("chat", person="ada.b"))["messages"][0]["reactions"] == {}
    assert await talking.delivered() == []


async def test_a_bad_body_is_a_refusal_and_never_a_crash(talking):
    headers = {"Authorization": f"Bearer {talking.token}", "Content-Type": "application/json"}
    for body in (b"{", b"[]", b'{"recipient": 5}', b'{"recipient": {"id": "2001"}}'):
        answer = await talking.http.post("/v25.0/me/messages", content=body, headers=headers)
        assert answer.status_code == 400
        assert answer.json()["error"]["code"] == 100
    for message in ({"text": 5}, {"attachment": "x"}, {"attachments": ["x"]}, {"text": ""}):
        assert refusal(await talking.send(message=message))[0] == 100
