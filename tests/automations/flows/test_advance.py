"""Where a run goes: every kind of step, every kind of answer (K-5)."""

from datetime import timedelta

import pytest

from automations.flows import (
    AskSystem,
    Assign,
    Begin,
    Capture,
    Did,
    HandOver,
    Known,
    Label,
    Say,
    Standing,
    TellTeam,
    advance,
)
from automations.models import Handoff, Run, StepDone
from tests.automations.flows.playing import NOW, Play, compiled, passed

HI = {"send": {"texts": ["hi"]}}
BYE = {"id": "bye", "send": {"texts": ["bye"]}}
EMAIL = {"ask": {"texts": ["Your e-mail?"], "answer": "email", "save_to": "email"}}
SIZES = {
    "id": "size",
    "menu": {"texts": ["Which size?"], "choices": [{"title": "S"}, {"title": "M", "then": "bye"}]},
}


def send(text, **more):
    return {"send": {"texts": [text]}} | more


def test_steps_follow_one_another_to_the_end():
    play = Play(HI, send("how are you"), BYE)
    assert play.said == ["hi", "how are you", "bye"]
    assert (play.ended, play.waits_for) == (Run.Ended.FINISHED, None)
    assert [effect.visit.number for effect in play.effects] == [0, 1, 2]


def test_a_step_may_name_the_next():
    assert Play(HI | {"then": "bye"}, send("never"), BYE).said == ["hi", "bye"]


def test_a_question_waits_and_keeps_the_answer_with_its_source():
    play = Play(EMAIL, send("Thanks, {email}!"))
    assert (play.waits_for, play.said) == (Run.Waits.ANSWER, ["Your e-mail?"])
    play.says("sure: Ada@Example.org.")
    [kept] = play.of(Capture)
    assert (kept.field, kept.value, kept.key) == ("email", "ada@example.org", "mid")
    assert kept.question == "Your e-mail?"
    assert play.said[-1] == "Thanks, ada@example.org!"
    assert play.ended == Run.Ended.FINISHED


def test_an_answer_that_does_not_fit_is_asked_for_again_and_then_given_up():
    ask = {"ask": EMAIL["ask"] | {"retries": 1, "again": "That is no e-mail address."}}
    play = Play(ask, BYE).says("no idea")
    assert play.said[-1] == "That is no e-mail address.\nYour e-mail?"
    play.says("really not")
    [handed] = play.of(HandOver)
    assert (handed.reason, handed.words) == (Handoff.Reason.NOT_ANSWERED, "really not")
    assert play.ended == Run.Ended.HANDED_OFF


def test_giving_up_may_lead_elsewhere():
    ask = {"ask": EMAIL["ask"] | {"retries": 0, "otherwise": "bye"}}
    assert Play(ask, send("never"), BYE).says("no").said[-1] == "bye"


@pytest.mark.parametrize(("answer", "said"), [("S", "small"), (" s! ", "small"), ("1", "small")])
def test_a_menu_understands_its_title_and_its_number(answer, said):
    play = Play(SIZES, send("small", then="bye"), send("never"), BYE).says(answer)
    assert play.said[1] == said
    assert play.progress.answers == {"size": "S"}


def test_a_tap_says_which_answer_it_is():
    play = Play(SIZES, send("small"), BYE).says("whatever it is called", choice=1)
    assert play.said == ["Which size?", "bye"]


def test_a_menu_offers_a_person_by_default():  # H-3
    play = Play(SIZES, BYE)
    assert play.of(Say)[0].person
    [handed] = play.says("Talk to a person").of(HandOver)
    assert handed.reason == Handoff.Reason.ASKED
    without = {"menu": SIZES["menu"] | {"person": False}}
    assert not Play(without, BYE).of(Say)[0].person


def test_an_answer_that_is_none_of_the_menu_repeats_it_once():
    play = Play(SIZES, BYE).says("purple")
    assert play.said == ["Which size?", "Which size?"]
    assert play.of(Say)[1].choices == ("S", "M")
    assert play.says("purple").ended == Run.Ended.HANDED_OFF


def test_a_question_that_nobody_answers_ends_or_goes_on():
    ask = EMAIL["ask"] | {"timeout_minutes": 120}
    play = Play({"ask": ask}, BYE)
    assert play.progress.due_at == NOW + timedelta(hours=2)
    assert play.is_due().ended == Run.Ended.TIMED_OUT
    onward = Play({"ask": ask | {"on_timeout": "bye"}}, send("never"), BYE).is_due()
    assert onward.said[-1] == "bye"


def test_a_delay_is_a_moment_to_go_on_at():
    play = Play(HI, {"delay": {"minutes": 90}}, BYE)
    assert (play.waits_for, play.progress.due_at) == (
        Run.Waits.TIME,
        NOW + timedelta(minutes=90),
    )
    assert play.is_due().said == ["hi", "bye"]


@pytest.mark.parametrize(
    ("test", "known", "holds"),
    [
        ({"about": "label", "name": "VIP"}, {"labels": frozenset({"vip"})}, True),
        ({"about": "label", "name": "VIP"}, {}, False),
        ({"about": "field", "name": "city", "is": "equal", "value": "porto"},
         {"fields": {"city": "Porto"}}, True),
        ({"about": "field", "name": "city", "is": "contains", "value": "ort"},
         {"fields": {"city": "Porto"}}, True),
        ({"about": "field", "name": "city", "is": "not_set"}, {}, True),
        ({"about": "follows"}, {"follows_us": True}, True),
        ({"about": "follows"}, {"follows_us": None}, False),
        ({"about": "hours", "is": "not_set"}, {"is_open_hour": False}, True),
        ({"about": "window"}, {"window_is_open": True}, True),
    ],
    ids=str,
)  # fmt: skip
def test_a_condition_chooses_the_way(test, known, holds):
    condition = {"condition": {"tests": [test], "then": "bye"}}
    play = Play(condition, send("no"), {"stop": {}}, BYE, known=known)
    assert play.said == (["bye"] if holds else ["no"])


def test_what_was_answered_in_the_run_can_be_tested():
    test = {"about": "field", "name": "email", "is": "contains", "value": "@example.org"}
    play = Play(EMAIL, {"condition": {"tests": [test], "then": "bye"}}, HI, BYE)
    assert play.says("ada@example.org").said[1:] == ["bye"]


def test_steps_beside_talking_leave_their_effects():
    play = Play(
        {"tag": {"add": ["vip"], "remove": ["new"]}},
        {"assign": {"team": "Sales"}},
        {"notify": {"text": "{first_name|somebody} is here"}},
        {"opt_in": {"topic": "news"}},
        HI,
        known={"values": {"first_name": "Ada"}},
    )
    assert (play.of(Label)[0].add, play.of(Label)[0].remove) == (("vip",), ("new",))
    assert play.of(Assign)[0].team == "Sales"
    assert play.of(TellTeam)[0].text == "Ada is here"
    assert passed(play) == [("opt_in", StepDone.Skipped.NO_ACCESS)]  # O-6
    assert play.said == ["hi"]


def test_a_system_is_asked_and_its_answer_kept():  # N-3
    hook = {"webhook": {"url": "https://shop.example/order", "save": {"status": "order.state"}}}
    play = Play(hook, send("It is {status}."))
    assert (play.waits_for, len(play.of(AskSystem))) == (Run.Waits.CALL, 1)
    assert play.is_told(order={"state": "baked"}).said == ["It is baked."]


@pytest.mark.parametrize("fails", [lambda play: play.is_told(ok=False), Play.is_due])
def test_a_system_that_fails_is_a_matter_for_a_person(fails):  # N-3
    hook = {"webhook": {"url": "https://shop.example/order"}}
    assert fails(Play(hook, BYE)).ended == Run.Ended.HANDED_OFF
    onward = {"webhook": {"url": "https://shop.example/order", "otherwise": "bye"}}
    assert fails(Play(onward, send("never"), BYE)).said == ["bye"]


def test_a_step_hands_off_with_its_reason():  # H-2
    play = Play(HI, {"handoff": {"why": "sizes", "team": "Sales", "high_value": True}}, BYE)
    [handed] = play.of(HandOver)
    assert (handed.reason, handed.detail, handed.team) == ("high_value", "sizes", "Sales")
    assert (play.said, play.ended) == (["hi"], Run.Ended.HANDED_OFF)


# --- Restraint ------------------------------------------------------------------------------------
def test_after_a_comment_one_private_reply_then_their_answer():  # W-6, AUT-8
    public = {"reply_publicly": {"texts": ["Sent!"]}}
    closed = {"window_is_open": False}
    play = Play(public, HI, send("more"), of_comment=True, known=closed)
    assert play.said == ["Sent!", "hi"]
    assert [say.privately_to_comment for say in play.of(Say)] == [False, True]
    assert (play.waits_for, play.progress.due_at) == (Run.Waits.REPLY, None)
    play.says("great")
    assert play.said == ["Sent!", "hi", "more"]
    assert not play.of(Say)[2].privately_to_comment


def test_in_an_open_window_a_comments_flow_need_not_wait():  # W-6
    play = Play(HI, send("more"), of_comment=True, known={"window_is_open": True})
    assert play.said == ["hi", "more"]


def test_no_more_than_three_in_a_row():  # C-3
    play = Play(*[send(f"part {number}") for number in range(5)])
    assert (len(play.said), play.waits_for) == (3, Run.Waits.REPLY)
    assert len(play.says("yes?").said) == 5
    assert play.ended == Run.Ended.FINISHED


def test_there_is_nothing_to_answer_in_public_without_a_comment():
    play = Play({"reply_publicly": {"texts": ["Sent!"]}}, HI)
    assert (play.said, passed(play)) == (["hi"], [("reply_publicly", "no_comment")])


def test_what_the_contact_had_is_not_said_again():  # C-1
    had = {(1, "hi", False): NOW - timedelta(days=30)}
    play = Play(HI, known={"had": had})
    assert (play.said, play.progress.only_repeats) == ([], True)
    again = Play(HI, known={"had": had}, again_after_days=30)
    assert again.said == ["hi"]


def test_the_same_words_in_public_are_another_message():  # C-1
    had = {(1, "hi", True): NOW}
    assert Play(HI, known={"had": had}).said == ["hi"]


def test_who_goes_back_in_a_menu_is_answered_again():
    menu = {
        "id": "menu",
        "menu": {"texts": ["Well?"], "choices": [{"title": "Hours", "then": "hours"}]},
    }
    play = Play(menu, send("9 to 6", id="hours", then="menu"))
    play.known = play.known.__class__(
        NOW, 0, had={(1, "Well?", False): NOW, (1, "9 to 6", False): NOW}
    )
    play.says("Hours")
    assert play.said == ["Well?", "9 to 6", "Well?"]


def test_contacts_begin_at_different_wordings():  # C-2
    rule = compiled({"send": {"texts": ["one", "two"]}})
    begun = [advance(Standing(rule), Begin(), Known(NOW, number)) for number in range(3)]
    assert [progress.effects[0].text for progress in begun] == ["one", "two", "one"]


def test_a_circle_without_a_wait_ends():
    play = Play({"id": "a", "tag": {"add": ["x"]}, "then": "a"})
    assert play.ended == Run.Ended.CIRCLED


def test_it_is_a_function_of_its_values():
    assert Play(SIZES, BYE).progress == Play(SIZES, BYE).progress


def test_every_step_done_has_its_own_number():
    play = Play(SIZES, EMAIL, BYE).says("S").says("no").says("ada@example.org")
    numbers = [effect.visit.number for effect in play.effects]
    assert numbers == list(range(len(numbers)))
    assert len(play.of(Did)) == 1
