"""Patterns: what they see, which are refused, and that none can hang (K-2)."""

import time

import pytest

from automations.matching import Matcher, pattern_problem
from tests.automations.matching.made import compiled, fits, hit


@pytest.mark.parametrize(
    ("pattern", "text", "does"),
    [
        (r"order #?\d{4,}", "My ORDER #12345", True),
        (r"order #?\d{4,}", "order 123", False),
        (r"^(yes|yep)\b", "Yes please", True),
        (r"^(yes|yep)\b", "oh yes", False),
        ("préci", "PRÉCISION", True),
        ("préci", "pre\u0301ci", True),  # the one form, however it was typed
        ("préci", "preci", False),  # accents count: a pattern sees what was typed
        ("цен[аы]", "ЦЕНЫ?", True),
        ("价.{0,2}格", "价多少格", True),
        (r"\pL{3} 🔥", "été 🔥", True),
        ("🔥{2}", "🔥🔥", True),
        ("a.b", "a\nb", False),
        (r"^\d+$", "12\n", False),
    ],
)
def test_a_pattern_looks_at_the_text_as_typed_without_case(pattern, text, does):
    assert fits(text, pattern, match="pattern") == does


@pytest.mark.parametrize(
    ("pattern", "says"),
    [
        ("", "empty"),
        ("   ", "empty"),
        ("(price", "missing )"),
        ("[a-", "missing"),
        ("*", "no argument"),
        (r"(a)\1", "invalid escape"),  # going back is what could hang
        ("(?=price)", "invalid perl operator"),
        ("a*", "fits an empty text"),
        ("price|", "fits an empty text"),
        ("x" * 501, "501 characters"),
        ("((a{100}){100}){100}", "repetition"),
        (r"(\pL{100}){10}", "too large"),
    ],
)
def test_a_pattern_that_cannot_be_used_is_refused_with_the_reason(pattern, says):
    assert says in pattern_problem(pattern)
    assert not fits("price", pattern, match="pattern")


@pytest.mark.parametrize("pattern", ["price", r"\d{3}", "(a+)+$", "(?i)x", "x" * 500])
def test_a_pattern_that_can_be_used_has_no_problem(pattern):
    assert pattern_problem(pattern) == ""


@pytest.mark.parametrize("pattern", ["(a+)+b", "(a|aa)+$b", "(.*a){12}b", "(a?){60}a{60}b"])
def test_no_pattern_hangs(pattern):
    began = time.perf_counter()
    assert not fits("a" * 5000, pattern, match="pattern")
    assert time.perf_counter() - began < 1


def test_a_bad_pattern_keeps_no_other_from_matching():
    rules = [compiled(1, "(", match="pattern"), compiled(2, "price", match="pattern")]
    assert hit(Matcher(rules), "price") == [2]


def test_many_patterns_are_each_found():
    rules = [compiled(n, f"word{n:05}x?[0-9]", match="pattern") for n in range(4200)]
    matcher = Matcher(rules)
    for n in (0, 4095, 4096, 4199):
        assert hit(matcher, f"is WORD{n:05}X7 here") == [n]
    assert hit(matcher, "word04200x7") == []
