"""A rule that is not set off says why, in one sentence (K-9)."""

import pytest

from automations.definition import Where
from automations.matching import Matcher
from tests.automations.matching.made import compiled, heard

MATCHER = Matcher([])
COMMENT = heard("how much", "comment", post_id="77", post_kind="feed")


@pytest.mark.parametrize(
    ("rule", "event", "says"),
    [
        (compiled(1, "price"), heard("price"), ""),
        (compiled(1, match="any", on=("fallback",)), heard("price"), ""),
        (compiled(1, "price", on=("comment",)), heard("price"), "event: only comments"),
        (
            compiled(1, "price", on=("comment", "tap", "ad")),
            heard("price"),
            "event: only comments, taps on buttons and clicks on ads",
        ),
        (
            compiled(1, match="any", where=Where(kinds=("reel", "live"))),
            COMMENT,
            "post: only reels and live videos",
        ),
        (
            compiled(1, match="any", where=Where(posts=("76",))),
            COMMENT,
            "post: only those that were chosen",
        ),
        (
            compiled(1, match="any", where=Where(next_post=True)),
            COMMENT,
            "post: the next one, which is not published yet",
        ),
        (compiled(1, "price", "cost"), COMMENT, "contains “price” or “cost”: no match"),
        (compiled(1, "price", match="exact"), COMMENT, "is exactly “price”: no match"),
        (compiled(1, "price", match="starts_with"), COMMENT, "starts with “price”: no match"),
        (
            compiled(1, "price", match="fuzzy"),
            COMMENT,
            "contains “price”, typos forgiven: no match",
        ),
        (compiled(1, "pri.e", match="pattern"), COMMENT, "fits the pattern “pri.e”: no match"),
        (compiled(1, "(", match="pattern"), COMMENT, "The pattern can't be read: missing ): (."),
        (
            compiled(1, "asks for a price", match="intent"),
            COMMENT,
            "means “asks for a price”: matching by meaning is not available yet",
        ),
        (compiled(1, *"abcdefg"), COMMENT, "contains “a”, “b”, “c”, “d”, “e” or 2 more: no match"),
        (
            compiled(1, "much", excluding=("how", "no", "HOW much")),
            COMMENT,
            "excluded: “how” and “HOW much” is in it",
        ),
        (compiled(1, match="any", excluding=("🔥",)), heard("a 🔥"), "excluded: “🔥” is in it"),
    ],
)
def test_the_first_condition_that_fails_is_said(rule, event, says):
    assert MATCHER.why_not(rule, event) == says


def test_a_post_is_asked_before_words_and_words_before_exclusions():
    where = Where(posts=("76",))
    everything = compiled(1, "price", excluding=("how",), where=where)
    assert MATCHER.why_not(everything, COMMENT).startswith("post:")
    assert MATCHER.why_not(compiled(1, "price", excluding=("how",)), COMMENT).startswith("contains")
