"""Two versions of a rule, told apart in sentences: every field and every kind of step."""

import pytest

from automations.definition import KINDS, MATCHES, SURFACES, RuleDefinition, stored
from automations.definition.steps import Step
from automations.rules.differences import differences
from automations.rules.in_words import KIND_WORDS, MATCH_WORDS, SURFACE_WORDS
from automations.rules.step_differences import FIELD_WORDS
from automations.rules.step_pairs import POINTERS

SEND = {"send": {"texts": ["A"]}}


def told(old, new):
    usual = {"on": ["dm"], "steps": []}
    return differences(stored(usual | old), stored(usual | new))


def steps_told(old, new):
    return told({"steps": old}, {"steps": new})


CLOSED = (
    "It may fire: always; before: outside opening hours · from 27 Nov 2026 · until 31 Dec 2026."
)
RULE = [
    ({"on": ["dm"]}, {"on": ["dm", "comment"]}, ["It also fires on: Comment."]),
    ({"on": ["dm", "tap"]}, {"on": ["dm"]}, ["It fires no longer on: Button tap."]),
    (
        {"match": "exact"},
        {"match": "contains"},
        ["The text is matched “contains” instead of “exactly”."],
    ),
    (
        {"keywords": ["price"]},
        {"keywords": ["cost", "precio"]},
        ["New keywords: “cost”, “precio”.", "Keywords removed: “price”."],
    ),
    ({}, {"excluding": ["oversize"]}, ["Does not fire any more on texts with: “oversize”."]),
    ({"excluding": ["oversize"]}, {}, ["No longer kept from firing by: “oversize”."]),
    ({}, {"typos": 1}, ["Typos forgiven: 1 instead of by the keyword's length."]),
    (
        {},
        {"where": {"kinds": ["reel", "live"]}},
        ["Where: reels, live videos; before: everywhere."],
    ),
    (
        {"where": {"posts": ["1"], "next_post": True}},
        {"where": {"posts": ["1"]}},
        ["Where: 1 chosen; before: 1 chosen · the next post."],
    ),
    (
        {"where": {"posts": ["1"]}},
        {"where": {"posts": ["2"]}},
        ["Other posts: added “2”, removed “1”."],
    ),
    (
        {},
        {"schedule": {"hours": "open", "days": [0, 2], "from": "09:00", "until": "18:00"}},
        ["It may fire: in opening hours · Mon, Wed · 09:00–18:00; before: always."],
    ),
    (
        {"schedule": {"hours": "closed", "starts": "2026-11-27", "ends": "2026-12-31"}},
        {},
        [CLOSED],
    ),
    ({}, {"follows_us": True}, ["Answers only contacts who follow the account."]),
    ({"follows_us": True}, {}, ["Answers also contacts who do not follow the account."]),
    ({}, {"once": True}, ["Answers each contact only once."]),
    ({"once": True}, {}, ["Answers the same contact more than once."]),
    (
        {},
        {"again_after_days": 30},
        ["The same contact gets the same again: after 30 days; before: never."],
    ),
]


@pytest.mark.parametrize(("old", "new", "expected"), RULE)
def test_each_field_of_a_rule_is_told_in_a_sentence(old, new, expected):
    assert told(old, new) == expected


def test_every_field_of_a_rule_is_among_these():
    said = {key for old, new, _expected in RULE for key in {*old, *new}}
    assert said | {"steps"} == set(RuleDefinition.__struct_fields__)


# For each field of each kind: what it was and what it is.
FIELDS = {
    "send": {
        "texts": (["A"], ["A", "B"]),
        "links": ([], [{"title": "Open", "url": "https://shop.example"}]),
        "file": (None, {"url": "https://shop.example/a.png"}),
    },
    "reply_publicly": {"texts": (["A"], ["B"])},
    "menu": {
        "texts": (["A"], ["B"]),
        "choices": ([{"title": "S"}], [{"title": "S"}, {"title": "M"}]),
        "style": ("quick_replies", "buttons"),
        "person": (True, False),
        "retries": (1, 2),
        "again": ("", "Once more?"),
        "otherwise": (None, "x"),
        "timeout_minutes": (None, 60),
        "on_timeout": (None, "x"),
    },
    "ask": {
        "texts": (["A"], ["B"]),
        "answer": ("text", "email"),
        "save_to": ("", "email"),
        "country": ("", "PT"),
        "retries": (2, 3),
        "again": ("", "Once more?"),
        "otherwise": (None, "x"),
        "timeout_minutes": (60, None),
        "on_timeout": (None, "x"),
    },
    "delay": {"minutes": (5, 60)},
    "condition": {
        "tests": ([{"about": "follows"}], [{"about": "hours"}]),
        "then": (None, "x"),
        "otherwise": (None, "x"),
    },
    "tag": {"add": ([], ["vip"]), "remove": (["new"], [])},
    "assign": {"team": ("", "Sales"), "member": ("", "kim@example.org")},
    "opt_in": {"topic": ("Sales", "News")},
    "notify": {"text": ("A", "B"), "who": ("leads", "everyone")},
    "webhook": {
        "url": ("https://a.example", "https://b.example"),
        "save": ({}, {"order": "order.id"}),
        "otherwise": (None, "x"),
    },
    "stop": {},
    "handoff": {
        "why": ("", "sizes"),
        "high_value": (False, True),
        "team": ("", "Sales"),
        "text": ("", "One moment."),
    },
}
NEEDED = {
    "reply_publicly": {"texts": ["A"]},
    "menu": {"texts": ["A"], "choices": [{"title": "S"}]},
    "ask": {"texts": ["A"]},
    "delay": {"minutes": 5},
    "condition": {"tests": [{"about": "follows"}]},
    "opt_in": {"topic": "Sales"},
    "notify": {"text": "A"},
    "webhook": {"url": "https://a.example"},
}
EACH = [(kind, field) for kind, fields in FIELDS.items() for field in fields]


@pytest.mark.parametrize(("kind", "field"), EACH)
def test_each_field_of_each_kind_of_step_is_told(kind, field):
    was, now = FIELDS[kind][field]
    end = {"id": "x", "stop": {}}
    old = {kind: NEEDED.get(kind, {}) | {field: was}}
    new = {kind: NEEDED.get(kind, {}) | {field: now}}
    (sentence,) = steps_told([old, end], [new, end])
    assert sentence.startswith(f"Step 1 ({KIND_WORDS[kind]}), {FIELD_WORDS[field]}")
    assert sentence.endswith(".")


def test_every_kind_and_every_field_is_among_these():
    assert set(FIELDS) == set(KINDS) == set(KIND_WORDS)
    for kind in KINDS:
        step = stored({"on": [], "steps": [{kind: NEEDED.get(kind, {})}]}).steps[0]
        assert set(FIELDS[kind]) == set(getattr(step, kind).__struct_fields__), kind
    assert set(Step.__struct_fields__) - set(KINDS) == {"id", "then"}


def test_every_surface_and_match_has_words():
    assert set(SURFACE_WORDS) == set(SURFACES)
    assert set(MATCH_WORDS) == set(MATCHES)
    assert set(POINTERS) <= set(FIELD_WORDS)


@pytest.mark.parametrize("kind", KINDS)
def test_a_step_of_each_kind_that_comes_or_goes_is_told(kind):
    step = {kind: NEEDED.get(kind, {})}
    (came,) = steps_told([SEND], [SEND, step])
    assert came.startswith(f"Step 2 ({KIND_WORDS[kind]}) is new")
    (went,) = steps_told([SEND, step], [SEND])
    assert went.startswith(f"Step 2 ({KIND_WORDS[kind]}) is gone")


def test_nothing_changed_says_nothing():
    rule = {"on": ["dm"], "steps": [SEND, {"id": "x", "stop": {}}, {"delay": {"minutes": 5}}]}
    assert told(rule, rule) == []


def test_a_moved_step_is_not_another_one():
    delay, stop = {"delay": {"minutes": 5}}, {"stop": {}}
    assert steps_told([SEND, delay, stop], [delay, SEND, stop]) in (
        ["Step 1 (delay) was step 2."],
        ["Step 2 (direct message) was step 1."],
    )


def test_a_step_that_only_got_a_name_is_the_same():
    menu = {"menu": {"texts": ["Q"], "choices": [{"title": "S", "then": "a"}]}}
    named = {"menu": {"texts": ["Q"], "choices": [{"title": "S", "then": "b"}]}}
    old = [menu, {"id": "a", "delay": {"minutes": 5}, "then": "a"}]
    new = [named, {"id": "b", "delay": {"minutes": 5}, "then": "b"}]
    assert steps_told(old, new) == []


def test_where_a_step_leads_is_told_by_number():
    old = [{"delay": {"minutes": 5}}, {"id": "end", "stop": {}}]
    new = [{"delay": {"minutes": 5}, "then": "end"}, {"id": "end", "stop": {}}]
    assert steps_told(old, new) == ["Step 1 (delay), goes on with: step 2 instead of as usual."]
    assert steps_told(new, old) == ["Step 1 (delay), goes on with: as usual instead of step 2."]
    gone = [{"delay": {"minutes": 5}}]
    assert "Step 1 (delay), goes on with: as usual instead of a step that is gone." in steps_told(
        new, gone
    )


def test_a_wording_that_changed_is_quoted_both_ways_and_shortened():
    long = "word " * 60
    (sentence,) = steps_told([SEND], [{"send": {"texts": [long]}}])
    assert sentence.endswith("…” instead of “A”.")
    assert len(sentence) < 200


def test_a_first_version_is_told_whole():
    rule = stored(
        {
            "on": ["comment", "dm"],
            "match": "contains",
            "keywords": ["size"],
            "excluding": ["oversize"],
            "once": True,
            "steps": [{"send": {"texts": ["S to XL"]}}, {"handoff": {}}],
        }
    )
    assert differences(None, rule) == [
        "Fires on: Comment, Direct message.",
        "Text: contains “size”.",
        "Not with: “oversize”.",
        "Where: all posts.",
        "When: always.",
        "Answers each contact only once.",
        "Step 1: direct message: “S to XL”.",
        "Step 2: handoff to a person.",
    ]


def test_unfinished_steps_of_a_draft_do_not_break_it():
    assert steps_told([SEND], [SEND, {}]) == ["Step 2 (not chosen yet) is new."]
