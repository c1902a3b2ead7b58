"""The sandbox refuses what Meta refuses, with the reference's codes: a test per row.

First the rows that follow from the sandbox's own state, then every row through its fault switch.
"""

import pytest

from integrations.sandbox.clock import DAY, HOUR
from integrations.sandbox.refusals import ROWS

from .conftest import refusal


async def closed(stage):
    await stage.play("text", text="hi", when=24 * 3600)
    return await stage.send()


async def never_wrote(stage):
    return await stage.send()


async def tagged_after_seven_days(stage):
    await stage.options(human_agent=True)
    await stage.play("text", text="hi", when=7 * 86400)
    return await stage.send(tag="HUMAN_AGENT", messaging_type="MESSAGE_TAG")


async def tagged_without_approval(stage):
    await stage.play("text", text="hi", when=25 * 3600)
    return await stage.send(tag="HUMAN_AGENT", messaging_type="MESSAGE_TAG")


async def tagged_picture_after_a_day(stage):
    await stage.options(human_agent=True)
    await stage.play("text", text="hi", when=25 * 3600)
    body = {"attachment": {"type": "image", "payload": {"url": "http://product.example/cake.png"}}}
    more = {"tag": "HUMAN_AGENT", "messaging_type": "MESSAGE_TAG", "message": body}
    return await stage.send(**more)


async def refused_tag(stage):
    await stage.play("text", text="hi")
    return await stage.send(tag="ACCOUNT_UPDATE", messaging_type="MESSAGE_TAG")


async def type_without_tag(stage):
    await stage.play("text", text="hi")
    return await stage.send(messaging_type="MESSAGE_TAG")


async def not_receiving(stage):
    await stage.play("text", text="hi")
    await stage.contact(reach="not_receiving")
    return await stage.send()


async def restricted(stage):
    await stage.play("text", text="hi")
    await stage.options(restriction="10/1893063")
    return await stage.send()


async def blocked_from_the_api(stage):
    await stage.options(restriction="100/2534029")
    return await stage.send()


async def temporarily_blocked(stage):
    await stage.options(restriction="368")
    return await stage.send()


async def other_app_owns_the_thread(stage):
    await stage.play("text", text="hi")
    await stage.play("handover", control="take", app="222")
    return await stage.send()


async def thread_deleted(stage):
    await stage.play("text", text="hi")
    await stage.contact(reach="thread_deleted")
    return await stage.send()


async def nobody(stage):
    return await stage.send(to="999")


async def an_ig_id_as_recipient(stage):
    return await stage.send(to=stage.ig_id)


async def gone(stage):
    await stage.play("text", text="hi")
    await stage.contact(reach="deleted")
    return await stage.send()


async def blocks_us(stage):
    await stage.play("text", text="hi")
    await stage.contact(blocked=True)
    return await stage.send()


async def unavailable(stage):
    await stage.play("text", text="hi")
    await stage.contact(reach="unavailable")
    return await stage.send()


async def no_consent(stage):
    await stage.comment()
    return await stage.graph("GET", stage.ada)


async def profile_of_a_blocker(stage):
    await stage.play("text", text="hi")
    await stage.contact(blocked=True)
    return await stage.graph("GET", stage.ada)


async def unsent_message(stage):
    mid = (await stage.play("text", text="hi"))["mid"]
    await stage.play("unsend", mid=mid)
    return await stage.graph("GET", mid)


async def comment_answered_twice(stage):
    comment = await stage.comment()
    assert (await stage.reply_privately(comment)).status_code == 200
    return await stage.reply_privately(comment)


async def comment_too_old(stage):
    return await stage.reply_privately(await stage.comment(when=7 * 86400))


async def comment_deleted(stage):
    comment = await stage.comment()
    await stage.graph("DELETE", comment)
    return await stage.reply_privately(comment)


async def comment_of_our_own(stage):
    media = await stage.post()
    comment = (await stage.play("own_comment", media=media, text="mine"))["comment"]
    return await stage.reply_privately(comment)


async def comment_unknown(stage):
    return await stage.reply_privately("18999")


async def live_is_over(stage):
    media = await stage.post("LIVE")
    comment = await stage.comment(media)
    await stage.control(f"media/{media}", "PATCH", ended=True)
    return await stage.reply_privately(comment)


async def picture_in_a_private_reply(stage):
    picture = {"type": "image", "payload": {"url": "http://product.example/cake.png"}}
    message = {"message": {"attachment": picture}}
    body = {"recipient": {"comment_id": await stage.comment()}, **message}
    return await stage.graph("POST", "me/messages", json=body)


async def text_and_picture_at_once(stage):
    await stage.play("text", text="hi")
    picture = {"type": "image", "payload": {"url": "http://product.example/cake.png"}}
    return await stage.send(message={"text": "look", "attachment": picture})


async def unknown_token(stage):
    stage.token = "nonsense"
    return await stage.graph("GET", "me")


def token_state(state):
    async def refused(stage):
        await stage.control(f"accounts/{stage.ig_id}/tokens", "PATCH", state=state)
        return await stage.graph("GET", "me")

    return refused


async def token_too_old(stage):
    stage.clock.forward(60 * DAY)
    return await stage.graph("GET", "me")


async def access_off(stage):
    await stage.play("text", text="hi")
    await stage.options(message_access=False)
    return await stage.send()


async def without_messages_scope(stage):
    scopes = ["instagram_business_basic"]
    await stage.control(f"accounts/{stage.ig_id}/tokens", "PATCH", scopes=scopes)
    return await stage.send()


async def without_comments_scope(stage):
    comment = await stage.comment()
    scopes = ["instagram_business_basic", "instagram_business_manage_messages"]
    await stage.control(f"accounts/{stage.ig_id}/tokens", "PATCH", scopes=scopes)
    return await stage.graph("POST", f"{comment}/replies", data={"message": "hello"})


async def no_role_on_the_app(stage):
    await stage.play("text", text="hi")
    await stage.options(app_live=False)
    await stage.contact(tester=False)
    return await stage.send()


async def unknown_field(stage):
    return await stage.graph("GET", "me/conversations", params={"fields": "unread_count"})


async def wrong_verb(stage):
    return await stage.graph("DELETE", "me/messages")


async def subscribing_me(stage):
    fields = {"subscribed_fields": "messages"}
    return await stage.graph("POST", "me/subscribed_apps", params=fields)


async def unknown_object(stage):
    return await stage.graph("GET", "424242")


async def message_and_action(stage):
    await stage.play("text", text="hi")
    return await stage.send(sender_action="typing_on")


async def unknown_path(stage):
    return await stage.graph("GET", "me/nonsense")


async def page_too_large(stage):
    await stage.options(conversation_page=10)
    return await stage.graph("GET", "me/conversations", params={"limit": 50})


async def wrong_secret(stage):
    query = {"grant_type": "ig_exchange_token", "client_secret": "no", "access_token": "x"}
    return await stage.http.get("/access_token", params=query)


async def unreachable_picture(stage):
    await stage.play("text", text="hi")
    picture = {"type": "image", "payload": {"url": "http://product.example/missing.png"}}
    return await stage.send(message={"attachment": picture})


async def not_a_picture(stage):
    await stage.play("text", text="hi")
    stage.product.files["/page"] = ("text/html", b"<p>")
    picture = {"type": "image", "payload": {"url": "http://product.example/page"}}
    return await stage.send(message={"attachment": picture})


async def picture_too_large(stage):
    await stage.play("text", text="hi")
    stage.product.files["/big"] = ("image/png", b"0" * (8 * 1024 * 1024 + 1))
    picture = {"type": "image", "payload": {"url": "http://product.example/big"}}
    return await stage.send(message={"attachment": picture})


async def unknown_attachment(stage):
    await stage.play("text", text="hi")
    picture = {"type": "image", "payload": {"attachment_id": "1"}}
    return await stage.send(message={"attachment": picture})


async def unknown_product(stage):
    await stage.play("text", text="hi")
    payload = {"template_type": "product", "elements": [{"id": "not a number"}]}
    return await stage.send(message={"attachment": {"type": "template", "payload": payload}})


async def story_over(stage):
    media = await stage.post("STORY")
    stage.clock.forward(DAY)
    return await stage.graph("GET", media)


async def text_too_long(stage):
    await stage.play("text", text="hi")
    return await stage.send("é" * 501)


async def too_many_quick_replies(stage):
    await stage.play("text", text="hi")
    replies = [{"content_type": "text", "title": str(n), "payload": str(n)} for n in range(14)]
    return await stage.send(message={"text": "choose", "quick_replies": replies})


async def too_many_calls_a_second(stage):
    await stage.play("text", text="hi")
    await stage.options(limits={"text_per_second": 1})
    await stage.send()
    return await stage.send()


async def too_many_conversations(stage):
    for _ in range(2):
        assert (await stage.graph("GET", "me/conversations")).status_code == 200
    return await stage.graph("GET", "me/conversations")


async def too_many_messages_an_hour(stage):
    await stage.play("text", text="hi")
    await stage.options(limits={"messages_per_hour": 1})
    await stage.send()
    return await stage.send()


async def same_public_reply(stage):
    comment = await stage.comment()
    await stage.graph("POST", f"{comment}/replies", data={"message": "hello"})
    return await stage.graph("POST", f"{comment}/replies", data={"message": "hello"})


def opt_in_request(title):
    payload = {"template_type": "notification_messages", "title": title, "payload": title}
    return {"attachment": {"type": "template", "payload": payload}}


async def same_topic_twice(stage):
    await stage.options(opt_ins=True)
    await stage.play("text", text="hi")
    await stage.send(message=opt_in_request("News"))
    return await stage.send(message=opt_in_request("News"))


async def too_many_topics(stage):
    await stage.options(opt_ins=True)
    await stage.play("text", text="hi")
    for number in range(5):
        await stage.send(message=opt_in_request(f"Topic {number}"))
    return await stage.send(message=opt_in_request("One more"))


async def opt_ins_unavailable(stage):
    await stage.play("text", text="hi")
    return await stage.send(message=opt_in_request("News"))


async def topic_stopped(stage):
    await stage.options(opt_ins=True)
    token = (await stage.play("opt_in", topic="News"))["token"]
    await stage.play("opt_out", topic="News")
    return await stage.send(recipient={"notification_messages_token": token})


async def topic_too_soon(stage):
    await stage.options(opt_ins=True)
    token = (await stage.play("opt_in", topic="News"))["token"]
    to = {"recipient": {"notification_messages_token": token}}
    assert (await stage.send(**to)).status_code == 200
    stage.clock.forward(23 * HOUR)
    return await stage.send(**to)


async def opt_in_spent(stage):
    await stage.options(opt_ins=True)
    token = (await stage.play("opt_in", topic="Restock", once=True))["token"]
    to = {"recipient": {"one_time_notif_token": token}}
    assert (await stage.send(**to)).status_code == 200
    return await stage.send(**to)


FROM_STATE = [
    (closed, (10, 2534022, 403)),
    (never_wrote, (10, 2534022, 403)),
    (tagged_after_seven_days, (10, 2534022, 403)),
    (tagged_without_approval, (10, None, 400)),
    (tagged_picture_after_a_day, (100, 2534015, 400)),
    (refused_tag, (100, None, 400)),
    (type_without_tag, (100, None, 400)),
    (not_receiving, (10, 2018108, 400)),
    (restricted, (10, 1893063, 400)),
    (blocked_from_the_api, (100, 2534029, 400)),
    (temporarily_blocked, (368, None, 400)),
    (other_app_owns_the_thread, (100, 2534037, 400)),
    (thread_deleted, (100, 2534001, 400)),
    (nobody, (100, 2534014, 400)),
    (an_ig_id_as_recipient, (100, 2534014, 400)),
    (gone, (100, 2534014, 400)),
    (blocks_us, (551, 1545041, 400)),
    (unavailable, (551, None, 400)),
    (no_consent, (230, None, 400)),
    (profile_of_a_blocker, (2018218, None, 400)),
    (unsent_message, (9000001, None, 400)),
    (comment_answered_twice, (100, 2534025, 400)),
    (comment_too_old, (100, 2534025, 400)),
    (comment_deleted, (100, 2534025, 400)),
    (comment_of_our_own, (100, 2534025, 400)),
    (comment_unknown, (100, 2534025, 400)),
    (live_is_over, (100, 2534025, 400)),
    (picture_in_a_private_reply, (100, 2534015, 400)),
    (text_and_picture_at_once, (100, 2534015, 400)),
    (unknown_token, (190, None, 400)),
    (token_state("revoked"), (190, 458, 400)),
    (token_state("checkpoint"), (190, 459, 400)),
    (token_state("password_changed"), (190, 460, 400)),
    (token_too_old, (190, 463, 400)),
    (token_state("unconfirmed"), (190, 464, 400)),
    (token_state("invalid"), (190, 467, 400)),
    (token_state("role_lost"), (190, 492, 400)),
    (access_off, (200, 2534041, 400)),
    (without_messages_scope, (10, None, 400)),
    (without_comments_scope, (200, None, 400)),
    (no_role_on_the_app, (200, 2018028, 400)),
    (unknown_field, (100, None, 400)),
    (wrong_verb, (100, None, 400)),
    (subscribing_me, (100, None, 400)),
    (unknown_object, (100, 33, 400)),
    (message_and_action, (100, 2018014, 400)),
    (unknown_path, (2500, None, 400)),
    (page_too_large, (1, None, 500)),
    (wrong_secret, (101, None, 400)),
    (unreachable_picture, (100, 2018008, 400)),
    (not_a_picture, (100, 2018047, 400)),
    (picture_too_large, (100, 2018109, 400)),
    (unknown_attachment, (100, 2018074, 400)),
    (unknown_product, (100, 2018320, 400)),
    (story_over, (1609005, None, 400)),
    (text_too_long, (100, None, 400)),
    (too_many_quick_replies, (100, None, 400)),
    (too_many_calls_a_second, (613, 2534040, 400)),
    (too_many_conversations, (4, None, 403)),
    (too_many_messages_an_hour, (80002, None, 400)),
    (same_public_reply, (506, None, 400)),
    (same_topic_twice, (613, 1893016, 400)),
    (too_many_topics, (9, 2018352, 400)),
    (opt_ins_unavailable, (100, 2534015, 400)),
    (topic_stopped, (10, 1893015, 400)),
    (topic_too_soon, (4, 2018354, 400)),
    (opt_in_spent, (100, None, 400)),
]


@pytest.mark.parametrize(
    ("arrange", "expected"), FROM_STATE, ids=lambda one: getattr(one, "__name__", "")
)
async def test_a_refusal_follows_from_the_state_of_things(stage, arrange, expected):
    assert refusal(await arrange(stage)) == expected


@pytest.mark.parametrize("row", ROWS.values(), ids=lambda row: f"{row.code}-{row.subcode}")
async def test_every_known_refusal_can_be_switched_on(talking, row):
    await talking.control("faults", kind="error", code=row.code, subcode=row.subcode, times=1)
    answer = await talking.send()
    assert refusal(answer) == (row.code, row.subcode, row.http)
    error = answer.json()["error"]
    assert error["type"] == row.type
    assert error.get("is_transient") == row.transient
    assert error["fbtrace_id"]
    assert answer.headers["www-authenticate"].startswith('OAuth "Facebook Platform"')
    assert (await talking.send()).status_code == 200


async def test_a_refused_message_is_not_sent(talking):
    await talking.control("faults", kind="error", code=2, times=1)
    await talking.send("lost")
    assert await talking.delivered() == []
    said = (await talking.read("messages", source="api"))["messages"]
    assert said == []


async def test_refusals_can_speak_another_language(stage):
    await stage.options(locale="pt")
    answer = await stage.send()
    assert refusal(answer) == (10, 2534022, 403)
    assert "mensagem" in answer.json()["error"]["message"]
