"""The checker names rules that take what another one is for: the first match wins (K-4)."""

from dataclasses import replace
from time import process_time

import pytest

from automations.definition.checker import Beside, check
from automations.definition.checker_beside import AccountFacts
from automations.definition.checker_neighbours import Neighbour, Neighbours
from tests.automations.definition.made import anything, rule

MINE = 50


def beside(*above, below=(), **fields):
    """Rules above and below the checked one, which stands at 50."""
    rules = [
        Neighbour(number, f"Above {number}", number, None, one) for number, one in enumerate(above)
    ]
    rules += [
        Neighbour(100 + number, f"Below {number}", 100 + number, None, one)
        for number, one in enumerate(below)
    ]
    usual = {"accounts": (AccountFacts("shop"),), "position": MINE, "rule_id": MINE}
    return Beside(neighbours=Neighbours(rules), **usual | fields)


def found(definition, around):
    return [(finding.code, finding.where) for finding in check(definition, around)]


def test_a_keyword_of_a_higher_rule_is_never_reached():  # K-4, AUT-2
    [finding] = check(rule(keywords=["cost", "PRICE!"]), beside(rule()))
    assert (finding.code, finding.where) == ("keyword_taken", "keywords[1]")
    assert finding.words == "“Above 0” above answers “PRICE!”: never reached here."


@pytest.mark.parametrize(
    ("above", "mine", "code"),
    [
        # the same words
        ({"match": "exact"}, {"match": "exact"}, "keyword_taken"),
        ({"match": "contains"}, {"match": "exact"}, "keyword_taken"),
        ({"match": "contains"}, {"match": "starts_with"}, "keyword_taken"),
        ({"match": "starts_with"}, {"match": "exact"}, "keyword_taken"),
        ({"match": "fuzzy"}, {"match": "contains"}, "keyword_taken"),
        ({"match": "fuzzy"}, {"match": "fuzzy"}, "keyword_taken"),
        # part of them
        ({"match": "contains"}, {"keywords": ["the price list"]}, "keyword_hidden"),
        ({"match": "contains"}, {"match": "exact", "keywords": ["price list"]}, "keyword_hidden"),
        (
            {"match": "starts_with"},
            {"match": "exact", "keywords": ["price list"]},
            "keyword_hidden",
        ),
        # mistyped
        ({"match": "fuzzy"}, {"match": "exact", "keywords": ["prise"]}, "fuzzy_hides"),
        # only sometimes
        ({"once": True}, {}, "keyword_shared"),
        ({"follows_us": True}, {}, "keyword_shared"),
        ({"excluding": ["list"]}, {}, "keyword_shared"),
        ({"schedule": {"days": [1]}}, {}, "keyword_shared"),
        ({"once": True}, {"keywords": ["price list"]}, "keyword_shared"),
    ],
)
def test_what_a_higher_rule_takes_is_named(above, mine, code):  # K-4
    assert found(rule(**mine), beside(rule(**above))) == [(code, "keywords[0]")]


@pytest.mark.parametrize(
    ("above", "mine"),
    [
        ({"keywords": ["cost"]}, {}),
        ({"match": "exact"}, {}),  # exact first, then contains: a good order
        ({"match": "exact"}, {"match": "starts_with"}),
        ({"match": "starts_with"}, {}),
        ({"match": "starts_with"}, {"match": "exact", "keywords": ["the price"]}),
        ({"keywords": ["price list"]}, {}),
        ({"keywords": ["prices"]}, {}),
        ({"on": ["story_reply"]}, {}),
        ({"match": "fuzzy", "keywords": ["price"]}, {"keywords": ["places"]}),
        ({"match": "pattern"}, {}),
    ],
)
def test_what_a_higher_rule_leaves_is_not_named(above, mine):  # K-4
    assert found(rule(**mine), beside(rule(**above))) == []


def test_rules_under_other_posts_take_nothing():  # K-1
    one = rule(on=["comment"], where={"posts": ["1"]})
    other = rule(on=["comment"], where={"posts": ["2"]})
    everywhere = rule(on=["comment"])
    assert found(other, beside(one)) == []
    assert found(everywhere, beside(one)) == [("keyword_shared", "keywords[0]")]
    assert found(one, beside(everywhere)) == [("keyword_taken", "keywords[0]")]
    reels = rule(on=["comment"], where={"kinds": ["reel"]})
    live = rule(on=["comment"], where={"kinds": ["live"]})
    assert found(live, beside(reels)) == []


def test_rules_of_other_accounts_take_nothing():  # K-1
    theirs = Neighbour(1, "Theirs", 1, 7, rule())
    around = beside(account_id=8)
    assert found(rule(), replace(around, neighbours=Neighbours([theirs]))) == []
    mine = replace(around, neighbours=Neighbours([theirs]), account_id=7)
    assert found(rule(), mine) == [("keyword_taken", "keywords[0]")]
    both = replace(mine, account_id=None)
    assert found(rule(), both) == [("keyword_shared", "keywords[0]")]


def test_a_higher_rule_for_any_words_takes_everything():  # K-4
    assert found(rule(), beside(anything())) == [("any_above", "")]
    assert found(anything(), beside(anything())) == [("any_above", "")]
    [finding] = check(rule(), beside(anything(once=True)))
    assert "only where it doesn't" in finding.words


def test_a_second_fallback_is_never_reached():  # K-1
    fallback = anything(on=["fallback"])
    assert found(fallback, beside(fallback)) == [("any_above", "")]
    assert found(fallback, beside(anything())) == []


def test_a_rule_names_those_below_that_it_hides():  # K-4
    below = [rule(keywords=["price list"]), rule(keywords=["colour"]), rule(match="exact")]
    around = beside(below=below)
    findings = check(rule(), around)
    assert [finding.code for finding in findings] == ["hides_lower", "hides_lower"]
    assert "“price list” before “Below 0”" in findings[0].words
    assert found(rule(), replace(around, looks_down=False)) == []
    assert found(anything(), around)[0] == ("hides_lower", "")


def test_a_rule_does_not_hide_itself():  # K-4
    myself = Neighbour(MINE, "Myself", MINE, None, rule())
    assert found(rule(), replace(beside(), neighbours=Neighbours([myself]))) == []


def test_a_keyword_written_twice_is_named():  # K-2
    assert found(rule(keywords=["size", "Size!"]), beside()) == [
        ("repeated_keyword", "keywords[1]")
    ]


def test_fifty_thousand_keywords_are_checked_in_a_moment():
    many = [rule(keywords=[f"word{n} of{number}" for n in range(100)]) for number in range(500)]
    around = replace(beside(*many), position=1000, looks_down=False)
    check(rule(), around)  # folds what others listen for, once
    before = process_time()
    check(rule(keywords=[f"word{n} of7 please" for n in range(100)]), around)
    assert process_time() - before < 0.5  # seconds; a few milliseconds on an idle machine
