"""One private reply a comment (W-6)."""

from integrations.sandbox.clock import DAY

from .conftest import refusal


async def test_it_reaches_the_author_and_names_them(stage):
    comment = await stage.comment()
    answer = await stage.reply_privately(comment, "Here you are")
    assert answer.json()["recipient_id"] == stage.ada
    echo = (await stage.delivered())[-1]
    assert echo["message"]["text"] == "Here you are"
    assert echo["recipient"]["id"] == stage.ada


async def test_it_is_possible_until_seven_days_have_passed(stage):
    comment = await stage.comment()
    other = await stage.comment()
    stage.clock.forward(7 * DAY - 1)
    assert (await stage.reply_privately(comment)).status_code == 200
    stage.clock.forward(1)
    assert refusal(await stage.reply_privately(other)) == (100, 2534025, 400)


async def test_each_comment_has_its_own_even_of_one_person(stage):
    media = await stage.post()
    first, second = await stage.comment(media), await stage.comment(media)
    assert (await stage.reply_privately(first)).status_code == 200
    assert (await stage.reply_privately(second)).status_code == 200


async def test_on_a_live_video_it_is_possible_while_it_lasts(stage):
    comment = await stage.comment(await stage.post("LIVE"))
    assert (await stage.reply_privately(comment)).status_code == 200


async def test_it_may_carry_quick_replies(stage):
    replies = [{"content_type": "text", "title": "Sizes", "payload": "SIZES"}]
    body = {
        "recipient": {"comment_id": await stage.comment()},
        "message": {"text": "Choose", "quick_replies": replies},
    }
    assert (await stage.graph("POST", "me/messages", json=body)).status_code == 200


async def test_a_refused_one_is_not_spent(stage):
    comment = await stage.comment()
    assert refusal(await stage.reply_privately(comment, "x" * 1001))[0] == 100
    assert (await stage.reply_privately(comment)).status_code == 200


async def test_one_whose_answer_was_lost_is_spent(stage):  # F-4
    comment = await stage.comment()
    await stage.control("faults", kind="answer_broken", times=1)
    assert refusal(await stage.reply_privately(comment)) == (1, 1357046, 500)
    assert refusal(await stage.reply_privately(comment)) == (100, 2534025, 400)
    assert sum("is_echo" in e.get("message", {}) for e in await stage.delivered()) == 1


async def test_750_an_hour_on_posts(stage):
    await stage.options(limits={"private_replies_per_hour": 1})
    media = await stage.post()
    first, second = await stage.comment(media), await stage.comment(media)
    await stage.reply_privately(first)
    assert refusal(await stage.reply_privately(second)) == (613, 2534040, 400)
