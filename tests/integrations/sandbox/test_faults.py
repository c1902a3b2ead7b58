"""What goes wrong on purpose."""

import json
import time

import pytest

from .conftest import refusal


async def test_an_answer_lost_after_delivery(talking):  # F-4
    await talking.control("faults", kind="answer_broken", times=1)
    assert refusal(await talking.send("sent anyway")) == (1, 1357046, 500)
    assert (await talking.delivered())[0]["message"]["text"] == "sent anyway"


async def test_a_bare_page_when_the_platform_is_down(talking):
    await talking.control("faults", kind="platform_down", times=1)
    answer = await talking.send()
    assert answer.status_code == 503
    assert answer.headers["content-type"].startswith("text/html")
    assert await talking.delivered() == []


async def test_an_error_inside_a_200(talking):
    await talking.control("faults", kind="error_in_200", times=1)
    answer = await talking.send()
    assert answer.status_code == 200
    assert answer.json()["error"]["code"] == 2
    assert await talking.delivered() == []


async def test_a_slow_answer(talking):
    await talking.control("faults", kind="slow", ms=60, times=1)
    started = time.monotonic()
    assert (await talking.send()).status_code == 200
    assert time.monotonic() - started >= 0.06


async def test_an_answer_may_be_later_by_chance(talking):
    fault = talking.world.faults.add("slow", {"ms": 100, "jitter": 50, "on": "messages"}, None, 1)
    delays = [talking.world.faults.between(fault, 100, 150) for _ in range(20)]
    assert 100 <= min(delays) < max(delays) <= 150
    started = time.monotonic()
    await talking.send()
    assert time.monotonic() - started >= 0.1


async def test_a_fault_may_strike_now_and_then_and_strikes_alike_in_each_run(talking):  # F-4
    await talking.options(limits={"text_per_second": 0})

    async def run(chance, seed=1):
        fault = {"kind": "answer_broken", "chance": chance, "seed": seed}
        await talking.control("faults", **fault)
        answers = [(await talking.send(str(number))).status_code for number in range(60)]
        await talking.http.delete("/control/faults")
        return answers

    first = await run(0.3)
    assert 5 < first.count(500) < 35
    assert first == await run(0.3)
    assert first != await run(0.3, seed=2)
    assert set(await run(0)) == {200}
    assert set(await run(1)) == {500}
    rows = (await talking.read("messages", source="api", limit=1000))["messages"]
    assert len(rows) == 300  # each was delivered, whatever was answered


async def test_a_chance_counts_only_the_times_that_it_strikes(talking):
    await talking.control("faults", kind="unavailable", chance=0.5, times=3)
    answers = [(await talking.send(str(number))).status_code for number in range(40)]
    assert answers.count(500) == 3


@pytest.mark.parametrize("chance", [-0.1, 1.1, "often"])
async def test_a_chance_that_is_none_is_refused(talking, chance):
    answer = await talking.http.post("/control/faults", json={"kind": "slow", "chance": chance})
    assert answer.status_code == 400


async def test_a_rate_limit_says_for_how_many_minutes(talking):  # L-8
    await talking.control("faults", kind="rate_limited", minutes=7, times=1)
    refused = await talking.send()
    assert refusal(refused) == (613, 2534040, 400)
    (row,) = json.loads(refused.headers["x-business-use-case-usage"])[talking.ig_id]
    assert row["estimated_time_to_regain_access"] == 7
    assert "x-business-use-case-usage" not in (await talking.send()).headers


async def test_an_echo_before_the_answer(talking):
    await talking.control("faults", kind="echo_first", times=1)
    await talking.send("first")
    assert talking.product.events[0]["message"]["is_echo"] is True


async def test_an_echo_that_is_late_lets_others_pass(talking):
    await talking.control("faults", kind="delay_echo", ms=60, times=1)
    await talking.send("late")
    await talking.play("text", text="quick")
    said = [event["message"]["text"] for event in await talking.delivered()]
    assert said == ["quick", "late"]


async def test_an_echo_that_never_comes(talking):
    await talking.control("faults", kind="no_echo", times=1)
    await talking.send()
    assert await talking.delivered() == []


async def test_a_fault_can_mean_one_endpoint_only(talking):
    await talking.control("faults", kind="error", code=2, on="conversations")
    assert (await talking.send()).status_code == 200
    assert refusal(await talking.graph("GET", "me/conversations"))[0] == 2


async def test_a_fault_of_one_account_leaves_others_alone(talking):
    await talking.control("accounts", username="other", ig_id="17841400000000002", token="T2")
    await talking.control("faults", kind="token_expired", account="other")
    assert (await talking.graph("GET", "me")).status_code == 200
    talking.token = "T2"
    assert refusal(await talking.graph("GET", "me")) == (190, 463, 400)


async def test_faults_are_listed_counted_and_cleared(talking):
    await talking.control("faults", kind="rate_limited", times=2)
    assert refusal(await talking.send()) == (613, 2534040, 400)
    listed = await talking.read("faults")
    assert listed["faults"][0]["remaining"] == 1
    assert "lost_answer" in listed["kinds"]
    assert {"code": 551, "subcode": 1545041} in [
        {"code": row["code"], "subcode": row["subcode"]} for row in listed["errors"]
    ]
    assert (await talking.http.delete("/control/faults")).json() == {"faults": []}
    assert (await talking.send()).status_code == 200


async def test_faults_end_with_their_account_and_with_the_world(talking):
    await talking.control("faults", kind="platform_down", account=talking.ig_id)
    assert (await talking.graph("GET", "me")).status_code == 503
    await talking.control(f"accounts/{talking.ig_id}/clear")
    assert (await talking.graph("GET", "me")).status_code == 200
    await talking.control("faults", kind="platform_down")
    await talking.control("reset")
    assert (await talking.read("faults"))["faults"] == []


async def test_an_unknown_fault_is_refused(talking):
    answer = await talking.http.post("/control/faults", json={"kind": "nonsense"})
    assert answer.status_code == 400
