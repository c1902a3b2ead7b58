"""Windows of the sandbox itself, at their boundaries."""

import pytest

from integrations.sandbox.clock import DAY, HOUR
from integrations.sandbox.windows import Window, window_at

from .conftest import START, refusal

AGENT = {"tag": "HUMAN_AGENT", "messaging_type": "MESSAGE_TAG"}


@pytest.mark.parametrize(
    ("passed", "window"),
    [
        (0, Window.OPEN),
        (24 * HOUR - 1, Window.OPEN),
        (24 * HOUR, Window.HUMAN_AGENT),
        (7 * DAY - 1, Window.HUMAN_AGENT),
        (7 * DAY, Window.CLOSED),
    ],
)
def test_boundaries_are_half_open(passed, window):  # W-1
    assert window_at(START - passed, START) is window


def test_who_never_wrote_has_no_window():  # W-1
    assert window_at(None, START) is Window.CLOSED


async def test_a_send_is_possible_until_the_last_millisecond(talking):  # W-1
    talking.clock.forward(24 * HOUR - 1)
    assert (await talking.send()).status_code == 200
    talking.clock.forward(1)
    assert refusal(await talking.send())[:2] == (10, 2534022)


async def test_the_tag_carries_text_until_seven_days(talking):  # W-1
    await talking.options(human_agent=True)
    talking.clock.forward(7 * DAY - 1)
    assert refusal(await talking.send())[:2] == (10, 2534022)
    assert (await talking.send(**AGENT)).status_code == 200
    talking.clock.forward(1)
    assert refusal(await talking.send(**AGENT))[:2] == (10, 2534022)


@pytest.mark.parametrize(
    ("kind", "what"),
    [
        ("text", {"text": "hi"}),
        ("photo", {}),
        ("story_mention", {}),
        ("quick_reply", {"title": "A", "payload": "A"}),
        ("postback", {"title": "A", "payload": "A"}),
        ("ice_breaker", {"title": "A", "payload": "A"}),
        ("ad", {"text": "hi"}),
    ],
)
async def test_these_open_the_window(stage, kind, what):  # W-2
    await stage.play(kind, **what)
    assert (await stage.send()).status_code == 200


@pytest.mark.parametrize("kind", ["react", "seen", "edit", "unsend", "referral", "opt_in"])
async def test_these_do_not(stage, kind):  # W-3
    mid = (await stage.play("text", text="hi", when=25 * 3600))["mid"]
    await stage.play(kind, mid=mid, text="changed")
    assert refusal(await stage.send())[:2] == (10, 2534022)


async def test_a_comment_and_its_private_reply_open_nothing(stage):  # W-6
    assert (await stage.reply_privately(await stage.comment())).status_code == 200
    assert refusal(await stage.send())[:2] == (10, 2534022)
    await stage.play("text", text="yes please")
    assert (await stage.send()).status_code == 200


async def test_an_event_of_the_past_opens_a_window_of_the_past(stage):  # W-4
    await stage.play("text", text="hi", when=23 * 3600)
    assert (await stage.send()).status_code == 200
    stage.clock.forward(HOUR)
    assert refusal(await stage.send())[:2] == (10, 2534022)


async def test_an_older_event_never_moves_the_window_back(talking):  # W-4
    await talking.play("text", text="late", when=3 * 86400)
    assert (await talking.send()).status_code == 200


async def test_an_ad_may_open_a_longer_window(stage):  # W-2
    await stage.options(ads_window_hours=168)
    await stage.play("ad", text="hi", when=6 * 86400)
    assert (await stage.send()).status_code == 200
    await stage.play("text", text="hi again", when=5 * 86400)
    assert (await stage.send()).status_code == 200


async def test_ageing_closes_windows_and_reset_times_stay_in_step(talking):
    await talking.control("age", hours=25)
    assert refusal(await talking.send())[:2] == (10, 2534022)
    listed = (await talking.read("contacts"))["contacts"][0]
    assert listed["window"] == "human_agent"
    assert listed["acted_at"] == START - 25 * HOUR
