"""What goes wrong on purpose."""

import time

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


async def test_an_unknown_fault_is_refused(talking):
    answer = await talking.http.post("/control/faults", json={"kind": "nonsense"})
    assert answer.status_code == 400
