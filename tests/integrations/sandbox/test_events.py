"""The shape of every event."""

import pytest

from .conftest import START, until

PICTURE = "http://sandbox.example/media/bread.jpg"


async def only(stage, kind, **what):
    """The one event that playing this sends, without what is the same for all."""
    await stage.settled()
    stage.product.deliveries.clear()
    await stage.play(kind, **what)
    (event,) = await stage.delivered()
    return event


def inner(event):
    return {k: v for k, v in event.items() if k not in ("sender", "recipient", "timestamp")}


async def test_a_text_names_both_sides_and_its_own_time(stage):
    event = await only(stage, "text", text="do you ship?", when=3)
    mid = event["message"].pop("mid")
    assert event == {
        "sender": {"id": stage.ada},
        "recipient": {"id": stage.ig_id},
        "timestamp": START - 3_000,
        "message": {"text": "do you ship?"},
    }
    assert stage.product.bodies[0]["entry"][0]["id"] == stage.ig_id
    assert mid.startswith("aWdfZAG1faXRlbTox")  # ig_dm_item:1


async def test_an_answer_names_what_it_answers(talking):
    mid = (await talking.play("text", text="a"))["mid"]
    event = await only(talking, "text", text="b", reply_to=mid)
    assert event["message"]["reply_to"] == {"mid": mid}


@pytest.mark.parametrize("kind", ["image", "video", "audio", "file"])
async def test_media_comes_as_a_link_that_can_be_fetched(stage, kind):
    event = await only(stage, kind)
    (attachment,) = event["message"]["attachments"]
    assert attachment["type"] == kind
    url = attachment["payload"]["url"]
    assert url.startswith("http://sandbox.example/ig_messaging_cdn/?asset_id=")
    assert (await stage.http.get(url)).status_code == 200


async def test_an_album_has_several_attachments(stage):
    event = await only(stage, "album", count=3)
    assert [one["type"] for one in event["message"]["attachments"]] == ["image"] * 3


@pytest.mark.parametrize(
    ("kind", "key"), [("ig_post", "ig_post_media_id"), ("ig_reel", "reel_video_id")]
)
async def test_a_shared_post_names_it(stage, kind, key):
    media = await stage.post(caption="Bread")
    event = await only(stage, kind, media=media)
    payload = {key: media, "title": "Bread", "url": PICTURE}
    assert event["message"]["attachments"] == [{"type": kind, "payload": payload}]


async def test_a_story_reply_shows_the_story(stage):
    media = await stage.post("STORY")
    event = await only(stage, "story_reply", media=media, text="love it")
    assert event["message"]["reply_to"] == {"story": {"url": PICTURE, "id": media}}
    assert event["message"]["text"] == "love it"


async def test_a_story_mention_is_a_message_whose_media_dies_with_the_story(stage):
    event = await only(stage, "story_mention")
    (attachment,) = event["message"]["attachments"]
    assert attachment["type"] == "story_mention"
    url = attachment["payload"]["url"]
    assert (await stage.http.get(url)).status_code == 200
    stage.clock.forward(86_400_000)
    assert (await stage.http.get(url)).status_code == 403


async def test_view_once_and_unsupported(stage):
    assert (await only(stage, "ephemeral"))["message"]["attachments"] == [{"type": "ephemeral"}]
    assert (await only(stage, "unsupported"))["message"]["is_unsupported"] is True
    event = await only(stage, "unsupported", type="unsupported_type")
    assert event["message"]["attachments"][0]["type"] == "unsupported_type"


async def test_a_quick_reply_carries_its_payload(stage):
    event = await only(stage, "quick_reply", title="Sizes", payload="MENU_SIZES")
    assert event["message"]["text"] == "Sizes"
    assert event["message"]["quick_reply"] == {"payload": "MENU_SIZES"}


@pytest.mark.parametrize("kind", ["postback", "ice_breaker", "menu"])
async def test_a_tap_is_a_postback(stage, kind):
    event = await only(stage, kind, title="Opening hours", payload="HOURS")
    assert event["postback"].pop("mid")
    assert event["postback"] == {"title": "Opening hours", "payload": "HOURS"}


async def test_an_ice_breaker_may_carry_the_link_it_came_from(stage):
    event = await only(stage, "ice_breaker", title="Hi", payload="HI", ref="poster")
    assert event["postback"]["referral"]["ref"] == "poster"


async def test_an_ad_a_product_and_a_link(stage):
    event = await only(stage, "ad", text="hi", ad_id="6100", ref="spring")
    referral = event["message"]["referral"]
    assert (referral["source"], referral["ad_id"], referral["ref"]) == ("ADS", "6100", "spring")
    assert referral["ads_context_data"]["ad_title"]
    event = await only(stage, "product", product="7001")
    assert event["message"]["referral"] == {"product": {"id": "7001"}}
    event = await only(stage, "referral", ref="poster_qr")
    referral = {"ref": "poster_qr", "source": "SHORTLINK", "type": "OPEN_THREAD"}
    assert inner(event) == {"referral": referral}


async def test_a_reaction_and_its_removal(talking):
    mid = (await talking.send()).json()["message_id"]
    await talking.delivered()
    event = await only(talking, "react", mid=mid, reaction="love")
    love = {"mid": mid, "action": "react", "reaction": "love", "emoji": "❤️"}
    assert inner(event) == {"reaction": love}
    event = await only(talking, "react", mid=mid, emoji="🥐")
    assert event["reaction"]["reaction"] == "other"
    event = await only(talking, "unreact", mid=mid)
    assert inner(event) == {"reaction": {"mid": mid, "action": "unreact"}}


async def test_unsending_takes_the_media_along(stage):
    event = await only(stage, "image")
    mid, url = event["message"]["mid"], event["message"]["attachments"][0]["payload"]["url"]
    event = await only(stage, "unsend", mid=mid)
    assert inner(event) == {"message": {"mid": mid, "is_deleted": True}}
    assert (await stage.http.get(url)).status_code == 403


async def test_an_edit_counts_to_five(stage):
    mid = (await only(stage, "text", text="a"))["message"]["mid"]
    for number in range(1, 6):
        event = await only(stage, "edit", mid=mid, text=f"a{number}")
        edit = {"mid": mid, "text": f"a{number}", "num_edit": number}
        assert inner(event) == {"message_edit": edit}
    body = {"kind": "edit", "person": "ada.b", "mid": mid, "text": "a6"}
    assert (await stage.http.post("/control/events", json=body)).status_code == 400


async def test_seen_names_one_message_and_comes_once(talking):
    mid = (await talking.send()).json()["message_id"]
    await talking.delivered()
    event = await only(talking, "seen")
    assert inner(event) == {"read": {"mid": mid}}
    talking.product.deliveries.clear()
    await talking.play("seen", mid=mid)
    assert await talking.delivered() == []


async def test_people_can_read_by_themselves(talking):
    await talking.options(auto_seen_ms=1)
    mid = (await talking.send()).json()["message_id"]
    await until(lambda: {"read": {"mid": mid}} in [inner(e) for e in talking.product.events])


async def test_an_echo_of_a_send_has_its_mid(talking):
    mid = (await talking.send("Yes, 3 days")).json()["message_id"]
    (event,) = await talking.delivered()
    assert event["sender"] == {"id": talking.ig_id}
    assert event["recipient"] == {"id": talking.ada}
    assert event["message"] == {"mid": mid, "text": "Yes, 3 days", "is_echo": True}


async def test_what_is_typed_in_the_app_is_only_an_echo(stage):  # W-14
    event = await only(stage, "typed_in_app", text="from my phone")
    assert event["message"]["is_echo"] is True
    event = await only(stage, "note_to_self", text="test")
    assert event["message"]["is_self"] is True


async def test_comments_of_every_kind(stage):
    media = await stage.post("REELS")
    event = await only(stage, "comment", media=media, text="price?")
    number = event["value"].pop("id")
    assert event == {
        "field": "comments",
        "value": {
            "text": "price?",
            "from": {"id": stage.ada, "username": "ada.b"},
            "media": {"id": media, "media_product_type": "REELS"},
        },
    }
    assert len(number) == 18
    event = await only(stage, "comment", comment=number, text="me too")
    assert event["value"]["parent_id"] == number
    event = await only(stage, "comment", media=await stage.post("LIVE"), text="hi")
    assert event["field"] == "live_comments"
    event = await only(stage, "comment", media=await stage.post("AD", ad_title="Spring"))
    assert event["value"]["media"]["ad_title"] == "Spring"


async def test_a_comment_counts_seconds(stage):
    await stage.comment()
    await stage.delivered()
    assert stage.product.bodies[0]["entry"][0]["time"] < 10**11


async def test_our_own_comment_comes_from_the_account_itself(stage):
    media = await stage.post()
    event = await only(stage, "own_comment", media=media, text="own test")
    assert event["value"]["from"]["id"] == stage.ig_id
    assert event["value"]["from"]["self_ig_scoped_id"]


async def test_a_private_account_is_not_told_of_comments(stage):
    await stage.options(public=False)
    await stage.comment()
    assert await stage.delivered() == []


async def test_mentions_of_both_kinds(stage):
    assert set((await only(stage, "mention"))["value"]) == {"comment_id", "media_id"}
    event = await only(stage, "mention", in_caption=True, media="18061")
    assert event == {"field": "mentions", "value": {"media_id": "18061"}}


async def test_opt_ins(stage):
    event = await only(stage, "opt_in", topic="Updates")
    assert event["optin"]["type"] == "notification_messages"
    assert event["optin"]["notification_messages_token"].startswith("NMT")
    event = await only(stage, "opt_in", topic="RESTOCK", once=True)
    assert event["optin"]["type"] == "one_time_notif_req"
    event = await only(stage, "opt_out", topic="Updates")
    assert event["optin"]["notification_messages_status"] == "STOP_NOTIFICATIONS"


async def test_a_thread_passes_between_apps(stage):
    await stage.play("text", text="hello!")
    event = await only(stage, "handover", control="take", app="222")
    owners = {"previous_owner_app_id": "app-1", "new_owner_app_id": "222", "metadata": "note"}
    assert inner(event) == {"take_thread_control": owners}
    stage.product.deliveries.clear()
    await stage.play("text", text="hello?")
    await stage.delivered()
    assert "standby" in stage.product.bodies[0]["entry"][0]
    event = await only(stage, "handover", control="pass")
    assert event["pass_thread_control"]["new_owner_app_id"] == "app-1"
    event = await only(stage, "handover", control="request", app="333")
    assert event["request_thread_control"]["requested_owner_app_id"] == "333"


async def test_an_edit_that_nobody_made_comes_before_or_instead(stage):
    await stage.control("faults", kind="num_edit_zero", times=1)
    mid = (await stage.play("text", text="a"))["mid"]
    events = await stage.delivered()
    assert events[0] == {"message_edit": {"mid": mid, "num_edit": 0}}
    assert events[1]["message"]["text"] == "a"
    stage.product.deliveries.clear()
    await stage.control("faults", kind="num_edit_zero", instead=True, times=1)
    await stage.play("text", text="b")
    assert len(await stage.delivered()) == 1


async def test_media_links_can_lead_nowhere(stage):
    await stage.control("faults", kind="media_404", times=1)
    event = await only(stage, "image")
    url = event["message"]["attachments"][0]["payload"]["url"]
    assert (await stage.http.get(url)).status_code == 403
