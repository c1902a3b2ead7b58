"""What is wrong with when a rule fires is named, with its place and the way out (K-1, K-2)."""

import pytest

from automations.definition.mistakes import mistakes_in
from tests.automations.definition.made import SAY, anything, rule


def found(definition):
    return [(mistake.where, mistake.code) for mistake in mistakes_in(definition)]


@pytest.mark.parametrize(
    "definition",
    [
        rule(),
        anything(),
        rule(match="exact", keywords=["a", "b"]),
        rule(match="starts_with"),
        rule(match="fuzzy", typos=1),
        rule(match="fuzzy", typos=2),
        rule(match="pattern", keywords=[r"size\s*\d+"]),
        anything(on=["fallback"]),
        anything(on=["story_mention"]),
        rule(on=["comment"], where={"kinds": ["feed", "reel", "live", "ad"]}),
        rule(on=["comment"], where={"posts": ["18000"], "next_post": True}),
        rule(on=["story_reply"], where={"kinds": ["story"]}),
        rule(on=["dm", "comment"], where={"kinds": ["reel"]}),
        rule(excluding=["price list"]),
        rule(keywords=["🔥"]),
        rule(schedule={"hours": "open", "days": [0, 6], "from": "09:00", "until": "18:00"}),
        rule(schedule={"from": "22:00", "until": "06:00"}),
        rule(schedule={"starts": "2026-11-27", "ends": "2026-11-27"}),
        rule(once=True, follows_us=True, again_after_days=1),
    ],
)
def test_a_rule_that_is_right_has_no_mistake(definition):
    assert found(definition) == []


@pytest.mark.parametrize(
    ("definition", "where", "code"),
    [
        (rule(on=[]), "on", "empty"),
        (rule(on=["dm", "dm"]), "on[1]", "repeated"),
        (anything(on=["dm", "fallback"]), "on", "fallback_alone"),
        (rule(on=["fallback"]), "keywords", "not_looked_at"),
        (anything(on=["fallback"], match="contains"), "keywords", "not_looked_at"),
        (rule(keywords=[]), "keywords", "empty"),
        (rule(keywords=["ok", "…!"]), "keywords[1]", "no_words"),
        (rule(keywords=["k" * 201]), "keywords[0]", "too_long"),
        (rule(match="any"), "keywords", "not_looked_at"),
        (rule(match="intent"), "match", "no_intent"),
        (rule(match="pattern", keywords=["("]), "keywords[0]", "bad_pattern"),
        (rule(match="pattern", keywords=[".*"]), "keywords[0]", "bad_pattern"),
        (rule(typos=1), "typos", "without_fuzzy"),
        (rule(match="fuzzy", typos=0), "typos", "bad_number"),
        (rule(match="fuzzy", typos=3), "typos", "bad_number"),
        (rule(on=["story_mention"]), "match", "no_words"),
        (rule(excluding=["!"]), "excluding[0]", "no_words"),
        (rule(excluding=["PRICE"]), "excluding[0]", "excludes_keyword"),
        (rule(where={"kinds": ["reel"]}), "where", "without_posts"),
        (rule(on=["comment"], where={"kinds": ["story"]}), "where.kinds[0]", "wrong_kind"),
        (rule(on=["story_reply"], where={"kinds": ["reel"]}), "where.kinds[0]", "wrong_kind"),
        (rule(on=["comment"], where={"posts": [" "]}), "where.posts[0]", "empty"),
        (rule(on=["story_reply"], where={"next_post": True}), "where.next_post", "without_posts"),
        (rule(schedule={"days": [7]}), "schedule.days[0]", "bad_day"),
        (rule(schedule={"days": [-1]}), "schedule.days[0]", "bad_day"),
        (rule(schedule={"from": "9:00"}), "schedule.from", "bad_time"),
        (rule(schedule={"from": "09:00:00"}), "schedule.from", "bad_time"),
        (rule(schedule={"until": "24:00"}), "schedule.until", "bad_time"),
        (rule(schedule={"from": "09:00", "until": "09:00"}), "schedule.until", "bad_time"),
        (rule(schedule={"starts": "27.11.2026"}), "schedule.starts", "bad_date"),
        (rule(schedule={"ends": "2026-02-30"}), "schedule.ends", "bad_date"),
        (
            rule(schedule={"starts": "2026-11-28", "ends": "2026-11-27"}),
            "schedule.ends",
            "bad_date",
        ),
        (rule(again_after_days=0), "again_after_days", "bad_number"),
        (rule(again_after_days=3651), "again_after_days", "bad_number"),
    ],
)
def test_a_mistake_is_found_at_its_place(definition, where, code):
    assert found(definition) == [(where, code)]


def test_mistakes_of_several_parts_are_all_named():
    definition = rule({"send": {"texts": [""]}}, SAY, on=[], keywords=[])
    assert {where for where, _code in found(definition)} == {
        "on",
        "keywords",
        "steps[0].send.texts[0]",
    }
