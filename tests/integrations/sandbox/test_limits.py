"""Rate limits, and the headers that tell of them."""

import json

from .conftest import refusal

VIDEO = {"type": "video", "payload": {"url": "http://product.example/film"}}


async def test_room_comes_back_as_time_passes(talking):
    await talking.options(limits={"text_per_second": 2})
    assert [(await talking.send()).status_code for _ in range(3)] == [200, 200, 400]
    talking.clock.forward(1_000)
    assert (await talking.send()).status_code == 200


async def test_a_hundred_texts_a_second_by_default(talking):
    answers = [await talking.send() for _ in range(101)]
    assert [answer.status_code for answer in answers] == [200] * 100 + [400]
    assert refusal(answers[-1]) == (613, 2534040, 400)


async def test_video_has_its_own_smaller_limit(talking):
    talking.product.files["/film"] = ("video/mp4", b"film")
    answers = [await talking.send(message={"attachment": VIDEO}) for _ in range(11)]
    assert [answer.status_code for answer in answers] == [200] * 10 + [400]
    assert (await talking.send()).status_code == 200


async def test_live_replies_have_a_limit_of_their_own(stage):
    await stage.options(limits={"private_replies_per_hour": 1, "live_replies_per_second": 2})
    media = await stage.post("LIVE")
    codes = [(await stage.reply_privately(await stage.comment(media))).status_code for _ in "abc"]
    assert codes == [200, 200, 400]


async def test_usage_is_told_after_some_calls_in_either_style(stage):
    await stage.options(usage_after=2, limits={"calls_per_hour": 10})
    first = await stage.graph("GET", "me")
    assert "x-app-usage" not in first.headers
    await stage.graph("GET", "me")
    third = await stage.graph("GET", "me")
    assert json.loads(third.headers["x-app-usage"]) == {"call_volume": 30, "cpu_time": 7}
    business = json.loads(third.headers["x-business-use-case-usage"])[stage.ig_id][0]
    assert business["call_count"] == 30
    assert business["estimated_time_to_regain_access"] == 0
    await stage.options(usage_style="classic")
    fourth = await stage.graph("GET", "me")
    assert json.loads(fourth.headers["x-app-usage"])["call_count"] == 40


async def test_usage_can_be_whatever_a_test_needs(stage):  # L-5
    await stage.options(usage_percent=140)
    told = (await stage.graph("GET", "me")).headers
    assert json.loads(told["x-app-usage"]) == {"call_volume": 140, "cpu_time": 35}
    business = json.loads(told["x-business-use-case-usage"])[stage.ig_id][0]
    assert (business["call_count"], business["estimated_time_to_regain_access"]) == (140, 0)
    await stage.options(usage_percent=None)
    assert "x-app-usage" not in (await stage.graph("GET", "me")).headers


async def test_a_blocked_account_is_told_for_how_many_minutes(stage):
    await stage.options(usage_after=0, limits={"calls_per_hour": 2})
    await stage.graph("GET", "me")
    await stage.graph("GET", "me")
    stage.clock.forward(20 * 60_000)
    blocked = await stage.graph("GET", "me")
    assert refusal(blocked) == (80002, None, 400)
    business = json.loads(blocked.headers["x-business-use-case-usage"])[stage.ig_id][0]
    assert business["estimated_time_to_regain_access"] == 40


async def test_ageing_frees_the_buckets(talking):
    await talking.options(limits={"messages_per_hour": 1})
    await talking.send()
    assert refusal(await talking.send())[0] == 80002
    await talking.control("age", hours=1)
    assert (await talking.send()).status_code == 200
