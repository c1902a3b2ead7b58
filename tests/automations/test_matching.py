"""Which rules a text sets off, and in which order (K-2, K-4)."""

import time

import pytest

from automations.definition import RuleDefinition, Step, Wordings
from automations.matching import CompiledRule, Matcher, matcher_for
from automations.models import Rule
from tests.automations.conftest import rule


def compiled(number, *keywords, match="contains", on=("dm", "comment")):
    step = Step(send=Wordings(texts=("Hi",)))
    definition = RuleDefinition(on=on, match=match, keywords=keywords, steps=(step,))
    return CompiledRule(number, f"rule {number}", definition)


def names(matcher, text, surface="dm"):
    return [rule.pk for rule in matcher.matches(text, surface)]


@pytest.mark.parametrize(
    ("keyword", "text", "matches"),
    [
        ("price", "PRICE", True),
        ("price", "what's the price, please?", True),
        ("price", "priceless", False),
        ("price", "the prices", False),
        ("price", "my p rice", False),
        ("size chart", "the SIZE-chart please", True),
        ("size chart", "size of the chart", False),
        ("size chart", "size", False),
        ("价格", "请问价格多少", True),
        ("价格", "价值", False),
        ("café", "the cafe?", True),
        ("preço", "PRECO???", True),
    ],
)
def test_contains_means_whole_words_in_a_row(keyword, text, matches):
    assert bool(names(Matcher([compiled(1, keyword)]), text)) == matches


@pytest.mark.parametrize(
    ("text", "matches"), [("Price!", True), ("  price ", True), ("the price", False), ("", False)]
)
def test_exact_means_nothing_else_beside_it(text, matches):
    assert bool(names(Matcher([compiled(1, "price", match="exact")]), text)) == matches


def test_rules_listen_on_their_own_surface_alone():  # K-1
    matcher = Matcher([compiled(1, "price", on=("dm",)), compiled(2, "price", on=("comment",))])
    assert names(matcher, "price", "dm") == [1]
    assert names(matcher, "price", "comment") == [2]


def test_every_match_is_named_in_the_order_of_the_rules():  # K-4
    matcher = Matcher(
        [compiled(7, "shipping"), compiled(3, "price", match="exact"), compiled(5, "price", "cost")]
    )
    assert names(matcher, "price") == [3, 5]
    assert names(matcher, "price and shipping cost") == [7, 5]


def test_many_keywords_cost_no_more_than_few():
    matcher = Matcher([compiled(n, *(f"word{n}x{k}" for k in range(100))) for n in range(500)])
    began = time.perf_counter()
    for _ in range(100):
        assert names(matcher, "is word77x5 something that you have in stock today") == [77]
    assert (time.perf_counter() - began) / 100 < 0.001


@pytest.mark.django_db
def test_a_change_is_seen_at_once_and_without_one_nothing_is_built(account, have_rules):
    have_rules(rule())
    first = matcher_for(account)
    assert matcher_for(account) is first
    have_rules(rule(keywords=["cost"]))
    assert names(matcher_for(account), "price") == []
    assert len(names(matcher_for(account), "cost")) == 1
    Rule.everywhere.all().delete()
    assert names(matcher_for(account), "cost") == []
    have_rules(rule(keywords=["other"]))
    assert len(names(matcher_for(account), "other")) == 1


@pytest.mark.django_db
def test_a_rule_that_is_off_or_of_another_account_does_not_match(account, have_rules):
    from tests import factories

    other = factories.account(account.workspace, username="other.shop")
    have_rules(
        rule("off", is_on=False, keywords=["off"]),
        rule("theirs", account="other.shop", keywords=["theirs"]),
        rule("all", keywords=["all"]),
    )
    assert [r.name for r in matcher_for(account).matches("off theirs all", "dm")] == ["all"]
    assert [r.name for r in matcher_for(other).matches("off theirs all", "dm")] == [
        "theirs",
        "all",
    ]
