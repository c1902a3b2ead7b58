"""Which words are forgiven, and which are others (K-2, typo-tolerant)."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from automations.matching import samples
from automations.matching.everyday import EVERYDAY
from automations.matching.near import NearWords
from automations.matching.tolerance import allowed, slips
from tests.automations.matching.made import fits
from tests.automations.matching.reference import distance

FORGIVEN = [
    ("price", "price"),
    ("price", "prise"),
    ("price", "pirce"),
    ("price", "rpice"),  # the first two swapped
    ("price", "pric"),
    ("price", "priice"),
    ("price", "prices"),
    ("price", "PRÍCR!!"),
    ("size", "sze"),
    ("sizes", "size"),  # an everyday word, but the same one
    ("link", "lnik"),
    ("human", "humna"),
    ("shipping", "shiping"),
    ("shipping", "shippign"),
    ("shipping", "shpiing"),  # two
    ("shipping", "hipping"),  # the first letter, as the only one
    ("discount", "disocunts"),  # two
    ("size chart", "szie chrat"),  # one in each word
    ("how much", "how muchh"),
    ("цена", "цнеа"),
    ("доставка", "дастафка"),
    ("precio", "presio"),
    ("размер", "размр"),
    ("kargo", "karg"),
    ("livraison", "livréson"),
    ("사이즈표", "사이즈포"),
]
OTHERS = [
    ("price", "prince"),  # words of their own
    ("price", "pride"),
    ("price", "prize"),
    ("price", "rice"),
    ("price", "nice"),
    ("price", "slice"),
    ("human", "humid"),  # two
    ("human", "woman"),
    ("size", "sign"),
    ("size", "site"),
    ("size", "side"),
    ("size", "seize"),
    ("cost", "most"),
    ("cost", "lost"),
    ("cost", "coast"),
    ("cost", "post"),
    ("link", "like"),
    ("link", "pink"),
    ("menu", "men"),
    ("shipping", "shopping"),
    ("shipping", "whopping"),  # two, the first letter among them
    ("form", "from"),
    ("how", "who"),  # too short
    ("how", "hw"),
    ("sale", "s"),
    ("size38", "size39"),  # digits
    ("2024", "2025"),
    ("size chart", "size heart"),
    ("size chart", "chart size"),
    ("talla", "falta"),
    ("precio", "premio"),
    ("preis", "reis"),
    ("размер", "ромер"),
    ("价格", "价值"),
    ("ราคา", "รายา"),
    ("가격", "가력"),
]


@pytest.mark.parametrize(("keyword", "text"), FORGIVEN)
def test_a_slip_is_forgiven(keyword, text):
    assert fits(f"hello, {text} ok", keyword, match="fuzzy")


@pytest.mark.parametrize(("keyword", "text"), OTHERS)
def test_a_short_or_different_word_is_no_slip(keyword, text):
    assert not fits(f"hello, {text} ok", keyword, match="fuzzy")


@pytest.mark.parametrize(("letters", "most"), [(3, 0), (4, 1), (7, 1), (8, 2), (40, 2), (41, 0)])
def test_how_much_is_forgiven_depends_on_the_length(letters, most):
    assert allowed("abcdefghij"[:1] * letters) == most


def test_each_word_of_a_phrase_has_its_own_slips():
    assert fits("whats the shpiing csot", "shipping cost", match="fuzzy")
    assert not fits("shpiing ots", "shipping cost", match="fuzzy")
    assert not fits("what is the", "what the", match="fuzzy")


def test_a_rule_may_forgive_less_and_never_more():
    assert fits("prise", "price", match="fuzzy", typos=1)  # AUT-10
    assert not fits("prise", "price", match="fuzzy", typos=0)
    assert fits("price", "price", match="fuzzy", typos=0)
    assert not fits("shpiing", "shipping", match="fuzzy", typos=1)
    assert not fits("pirse", "price", match="fuzzy", typos=2)


def test_rules_with_the_same_words_keep_their_own_limits():
    from automations.matching import Matcher
    from tests.automations.matching.made import compiled, hit

    limits = {1: 0, 2: 1, 3: 2, 4: None}
    rules = [compiled(n, "shipping", match="fuzzy", typos=most) for n, most in limits.items()]
    assert hit(Matcher(rules), "shipping") == [1, 2, 3, 4]
    assert hit(Matcher(rules), "shiping") == [2, 3, 4]
    assert hit(Matcher(rules), "shpiing") == [3, 4]


def test_a_better_hit_later_in_the_text_counts():
    assert fits("shpiing or shipping", "shipping", match="fuzzy", typos=0)


def test_an_everyday_word_still_matches_itself():
    for word in sorted(EVERYDAY)[::50]:
        assert fits(f"ok {word}", word, match="fuzzy")


LETTERS = st.text("abcd", min_size=1, max_size=12)


@settings(deadline=None)
@given(LETTERS, LETTERS)
def test_slips_are_the_distance_within_the_rule(said, meant):
    found, apart = slips(said, meant), distance(said, meant)
    if found is not None:
        assert found == apart <= allowed(meant)
    elif apart <= allowed(meant):
        assert said in EVERYDAY or said[0] != meant[0]


@settings(deadline=None)
@given(st.lists(LETTERS, max_size=30, unique=True), st.lists(LETTERS, max_size=10))
def test_the_index_finds_what_comparing_with_every_word_finds(known, texts):
    index = NearWords(known)
    for said in [*texts, *known]:
        compared = ((number, slips(said, meant)) for number, meant in enumerate(known))
        assert sorted(index.near(said)) == [pair for pair in compared if pair[1] is not None]


@pytest.mark.parametrize(
    "keyword", ["price", "shipping", "size chart", "цена", "how", "доставка", "aaaa", "価格", "🔥"]
)
@pytest.mark.parametrize("match", ["fuzzy", "contains", "exact", "starts_with"])
def test_samples_are_true(keyword, match):
    hits, misses = samples(keyword, match)
    assert all(fits(text, keyword, match=match) for text in hits)
    assert not any(fits(text, keyword, match=match) for text in misses)
    assert len(hits) <= 4
    assert len(misses) <= 4
    assert bool(hits) == (keyword != "🔥")  # of emoji there is nothing to show


def test_samples_of_fewer_typos_are_fewer():
    assert samples("price", "fuzzy", 0)[0] == ["price"]
    assert len(samples("price", "fuzzy", 1)[0]) > 1


@pytest.mark.parametrize("match", ["any", "pattern", "intent"])
def test_what_has_no_words_has_no_samples(match):
    assert samples("price", match) == ([], [])
