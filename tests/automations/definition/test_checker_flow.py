"""The checker says what may surprise in the course of a flow (C-3, W-1, W-6, H-3)."""

from dataclasses import replace

import pytest

from automations.definition.checker import Beside, check
from automations.definition.checker_beside import AccountFacts
from tests.automations.definition.made import SAY, anything, ask, menu, rule

SHOP = AccountFacts("shop")
AROUND = Beside(accounts=(SHOP,))
DAY = 24 * 60
TEST = [{"about": "label", "name": "vip"}]


def say(text="More.", **fields):
    return {"send": {"texts": [text]}} | fields


def delay(minutes, **fields):
    return {"delay": {"minutes": minutes}} | fields


def found(definition, around=AROUND):
    return [(finding.code, finding.where) for finding in check(definition, around)]


def codes(definition, around=AROUND):
    return [finding.code for finding in check(definition, around)]


def test_a_plain_rule_is_fine():
    assert check(rule(), AROUND) == []
    assert check(rule({"menu": menu("S", "M")}, say()), AROUND) == []


def test_mistakes_are_errors_and_come_first():
    definition = rule({"menu": menu("t" * 21, person=False)}, say(), keywords=["price", "Price"])
    levels = [finding.level for finding in check(definition, AROUND)]
    assert levels[0] == "error"
    assert levels == sorted(levels)
    assert ("too_long", "steps[0].menu.choices[0].title") in found(definition)


@pytest.mark.parametrize(
    ("steps", "where"),
    [
        ([SAY, delay(DAY), say()], "steps[1].delay.minutes"),
        ([SAY, delay(26 * 60), say()], "steps[1].delay.minutes"),
        ([SAY, delay(12 * 60), delay(12 * 60), say()], "steps[2].delay.minutes"),
        (
            [
                {"ask": ask(timeout_minutes=DAY, on_timeout="late")},
                say(),
                {"stop": {}},
                say(id="late"),
            ],
            "steps[0].ask.timeout_minutes",
        ),
        (
            [{"menu": menu("a", timeout_minutes=DAY, on_timeout="b")}, say(id="b")],
            "steps[0].menu.timeout_minutes",
        ),
        ([delay(25 * 60), {"tag": {"add": ["x"]}}, say()], "steps[0].delay.minutes"),
    ],
)
def test_a_wait_that_may_outlive_the_window_is_named(steps, where):  # W-1
    assert found(rule(*steps)) == [("outlives_window", where)]


@pytest.mark.parametrize(
    "steps",
    [
        [SAY, delay(DAY - 1), say()],
        [SAY, delay(26 * 60), {"tag": {"add": ["x"]}}],  # nothing is said after it
        [SAY, delay(20 * 60), {"ask": ask()}, delay(20 * 60), say()],  # they answered in between
    ],
)
def test_a_wait_that_ends_in_time_is_fine(steps):  # W-1
    assert "outlives_window" not in codes(rule(*steps))


def test_the_words_name_the_step_that_waits_and_the_one_that_is_skipped():  # W-1
    [finding] = check(rule(SAY, delay(26 * 60), say()), AROUND)
    assert "Step 2 may end 26 h after they last wrote" in finding.words
    assert "step 3 is skipped" in finding.words
    assert finding.level == "warning"


def test_an_account_with_a_longer_window_is_asked_for_it():  # W-2
    around = replace(AROUND, accounts=(replace(SHOP, open_minutes=7 * DAY),))
    assert codes(rule(SAY, delay(26 * 60), say()), around) == []


def test_a_second_message_before_they_answer_a_comment_waits():  # W-6, AUT-8
    assert found(anything(SAY, say(), on=["comment"])) == [("waits_for_answer", "steps[1]")]
    assert found(anything({"reply_publicly": {"texts": ["Look!"]}}, SAY, on=["comment"])) == []
    assert found(anything({"ask": ask()}, say(), on=["comment"])) == []
    assert found(anything(SAY, say(), on=["dm"])) == []


def test_a_delay_after_the_gate_counts_from_their_answer():  # W-6
    steps = [SAY, say("b"), delay(26 * 60), say("c")]
    assert ("outlives_window", "steps[2].delay.minutes") in found(anything(*steps, on=["comment"]))
    waiting = [delay(26 * 60), SAY]  # a comment's one reply may go for seven days
    assert found(anything(*waiting, on=["comment"])) == []


def test_more_than_three_in_a_row_wait():  # C-3
    three = [say(f"{n}") for n in range(3)]
    assert codes(rule(*three)) == []
    assert found(rule(*three, say())) == [("too_many_in_a_row", "steps[3]")]
    assert codes(rule(*three, say()), replace(AROUND, most_in_a_row=4)) == []
    with_file = {"send": {"texts": ["a"], "file": {"url": "https://cdn.example/a.jpg"}}}
    assert codes(rule(with_file, say(), say("z"))) == ["too_many_in_a_row"]
    assert codes(rule(say(), say("b"), {"ask": ask()}, say("c"), say("d"))) == []


def test_a_menu_without_a_way_to_a_person_is_named():  # H-3, AUT-9
    assert found(rule({"menu": menu("a", person=False)}, say())) == [
        ("no_person", "steps[0].menu.person")
    ]
    own_way = menu({"title": "Somebody", "then": "p"}, "b", person=False)
    assert codes(rule({"menu": own_way}, say(), {"stop": {}}, {"id": "p", "handoff": {}})) == []


def test_a_question_that_leads_nowhere_is_named():
    assert found(rule({"ask": ask()})) == [("dead_end", "steps[0].ask")]
    assert found(rule({"menu": menu({"title": "a", "then": "x"}, "b")}, {"id": "x"} | say())) == []
    last = rule(say(id="x"), {"menu": menu("a")})
    assert found(last) == [("dead_end", "steps[1].menu.choices[0]")]


def test_a_circle_through_a_wait_is_a_warning():  # C-5
    [finding] = check(rule(say(id="a"), {"ask": ask(), "then": "a"}), AROUND)
    assert (finding.code, finding.level, finding.where) == ("loop", "warning", "steps[0]")
    [error] = check(rule(say(id="a", then="a")), AROUND)
    assert (error.code, error.level) == ("endless_loop", "error")


def test_steps_after_a_handoff_are_never_reached():  # H-4
    assert found(rule({"handoff": {}}, say())) == [("unreachable", "steps[1]")]


def test_a_condition_that_changes_nothing_is_named():
    assert found(rule({"condition": {"tests": TEST}}, say())) == [
        ("no_effect", "steps[0].condition")
    ]
    ends = [say(), {"stop": {}}, say(id="no")]
    assert codes(rule({"condition": {"tests": TEST, "otherwise": "no"}}, *ends)) == []
