"""The phone beside the recipe shows what the flow would do, however unfinished it is."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from automations.definition import stored
from automations.editor.checking import Findings
from automations.editor.preview import preview
from automations.editor.recipe import Recipe
from tests.automations.editor.definitions import definitions

ADA = {"first_name": "Ada", "name": "Ada Moreno"}


def shown(*steps, on=("comment",), **fields):
    definition = stored({"on": list(on), "steps": list(steps), **fields})
    return [(one.kind, one.text) for one in preview(definition, ADA)]


def test_a_comment_is_answered_under_the_post_and_in_private():  # K-3
    seen = shown(
        {"reply_publicly": {"texts": ["Sent!"]}},
        {"send": {"texts": ["Hi {first_name|there}"]}},
        match="contains",
        keywords=["size"],
    )
    assert seen == [
        ("post", ""),
        ("comment", "size"),
        ("public", "Sent!"),
        ("note", "Direct messages"),
        ("out", "Hi Ada"),
        ("end", "The end"),
    ]


def test_a_second_private_message_waits_for_their_answer():  # W-6, AUT-8
    seen = shown({"send": {"texts": ["one"]}}, {"send": {"texts": ["two"]}})
    kinds = [kind for kind, _text in seen]
    assert kinds == ["post", "comment", "note", "out", "wait", "in", "out", "end"]


def test_the_first_answer_is_taken_and_followed():
    menu = {"texts": ["Which?"], "choices": [{"title": "S", "then": "z"}, {"title": "M"}]}
    seen = shown(
        {"menu": menu},
        {"send": {"texts": ["M it is"]}},
        {"id": "z", "send": {"texts": ["S it is"]}},
        on=("dm",),
    )
    assert ("in", "S") in seen
    assert ("out", "S it is") in seen
    assert ("out", "M it is") not in seen


def test_an_answer_is_kept_and_a_person_takes_over():
    seen = shown(
        {"ask": {"texts": ["E-mail?"], "answer": "email", "save_to": "email"}},
        {"send": {"texts": ["Thanks, {email}"]}},
        {"handoff": {}},
        on=("dm",),
    )
    assert ("out", "Thanks, ada@example.com") in seen
    assert seen[-1][0] == "end"


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_whatever_is_half_written_can_be_shown(data):
    preview(data.draw(definitions()), ADA)


@pytest.mark.parametrize(
    ("on", "waits"),
    [(["comment"], [False, True, False]), (["dm"], [False, False, False])],
)
def test_the_recipe_shows_the_wait_before_the_second_private_message(on, waits):  # AUT-8
    steps = [{"send": {"texts": [text]}} for text in "abc"]
    recipe = Recipe.of(stored({"on": on, "steps": steps}), Findings(), most_in_a_row=3)
    assert [bool(card.waits) for card in recipe.cards] == waits
