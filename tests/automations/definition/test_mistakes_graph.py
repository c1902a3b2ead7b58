"""A flow is a checked graph: every step leads somewhere, none is forgotten, none spins (K-5)."""

import pytest

from automations.definition.mistakes import mistakes_in
from tests.automations.definition.made import SAY, ask, menu, rule

STOP = {"stop": {}}
TEST = [{"about": "label", "name": "vip"}]


def found(*steps, **fields):
    return [(mistake.where, mistake.code) for mistake in mistakes_in(rule(*steps, **fields))]


def step(name, **kind):
    return {"id": name} | kind


@pytest.mark.parametrize(
    ("given", "where"),
    [
        (SAY | {"then": "x"}, "then"),
        ({"menu": menu({"title": "a", "then": "x"})}, "menu.choices[0].then"),
        ({"menu": menu("a", otherwise="x")}, "menu.otherwise"),
        ({"menu": menu("a", timeout_minutes=5, on_timeout="x")}, "menu.on_timeout"),
        ({"ask": ask(otherwise="x")}, "ask.otherwise"),
        ({"ask": ask(timeout_minutes=5, on_timeout="x")}, "ask.on_timeout"),
        ({"condition": {"tests": TEST, "then": "x"}}, "condition.then"),
        ({"condition": {"tests": TEST, "otherwise": "x"}}, "condition.otherwise"),
        ({"webhook": {"url": "https://shop.example/", "otherwise": "x"}}, "webhook.otherwise"),
    ],
)
def test_a_step_leads_to_one_that_is_there(given, where):  # K-5
    assert found(given) == [(f"steps[0].{where}", "unknown_step")]
    assert found(given, step("x", **SAY)) == []


@pytest.mark.parametrize(
    ("steps", "unreached"),
    [
        ([STOP, SAY], [1]),
        ([{"handoff": {}}, SAY, SAY], [1, 2]),
        ([SAY | {"then": "b"}, SAY, step("b", **SAY)], [1]),
        (
            [{"condition": {"tests": TEST, "then": "b", "otherwise": "b"}}, SAY, step("b", **SAY)],
            [1],
        ),
        ([{"menu": menu({"title": "a", "then": "b"})}, SAY, step("b", **SAY)], [1]),
    ],
)
def test_a_step_that_nothing_leads_to_is_named(steps, unreached):  # K-5
    assert found(*steps) == [(f"steps[{place}]", "unreachable") for place in unreached]


def test_what_comes_after_a_handoff_is_said_to_be_because_of_it():  # H-4
    [mistake] = mistakes_in(rule({"handoff": {}}, SAY))
    assert "a person takes over before it" in mistake.words


def test_every_way_out_of_a_question_leads_on():  # K-5
    question = ask(otherwise="no", timeout_minutes=5, on_timeout="late")
    ends = [step("yes", **SAY), STOP, step("no", **SAY), STOP, step("late", **SAY)]
    assert found({"ask": question}, *ends) == []


@pytest.mark.parametrize(
    "steps",
    [
        [step("a", **SAY) | {"then": "a"}],
        [step("a", **SAY), {"tag": {"add": ["x"]}, "then": "a"}],
        [step("a", webhook={"url": "https://shop.example/"}) | {"then": "a"}],
        [step("a", condition={"tests": TEST, "otherwise": "a"}), SAY],
    ],
)
def test_a_circle_that_waits_for_nothing_is_refused(steps):  # C-5
    assert ("steps[0]", "endless_loop") in found(*steps)


@pytest.mark.parametrize(
    "wait", [{"ask": ask()}, {"menu": menu("again")}, {"delay": {"minutes": 60}}]
)
def test_a_circle_through_a_wait_may_be(wait):  # C-5
    assert found(step("a", **SAY), wait | {"then": "a"}) == []
