"""Matching costs the same with few keywords and many, and no text makes it slow (K-2).

Rough bounds with a wide margin; docs/figures-matcher.md has what was measured.
"""

import time

import pytest

from automations.definition import Where
from automations.matching import Matcher
from automations.matching.said import LONGEST_TEXT
from tests.automations.matching.made import compiled, heard, hit

MODES = ["contains", "exact", "starts_with", "fuzzy"]


def many(match, rules=500, each=20):
    return [
        compiled(n, *(f"letters{n:03}x{k:02} keyword" for k in range(each)), match=match)
        for n in range(rules)
    ]


def microseconds(matcher, *texts):
    """Of the processor, for one of the texts, at best."""
    return best_of(matcher, *map(heard, texts))


def best_of(matcher, *events):
    best = float("inf")
    for _ in range(5):
        began = time.thread_time()
        for event in events:
            matcher.matches(event)
        best = min(best, (time.thread_time() - began) / len(events))
    return best * 1_000_000


@pytest.mark.parametrize("match", MODES)
def test_many_keywords_cost_hardly_more_than_few(match):
    texts = [f"is the leters{n}x05 that you have in stock today?" for n in range(50)]
    few, all_ = Matcher(many(match, 5, 10)), Matcher(many(match))
    assert microseconds(all_, *texts) < 10 * microseconds(few, *texts) + 100


@pytest.mark.parametrize(
    "text",
    [
        "a" * 1000,
        "a " * 500,
        "price " * 166,
        "価格" * 166,
        "'" * 1000,
        "é́́́" * 300,
        "🔥" * 250,
        "prce " * 200,
    ],
)
def test_no_text_of_a_thousand_bytes_is_slow(text):
    rules = [
        compiled(1, "a", "a a", "a a a", "a a a b", "価格", "🔥🔥", "price price price x"),
        compiled(2, "aaaa", "aaaaaaaaa", "price price", "price prize prince", match="fuzzy"),
        compiled(3, "(a+)+b", "(.*价){3}x", match="pattern"),
    ]
    assert microseconds(Matcher(rules), text) < 50_000


def test_what_comes_after_the_longest_text_is_not_looked_at():
    matcher = Matcher([compiled(1, "price")])
    assert hit(matcher, "x" * (LONGEST_TEXT - 6) + " price") == [1]
    assert hit(matcher, "x" * LONGEST_TEXT + " price") == []


@pytest.mark.django_db
def test_matching_asks_the_database_nothing(django_assert_num_queries):
    matcher = Matcher([compiled(1, "price"), compiled(2, "pricey", match="fuzzy")])
    with django_assert_num_queries(0):
        assert hit(matcher, "price pricy") == [1, 2]
        assert matcher.why_not(matcher.rules[0], heard("cost"))


def test_rules_for_any_text_under_other_posts_cost_nothing():
    rules = [
        compiled(n, match="any", on=("comment",), where=Where(posts=(str(n),))) for n in range(5000)
    ]
    matcher, one = Matcher(rules), Matcher(rules[:1])
    event = heard("wow", "comment", post_id="0", post_kind="feed")
    assert [match.rule.pk for match in matcher.matches(event)] == [0]
    assert best_of(matcher, event) < 10 * best_of(one, event) + 100
