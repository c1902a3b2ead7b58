"""Comments through the Graph API."""

from .conftest import refusal


async def test_a_public_reply_hangs_under_the_top_comment_and_is_told_as_our_own(stage):
    comment = await stage.comment()
    nested = (await stage.play("comment", comment=comment, text="me too"))["comment"]
    await stage.delivered()
    stage.product.deliveries.clear()
    answer = await stage.graph("POST", f"{nested}/replies", params={"message": "Sent you a DM"})
    (event,) = await stage.delivered()
    assert event["value"]["id"] == answer.json()["id"]
    assert event["value"]["parent_id"] == comment
    assert event["value"]["from"]["id"] == stage.ig_id
    replies = (await stage.graph("GET", f"{comment}/replies")).json()["data"]
    assert [one["text"] for one in replies] == ["me too", "Sent you a DM"]


async def test_hiding_and_showing(stage):
    comment = await stage.comment()
    answer = await stage.graph("POST", comment, params={"hide": "true"})
    assert answer.json() == {"success": True}
    query = {"fields": "hidden,from,media,parent_id,timestamp"}
    shown = (await stage.graph("GET", comment, params=query)).json()
    assert shown["hidden"] is True
    assert shown["from"] == {"id": stage.ada, "username": "ada.b"}
    reply = await stage.graph("POST", f"{comment}/replies", data={"message": "x"})
    assert refusal(reply)[0] == 100
    await stage.graph("POST", comment, data={"hide": "false"})
    shown = (await stage.graph("GET", comment, params=query)).json()
    assert shown["hidden"] is False


async def test_our_own_comment_stays_visible(stage):
    media = await stage.post()
    own = (await stage.play("own_comment", media=media, text="mine"))["comment"]
    await stage.graph("POST", own, params={"hide": "true"})
    shown = (await stage.graph("GET", own, params={"fields": "hidden"})).json()
    assert shown["hidden"] is False


async def test_a_deleted_comment_is_not_there(stage):
    comment = await stage.comment()
    assert (await stage.graph("DELETE", comment)).json() == {"success": True}
    assert refusal(await stage.graph("GET", comment)) == (100, 33, 400)


async def test_live_comments_cannot_be_answered_in_public(stage):
    comment = await stage.comment(await stage.post("LIVE"))
    reply = await stage.graph("POST", f"{comment}/replies", data={"message": "x"})
    assert refusal(reply)[0] == 100
    assert refusal(await stage.graph("DELETE", comment))[0] == 100


async def test_posts_and_their_comments_are_listed(stage):
    media = await stage.post(caption="Bread")
    await stage.comment(media)
    rows = (await stage.graph("GET", f"{media}/comments", params={"fields": "from,text"})).json()
    assert rows["data"][0]["text"] == "price?"
    assert rows["data"][0]["from"]["username"] == "ada.b"
    query = {"fields": "id,caption,media_product_type,media_url,comments_count"}
    (post,) = (await stage.graph("GET", f"{stage.ig_id}/media", params=query)).json()["data"]
    assert post["caption"] == "Bread"
    assert post["comments_count"] == 1
    assert (await stage.http.get(post["media_url"])).headers["content-type"] == "image/jpeg"


async def test_comments_can_be_switched_off(stage):
    media = await stage.post()
    answer = await stage.graph("POST", media, params={"comment_enabled": "false"})
    assert answer.json() == {"success": True}
    body = {"kind": "comment", "person": "ada.b", "media": media, "text": "x"}
    assert (await stage.http.post("/control/events", json=body)).status_code == 400
