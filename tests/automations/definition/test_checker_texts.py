"""The checker says what may surprise in the words of a flow (C-2)."""

import pytest

from automations.definition.checker import Beside, check
from automations.definition.checker_beside import AccountFacts
from tests.automations.definition.made import anything, ask, menu, rule

AROUND = Beside(accounts=(AccountFacts("shop"),))


def found(definition):
    return [(finding.code, finding.where) for finding in check(definition, AROUND)]


def say(*texts):
    return {"send": {"texts": list(texts)}}


@pytest.mark.parametrize("text", ["Hi {first_name}", "Hi {name}", "@{username}!", "In {city}"])
def test_a_variable_that_may_be_unknown_wants_a_fallback(text):  # C-2
    assert found(rule(say(text))) == [("no_fallback", "steps[0].send.texts[0]")]


@pytest.mark.parametrize(
    "text", ["Hi {first_name|there}", "{name|}", "From {account}", "“{keyword}”?"]
)
def test_a_variable_that_is_known_or_has_one_is_fine(text):  # C-2
    assert found(rule(say(text))) == []


def test_a_keyword_is_unknown_where_any_words_fire():  # C-2
    assert found(anything(say("“{keyword}”?"))) == [("no_fallback", "steps[0].send.texts[0]")]


def test_what_the_flow_asks_for_is_known_in_it():  # C-2
    assert found(rule({"ask": ask(save_to="city")}, say("In {city}!"))) == []
    assert found(rule({"id": "size", "menu": menu("S", "M")}, say("Size {size}."))) == []
    hook = {"webhook": {"url": "https://shop.example/", "save": {"stock": "n"}}}
    assert found(rule(hook, say("{stock} left"))) == []


def test_other_texts_of_steps_are_looked_at_too():  # C-2
    assert ("no_fallback", "steps[0].ask.again") in found(
        rule({"ask": ask(again="{name}?")}, say("a"))
    )
    assert ("no_fallback", "steps[0].handoff.text") in found(rule({"handoff": {"text": "{name}!"}}))
    assert ("no_fallback", "steps[0].notify.text") in found(rule({"notify": {"text": "{name}!"}}))


def test_wordings_that_fold_to_the_same_are_one():  # C-2
    assert found(rule(say("Here it is!", "here it is"))) == [
        ("identical_variants", "steps[0].send.texts[1]")
    ]


def test_wordings_that_are_almost_the_same_are_named():  # C-2
    near = ["Thanks for asking, here is our list.", "Thanks for asking, here is our lists."]
    assert found(rule(say(*near))) == [("similar_variants", "steps[0].send.texts[1]")]
    assert found(rule(say("Thanks for asking!", "Here is everything we have in stock."))) == []
    assert found(rule(say("Yes", "Yep"))) == []
