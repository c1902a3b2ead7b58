"""Letters that a pattern needs, so that it is not tried where they are missing (K-2)."""

import pytest
import re2
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from automations.matching.literals import needed


@pytest.mark.parametrize(
    ("pattern", "letters"),
    [
        ("Price", ["price"]),
        (r"\bprice\s+list\b", ["price"]),
        ("prices?", ["price"]),
        ("pric+e", ["pric"]),
        ("pri.e list", ["e list"]),
        ("a{2}bcd", ["bcd"]),
        (r"order \#(\d+)", ["order #"]),
        ("(yes|no) please", [" please"]),
        ("price|cost", ["price", "cost"]),
        ("price|(cost)", ["price", "cost"]),
        ("(?:price|cost) [a-z]", ["price", "cost"]),
        ("(?:price|cost)? list", [" list"]),
        ("(?P<what>price)+", ["price"]),
        ("(a(bc|de)|fgh)", ["bc", "de", "fgh"]),
        ("price|x", []),
        ("(price|x) ok", [" ok"]),
        ("(?s:price)", ["price"]),
        ("price(?i)?", []),  # the flags go, and the sign after them is for what was before
        ("[[:alpha:]]abc", ["abc"]),
        (r"[]\]x]abc", ["abc"]),
        (r"\pLabc", []),  # more than a letter follows: left to RE2
        (r"\x41bc", []),
        (r"\Qa.b\E", []),
        ("x", []),
        (r"\d+", []),
        ("Straße", ["strasse"]),
        ("价格", ["价格"]),
    ],
)
def test_the_letters_that_a_pattern_needs(pattern, letters):
    assert list(needed(pattern)) == letters


PIECES = ["a", "b", "ab", "ß", "K", ".", "|", "(", ")", "?", "+", "*", "{2}", "[ab]", "[^a]", r"\d"]
PIECES += [
    r"\.",
    "(?P<n>",
    "(?i)",
    "abc",
    "^",
    "$",
    "(?:",
    "(?-i)",
    "]",
    "}",
    "{",
    "1",
    r"\b",
    r"\pL",
    "[[:digit:]]",
]


@settings(max_examples=20000, deadline=None)
@example("ß(?i)?", "")
@given(st.lists(st.sampled_from(PIECES), max_size=8).map("".join), st.text("abABßẞſkK1.]}{"))
def test_a_text_without_the_letters_never_fits(pattern, text):
    options = re2.Options()
    options.case_sensitive, options.log_errors = False, False
    try:
        fits = re2.search(pattern, text, options)
    except re2.error:
        assume(False)
    letters = needed(pattern)
    if fits and letters:
        assert any(piece in text.casefold() for piece in letters)
