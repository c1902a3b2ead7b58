"""Reading back: conversations, messages, profiles."""

from integrations.sandbox.clock import DAY

from .conftest import refusal


async def test_threads_are_listed_newest_first(stage):
    await stage.control("people", username="bo.k", igsids={stage.ig_id: "2002"})
    await stage.play("text", text="old", when=60)
    await stage.play("text", person="bo.k", text="new")
    query = {"platform": "instagram", "fields": "id,updated_time,participants"}
    rows = (await stage.graph("GET", f"{stage.ig_id}/conversations", params=query)).json()["data"]
    assert [row["participants"]["data"][1]["username"] for row in rows] == ["bo.k", "ada.b"]
    assert rows[0]["participants"]["data"][0] == {"username": "bakery.demo", "id": stage.ig_id}
    assert rows[0]["updated_time"] == "2026-09-21T14:13:20+0000"
    assert rows[0]["id"].startswith("aWdfZAG06")
    stage.clock.forward(1_000)
    query["user_id"] = stage.ada
    rows = (await stage.graph("GET", "me/conversations", params=query)).json()["data"]
    assert len(rows) == 1


async def test_pages_follow_a_cursor(stage):
    for number in range(5):
        await stage.control("people", username=f"p{number}")
        await stage.play("text", person=f"p{number}", text="hi")
    seen, after = [], ""
    for _ in range(3):
        stage.clock.forward(1_000)
        query = {"limit": 2, **({"after": after} if after else {})}
        page = (await stage.graph("GET", "me/conversations", params=query)).json()
        seen += [row["id"] for row in page["data"]]
        after = page["paging"]["cursors"]["after"]
    assert len(set(seen)) == 5
    assert "next" not in page["paging"]


async def test_only_the_twenty_newest_messages_can_be_read(stage):
    mids = [(await stage.play("text", text=str(n)))["mid"] for n in range(22)]
    contact = (await stage.read("contacts"))["contacts"][0]
    fields = "messages.limit(50){id,created_time,from,to,message}"
    answer = await stage.graph("GET", contact["conversation_id"], params={"fields": fields})
    rows = answer.json()["messages"]["data"]
    assert [row["id"] for row in rows] == mids[::-1]
    assert rows[19]["message"] == "2"
    assert "message" not in rows[20]
    query = {"fields": "id,message,from,to"}
    newest = (await stage.graph("GET", mids[-1], params=query)).json()
    assert newest["message"] == "21"
    assert newest["from"] == {"username": "ada.b", "id": stage.ada}
    assert newest["to"]["data"] == [{"username": "bakery.demo", "id": stage.ig_id}]
    stage.clock.forward(1_000)
    assert refusal(await stage.graph("GET", mids[0], params=query)) == (9000001, None, 400)


async def test_attachments_reactions_and_stories_can_be_read(stage):
    media = await stage.post("STORY")
    photo = (await stage.play("photo"))["mid"]
    reply = (await stage.play("story_reply", media=media, text="nice"))["mid"]
    await stage.play("react", mid=photo, reaction="like")
    row = (await stage.graph("GET", photo, params={"fields": "attachments,reactions"})).json()
    assert row["attachments"]["data"][0]["image_data"]["url"]
    assert row["reactions"]["data"][0]["reaction"] == "👍"
    row = (await stage.graph("GET", reply, params={"fields": "story,message"})).json()
    assert row["story"]["reply_to"]["id"] == media


async def test_idle_requests_are_left_out_after_thirty_days(stage):
    await stage.play("text", text="hi")
    await stage.contact(in_requests=True)
    stage.clock.forward(30 * DAY)
    assert (await stage.graph("GET", "me/conversations")).json()["data"] == []


async def test_a_profile_can_be_read_after_the_first_word(stage):
    await stage.play("ice_breaker", title="Hi", payload="HI")
    answer = await stage.graph("GET", stage.ada, params={"fields": "name,username,profile_pic"})
    assert answer.json() == {
        "id": stage.ada,
        "name": "Ada Berg",
        "username": "ada.b",
        "profile_pic": "http://sandbox.example/media/avatar/ada.b.png",
    }


async def test_me_and_the_account_by_its_id(stage):
    query = {"fields": "id,user_id,username,account_type"}
    me = (await stage.graph("GET", "me", params=query)).json()
    assert me["user_id"] == stage.ig_id
    assert me["id"] not in ("", stage.ig_id)
    assert (await stage.graph("GET", stage.ig_id, params=query)).json()["id"] == stage.ig_id


async def test_subscriptions_are_read_written_and_removed(stage):
    path = f"{stage.ig_id}/subscribed_apps"
    assert (await stage.graph("DELETE", path)).json() == {"success": True}
    assert (await stage.graph("GET", path)).json() == {"data": []}
    for given in (
        {"params": {"subscribed_fields": "comments,messages"}},
        {"data": {"subscribed_fields[]": ["comments", "messages"]}},
        {"json": {"subscribed_fields": ["comments", "messages"]}},
    ):
        assert (await stage.graph("POST", path, **given)).json() == {"success": True}
        data = (await stage.graph("GET", path)).json()["data"]
        assert data[0]["subscribed_fields"] == ["comments", "messages"]
    assert refusal(await stage.graph("POST", path, data={"subscribed_fields": "x"}))[0] == 100


async def test_ice_breakers_are_set_read_and_removed(stage):
    one = {"question": "Opening hours?", "payload": "HOURS"}
    body = {"platform": "instagram", "ice_breakers": [one]}
    answer = await stage.graph("POST", "me/messenger_profile", json=body)
    assert answer.json() == {"result": "success"}
    query = {"fields": "ice_breakers"}
    data = (await stage.graph("GET", "me/messenger_profile", params=query)).json()["data"]
    assert data == [{"call_to_actions": [one], "locale": "default"}]
    assert (await stage.read("chat", person="ada.b"))["ice_breakers"] == [one]
    query = {"fields": '["ice_breakers"]'}
    await stage.graph("DELETE", "me/messenger_profile", params=query)
    assert (await stage.graph("GET", "me/messenger_profile")).json() == {"data": []}
    body["ice_breakers"] = [one] * 5
    assert refusal(await stage.graph("POST", "me/messenger_profile", json=body))[0] == 100
