"""Which of several connected apps may write in a thread."""

import sqlite3

import pytest

from integrations.sandbox.clock import DAY, HOUR, SECOND
from integrations.sandbox.store import Store

from .conftest import START, refusal

OURS = "app-1"
OTHER = "222"


async def call(stage, name, **more):
    body = {"recipient": {"id": stage.ada}, **more}
    return await stage.graph("POST", f"{stage.ig_id}/{name}", json=body)


async def owner(stage):
    """What our app may know: the whole row, nothing, or the expiration alone."""
    found = (await stage.graph("GET", f"me/thread_owner?recipient={stage.ada}")).json()["data"]
    return found[0]["thread_owner"] if found else {}


async def taken(stage):
    await stage.play("handover", control="take", app=OTHER)
    await stage.delivered()
    stage.product.deliveries.clear()


async def families(stage):
    """Under which keys the events travelled since the last look."""
    await stage.settled()
    found = [key for body in stage.product.bodies for entry in body["entry"] for key in entry]
    stage.product.deliveries.clear()
    return [key for key in found if key in ("messaging", "standby", "changes")]


async def test_a_message_makes_a_thread_ours_for_a_day(talking):
    until = (START + DAY) // SECOND
    assert await owner(talking) == {"app_id": OURS, "expiration": until}
    talking.clock.forward(DAY - 1)
    assert await owner(talking) == {"app_id": OURS, "expiration": until}
    talking.clock.forward(1)
    assert await owner(talking) == {}


async def test_a_taken_thread_is_the_other_apps_and_our_sends_are_refused(talking):
    await talking.play("handover", control="take", app=OTHER)
    (event,) = await talking.delivered()
    assert event["take_thread_control"] == {
        "previous_owner_app_id": OURS, "new_owner_app_id": OTHER, "metadata": "note",
    }  # fmt: skip
    assert await owner(talking) == {"expiration": (START + DAY) // SECOND}
    assert refusal(await talking.send()) == (100, 2534037, 400)


async def test_everything_in_it_comes_on_standby(talking):
    await talking.send("first")
    await families(talking)
    await taken(talking)
    said = await talking.play("text", text="hello?")
    await talking.play("edit", mid=said["mid"], text="hello!")
    await talking.play("postback", title="Hours", payload="HOURS")
    await talking.play("typed_in_app", text="by hand")
    await talking.play("seen")
    assert await families(talking) == ["standby"] * 5


async def test_it_lasts_a_day_after_the_last_message_and_each_message_prolongs_it(talking):
    await taken(talking)
    talking.clock.forward(12 * HOUR)
    await talking.play("text", text="still there?")
    talking.clock.forward(DAY - 1)
    assert refusal(await talking.send())[:2] == (100, 2534037)
    talking.clock.forward(1)
    assert refusal(await talking.send())[:2] == (10, 2534022)  # idle, and the window is over too
    await talking.play("text", text="hi again")
    assert (await talking.send()).status_code == 200


async def test_nobody_hears_of_an_idle_thread_that_is_taken(stage):
    await taken(stage)
    assert stage.product.deliveries == []
    assert (await owner(stage)) == {"expiration": (START + DAY) // SECOND}


async def test_passed_back_it_is_ours(talking):
    await taken(talking)
    await talking.play("handover", control="pass")
    (event,) = await talking.delivered()
    assert event["pass_thread_control"]["previous_owner_app_id"] == OTHER
    assert event["pass_thread_control"]["new_owner_app_id"] == OURS
    assert (await talking.send()).status_code == 200


async def test_let_go_it_is_idle_and_without_routing_anybody_may_write(talking):
    await taken(talking)
    await talking.play("handover", control="release")
    assert await families(talking) == []
    assert await owner(talking) == {}
    assert (await talking.send()).status_code == 200


async def test_only_the_owner_is_asked(talking):
    await talking.play("handover", control="request", app="333")
    (event,) = await talking.delivered()
    assert event["request_thread_control"]["requested_owner_app_id"] == "333"
    await taken(talking)
    await talking.play("handover", control="request", app="333")
    assert await families(talking) == []


async def test_who_asks_for_an_idle_thread_gets_it(stage):
    await stage.play("handover", control="request", app=OTHER)
    assert refusal(await stage.send())[:2] == (100, 2534037)


async def test_we_pass_a_thread_and_it_is_gone(talking):
    answer = await call(talking, "pass_thread_control", target_app_id=OTHER, metadata="yours")
    assert answer.json() == {"success": True}
    assert await families(talking) == []
    assert refusal(await talking.send())[:2] == (100, 2534037)
    again = await call(talking, "pass_thread_control", target_app_id="333")
    assert refusal(again) == (2018300, None, 400)


async def test_a_pass_names_its_target(talking):
    assert refusal(await call(talking, "pass_thread_control"))[0] == 100


async def test_a_pass_to_ourselves_is_told_to_the_new_owner(stage):
    await call(stage, "pass_thread_control", target_app_id=OURS)
    (event,) = await stage.delivered()
    assert event["pass_thread_control"]["previous_owner_app_id"] is None


async def test_we_let_go_of_our_own_threads_only(talking):
    assert (await call(talking, "release_thread_control")).status_code == 200
    assert await owner(talking) == {}
    assert refusal(await call(talking, "release_thread_control"))[0] == 2018300


async def test_taking_needs_routing(talking):
    await taken(talking)
    assert refusal(await call(talking, "take_thread_control"))[0] == 27
    await talking.options(routing=True)
    assert (await call(talking, "take_thread_control")).json() == {"success": True}
    assert (await talking.send()).status_code == 200


async def test_asking_is_for_accounts_without_routing(talking):
    await talking.options(routing=True)
    assert refusal(await call(talking, "request_thread_control"))[0] == 100


async def test_asking_the_owner_changes_nothing_by_itself(talking):
    await taken(talking)
    assert (await call(talking, "request_thread_control")).json() == {"success": True}
    assert refusal(await talking.send())[:2] == (100, 2534037)


async def test_asking_for_an_idle_thread_gives_it_at_once(talking):
    await call(talking, "release_thread_control")
    await call(talking, "request_thread_control")
    assert (await owner(talking))["app_id"] == OURS


async def test_with_routing_only_the_default_app_writes_in_idle_threads(stage):
    await stage.options(routing=True, default_app=OTHER)
    await stage.play("text", text="hi")
    assert await families(stage) == ["standby"]
    assert refusal(await stage.send())[:2] == (100, 2534037)
    await stage.options(default_app="")
    await stage.play("handover", control="release")
    await stage.play("text", text="hi again")
    assert await families(stage) == ["messaging"]
    assert (await stage.send()).status_code == 200


async def test_the_control_api_sets_the_same_state(talking):
    await talking.contact(owner_app=OTHER)
    listed = (await talking.read("contacts"))["contacts"][0]
    assert (listed["owner_app"], listed["owned_until"]) == (OTHER, START + DAY)
    assert refusal(await talking.send())[:2] == (100, 2534037)
    await talking.contact(owner_app="")
    assert await owner(talking) == {}
    assert (await talking.send()).status_code == 200


async def test_ageing_ends_it(talking):
    await taken(talking)
    await talking.control("age", hours=24)
    assert await owner(talking) == {}


async def test_a_stranger_and_a_token_without_the_scope_are_refused(talking):
    body = {"recipient": {"id": "999"}}
    answer = await talking.graph("POST", "me/request_thread_control", json=body)
    assert refusal(answer)[:2] == (100, 2534014)
    await talking.control(f"accounts/{talking.ig_id}/tokens", "PATCH", scopes=[])
    assert refusal(await call(talking, "request_thread_control"))[0] == 10


async def test_other_apps_are_told_of_by_name_only_where_there_are_some(stage):
    answer = await stage.http.post(
        "/control/events", json={"kind": "handover", "person": "ada.b", "control": "steal"}
    )
    assert answer.status_code == 400
    assert "take, pass, request, release" in answer.json()["error"]


@pytest.mark.parametrize("first", ["ad", "text"])
async def test_a_longer_window_of_an_ad_holds_in_any_order(stage, first):  # W-2
    await stage.options(ads_window_hours=168)
    acts = {"ad": 6 * DAY, "text": 5 * DAY}
    for kind in (first, *(acts.keys() - {first})):
        await stage.play(kind, text="hi", when=acts[kind] // SECOND)
    assert (await stage.send()).status_code == 200
    stage.clock.forward(DAY)
    assert refusal(await stage.send())[:2] == (10, 2534022)


async def test_no_ad_opens_a_window_for_more_than_seven_days(stage):  # W-2
    await stage.options(ads_window_hours=1000)
    await stage.play("ad", text="hi")
    stage.clock.forward(7 * DAY)
    assert refusal(await stage.send())[:2] == (10, 2534022)


async def test_a_live_comment_is_answered_only_while_the_video_lasts(stage):  # W-6
    live = await stage.post("LIVE")
    first, second = await stage.comment(live), await stage.comment(live)
    assert (await stage.reply_privately(first)).status_code == 200
    await stage.control(f"media/{live}", "PATCH", ended=True)
    assert refusal(await stage.reply_privately(second)) == (100, 2534025, 400)


def test_a_file_of_an_earlier_version_is_completed(tmp_path):
    path = str(tmp_path / "sandbox.sqlite")
    Store(path).close()
    with sqlite3.connect(path) as earlier:
        earlier.execute("ALTER TABLE contacts DROP COLUMN owned_until")
    store = Store(path)
    assert store.all("SELECT owned_until FROM contacts") == []
    store.close()
