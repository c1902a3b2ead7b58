"""Texts with variables and what stands for the unknown (C-2)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from automations.flows.texts import Variable, fill, problems, variables


@pytest.mark.parametrize(
    ("text", "values", "said"),
    [
        ("Hi {first_name}!", {"first_name": "Ada"}, "Hi Ada!"),
        ("Hi {first_name|there}!", {}, "Hi there!"),
        ("Hi {first_name}!", {}, "Hi!"),
        ("{first_name|Friend}, hello", {"first_name": " "}, "Friend, hello"),
        ("{city} is far", {"city": "Porto"}, "Porto is far"),
        ("مرحبا {first_name|صديقي}", {}, "مرحبا صديقي"),
        ("a {b} c", {"b": "{first_name}", "first_name": "Ada"}, "a {first_name} c"),
        ("No braces", {}, "No braces"),
        ("Set {A} and {} stay", {}, "Set {A} and {} stay"),
    ],
)
def test_variables_are_filled(text, values, said):
    assert fill(text, values) == said


def test_the_variables_of_a_text():
    assert variables("{a|x} and {b} and {a}") == [
        Variable("a", "x"),
        Variable("b", None),
        Variable("a", None),
    ]


@pytest.mark.parametrize("text", ["{First name}", "{first_name", "{}", "{first-name|x}"])
def test_what_only_looks_like_a_variable_is_told(text):
    [problem] = problems(f"Hello {text}")
    assert "is no variable" in problem
    assert not problems("Hello {first_name|there} and {city}")


@given(st.text(), st.dictionaries(st.sampled_from(["a", "b", "name"]), st.text()))
def test_any_text_can_be_filled(text, values):
    assert isinstance(fill(text, values), str)
