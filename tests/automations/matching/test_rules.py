"""Which rules an event sets off, and in which order (K-1, K-4)."""

import pytest

from automations.definition import SURFACES, Where
from automations.matching import Matcher
from tests.automations.matching.made import compiled, heard, hit

POST = {"post_id": "77", "post_kind": "reel"}


@pytest.mark.parametrize("surface", [one for one in SURFACES if one != "fallback"])
@pytest.mark.parametrize("match", ["contains", "any", "fuzzy", "pattern"])
def test_a_rule_listens_to_its_own_events_alone(surface, match):  # K-1
    rules = [compiled(n, "price", match=match, on=(on,)) for n, on in enumerate(SURFACES)]
    assert hit(Matcher(rules), "price", surface) == [SURFACES.index(surface)]


def test_an_event_of_several_kinds_sets_off_the_rules_of_each_once():  # K-1
    both = compiled(1, "price", on=("dm", "ad", "first_message"))
    matcher = Matcher(
        [both, compiled(2, match="any", on=("ad",)), compiled(3, "price", on=("tap",))]
    )
    assert hit(matcher, "price", "dm", "ad", "first_message") == [1, 2]


def test_what_no_rule_listens_to_sets_off_nothing():  # K-1
    matcher = Matcher([compiled(1, match="any", on=SURFACES)])
    event = heard("price").__class__(frozenset(), "price")
    assert matcher.matches(event) == []
    assert matcher.fallbacks(event) == []


def test_every_match_is_named_in_the_order_of_the_rules():  # K-4
    matcher = Matcher(
        [
            compiled(7, "shipping"),
            compiled(9, match="any"),
            compiled(3, "price", match="exact"),
            compiled(8, "pric.", match="pattern"),
            compiled(5, "prices", "cost", match="fuzzy"),
        ]
    )
    assert hit(matcher, "price") == [9, 3, 8, 5]
    assert hit(matcher, "price and shipping cost") == [7, 9, 8, 5]


def test_fallbacks_are_apart_from_all_other_rules():  # K-1
    matcher = Matcher(
        [compiled(1, match="any", on=("fallback",)), compiled(2, "price"),
         compiled(3, "price", on=("fallback",))]
    )  # fmt: skip
    assert hit(matcher, "price") == [2]
    assert [match.rule.pk for match in matcher.fallbacks(heard("price"))] == [1, 3]
    assert [match.rule.pk for match in matcher.fallbacks(heard("hello", "story_reply"))] == [1]


def test_a_comment_has_no_fallback():  # K-1
    matcher = Matcher([compiled(1, match="any", on=("fallback",))])
    assert matcher.fallbacks(heard("hello", "comment")) == []


@pytest.mark.parametrize("match", ["contains", "any"])
@pytest.mark.parametrize(
    ("where", "does"),
    [
        (Where(), True),
        (Where(kinds=("reel", "feed")), True),
        (Where(kinds=("feed",)), False),
        (Where(posts=("76", "77")), True),
        (Where(posts=("76",)), False),
        (Where(kinds=("reel",), posts=("77",)), True),
        (Where(kinds=("live",), posts=("77",)), False),
        (Where(next_post=True), False),
        (Where(next_post=True, posts=("77",)), True),
        (Where(next_post=True, posts=("78",)), False),
    ],
)
def test_a_rule_may_be_for_some_posts(match, where, does):  # K-1
    matcher = Matcher([compiled(1, "price", match=match, on=("comment",), where=where)])
    assert hit(matcher, "price", "comment", **POST) == ([1] if does else [])


def test_a_rule_may_be_for_some_stories():  # K-1
    matcher = Matcher([compiled(1, match="any", on=("story_reply",), where=Where(posts=("5",)))])
    assert hit(matcher, "wow", "story_reply", post_id="5", post_kind="story") == [1]
    assert hit(matcher, "wow", "story_reply", post_id="6", post_kind="story") == []


@pytest.mark.parametrize("match", ["contains", "any"])
def test_chosen_posts_say_nothing_about_messages(match):  # K-1
    rule = compiled(1, "price", match=match, on=("dm", "comment"), where=Where(posts=("76",)))
    assert hit(Matcher([rule]), "price", "dm") == [1]
    assert hit(Matcher([rule]), "price", "comment", **POST) == []


def test_some_of_the_rules_are_a_matcher_of_their_own():
    every = Matcher([compiled(1, "price"), compiled(2, match="any"), compiled(3, "price")])
    some = every.only(frozenset({1, 2}))
    assert hit(some, "price") == [2, 3]
    assert [rule.pk for rule in some.rules] == [2, 3]
    assert hit(every, "price") == [1, 2, 3]


def test_a_matcher_after_another_finds_what_is_new_and_loses_what_is_gone():
    before = Matcher([compiled(1, "price"), compiled(2, "size", "chart")])
    after = Matcher(
        [compiled(1, "cost"), compiled(2, "size", "chart"), compiled(4, "chart")], before
    )
    assert hit(after, "price cost chart") == [1, 2, 4]
    assert hit(before, "price cost chart") == [1, 2]
