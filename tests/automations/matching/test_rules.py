"""Which rules an event sets off, and in which order (K-1, K-4)."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

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
    many = [compiled(n, f"word{n}", "shared", excluding=(f"not{n}",)) for n in range(1000)]
    before = Matcher(many)
    edited = [compiled(2000, "price", "word1"), compiled(2001, match="any", excluding=("word7",))]
    after = Matcher([many[9], edited[0], *many[2:9], edited[1]], before)
    again = Matcher([edited[1], *many[9:2:-1], compiled(3000, "word4")], after)
    assert hit(after, "word0 word1 word2 word9 price") == [9, 2000, 2, 2001]
    assert hit(after, "shared word7 not3") == [9, 2, 4, 5, 6, 7, 8]
    assert hit(again, "word1 price word4 word2") == [2001, 4, 3000]
    assert hit(before, "word0 word1 price") == [0, 1]


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_after_any_edits_a_matcher_finds_what_a_new_one_does(data):
    """Rules come, go, move and change, some at a time."""
    words = [f"w{n}" for n in range(12)]
    filler = tuple(f"filler{n}" for n in range(2500))  # so that there is something worth keeping
    rules, matcher = [compiled(0, *filler)], None
    for number in range(1, 8):
        few = data.draw(st.lists(st.sampled_from(words), min_size=1, max_size=3))
        match = data.draw(st.sampled_from(["contains", "fuzzy", "exact", "pattern", "any"]))
        excluded = tuple(data.draw(st.lists(st.sampled_from(words), max_size=1)))
        rules.append(compiled(number, *few, match=match, excluding=excluded))
        rules = data.draw(st.permutations(rules))
        if data.draw(st.booleans()):
            rules = [rule for rule in rules if rule.pk != number - 2]
        matcher, new = Matcher(rules, matcher), Matcher(rules)
        for text in [*words, "filler7 w1", " ".join(words)]:
            assert hit(matcher, text) == hit(new, text)
