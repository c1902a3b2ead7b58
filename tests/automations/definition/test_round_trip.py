"""Every key of the JSON survives export and import, and what is stored is what was read."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from automations.definition import read, stored
from automations.definition.mistakes_graph import graph_mistakes
from automations.rulebook import export_rules, import_rules
from tests import factories

WORD = st.sampled_from(["price", "größe", "サイズ", "حجم", "talla xl", "точка", "a", "ß"])
WORDS = st.lists(WORD, min_size=1, max_size=3, unique=True)
TEXTS = st.lists(
    st.sampled_from(["Hi {first_name|there}!", "¿Qué tal?", "答え", "x" * 600, "  spaced  "]),
    min_size=1,
    max_size=3,
    unique=True,
)
HTTPS = st.sampled_from(["https://shop.example/", "https://cdn.example/a.jpg?b=1"])
WAIT = st.integers(min_value=1, max_value=10_080)
FIELD = st.sampled_from(["city", "order_1", "email"])


def some(**fields):
    """An object that has any of these keys."""
    return st.fixed_dictionaries({}, optional=fields)


QUESTION = {
    "retries": st.integers(0, 10),
    "again": st.just("Once more:"),
    "otherwise": st.just("end"),
}
LINK = st.fixed_dictionaries({"title": st.just("Shop"), "url": HTTPS})
FILE = st.fixed_dictionaries({"url": HTTPS}, optional={"kind": st.sampled_from(["image", "video"])})
CHOICES = st.lists(
    st.fixed_dictionaries({"title": WORD}, optional={"then": st.just("end")}),
    min_size=1,
    max_size=2,
    unique_by=lambda choice: choice["title"],
)
TESTS = st.one_of(
    st.fixed_dictionaries({"about": st.sampled_from(["follows", "hours", "window"])}),
    st.fixed_dictionaries({"about": st.just("label"), "name": WORD, "is": st.just("not_set")}),
    st.fixed_dictionaries(
        {"about": st.just("field"), "name": FIELD, "is": st.just("equal"), "value": WORD}
    ),
)
TIMEOUT = st.one_of(
    st.just({}),
    st.fixed_dictionaries({"timeout_minutes": WAIT}, optional={"on_timeout": st.just("end")}),
)


def with_timeout(shape):
    return st.builds(lambda one, two: one | two, shape, TIMEOUT)


KINDS = {
    "send": st.fixed_dictionaries(
        {"texts": TEXTS}, optional={"links": st.lists(LINK, min_size=1, max_size=3), "file": FILE}
    ),
    "reply_publicly": st.fixed_dictionaries({"texts": TEXTS}),
    "menu": with_timeout(
        st.fixed_dictionaries(
            {"texts": TEXTS, "choices": CHOICES},
            optional=QUESTION
            | {"person": st.booleans(), "style": st.sampled_from(["buttons", "quick_replies"])},
        )
    ),
    "ask": with_timeout(
        st.one_of(
            st.fixed_dictionaries({"texts": TEXTS}, optional=QUESTION | {"save_to": FIELD}),
            st.fixed_dictionaries(
                {
                    "texts": TEXTS,
                    "answer": st.just("phone"),
                    "country": st.sampled_from(["PT", "JP"]),
                }
            ),
        )
    ),
    "delay": st.fixed_dictionaries({"minutes": WAIT}),
    "condition": st.fixed_dictionaries(
        {"tests": st.lists(TESTS, min_size=1, max_size=3)}, optional={"then": st.just("end")}
    ),
    "tag": st.fixed_dictionaries({"add": WORDS}),
    "assign": st.sampled_from([{"team": "Sales"}, {"member": "kim@example.org"}]),
    "opt_in": st.just({"topic": "Drops"}),
    "notify": st.fixed_dictionaries(
        {"text": WORD}, optional={"who": st.sampled_from(["assignee", "everyone"])}
    ),
    "webhook": st.fixed_dictionaries(
        {"url": HTTPS}, optional={"save": st.just({"city": "a.0.b"}), "otherwise": st.just("end")}
    ),
}
STEPS = st.lists(
    st.one_of([st.fixed_dictionaries({kind: shape}) for kind, shape in KINDS.items()]), max_size=5
).map(
    lambda steps: [
        *steps,
        {"send": {"texts": ["The end."]}, "id": "end"},
        {"handoff": {"why": "x"}},
    ]
)
SCHEDULE = some(
    hours=st.sampled_from(["open", "closed"]),
    days=st.lists(st.integers(0, 6), max_size=7, unique=True),
    until=st.just("18:00"),
    starts=st.just("2026-11-27"),
    ends=st.just("2026-11-30"),
).map(lambda schedule: schedule | {"from": "22:30"})
LIMITS = some(
    excluding=st.just(["zzz"]),
    schedule=SCHEDULE,
    follows_us=st.booleans(),
    once=st.booleans(),
    again_after_days=st.integers(1, 3650),
    where=some(kinds=st.just(["reel", "live"]), posts=st.just(["1", "2"]), next_post=st.booleans()),
    is_on=st.booleans(),
    account=st.just("shop.main"),
)
WHEN = st.one_of(
    st.fixed_dictionaries(
        {
            "on": st.lists(st.sampled_from(["dm", "tap", "ad"]), unique=True).map(
                lambda on: [*on, "comment"]
            ),
            "match": st.sampled_from(["exact", "contains", "starts_with"]),
            "keywords": WORDS,
        }
    ),
    st.fixed_dictionaries(
        {"on": st.just(["comment"]), "match": st.just("fuzzy"), "keywords": WORDS},
        optional={"typos": st.integers(1, 2)},
    ),
    st.just({"on": ["comment"], "match": "pattern", "keywords": [r"^size\d$"]}),
    st.just({"on": ["comment", "story_reply"]}),
)


def is_whole(row):
    """Whether every step is reached: not each flow that is thrown together is one."""
    return not list(graph_mistakes(stored({"on": row["on"], "steps": row["steps"]})))


EVERY_RULE = st.builds(
    lambda when, limits, steps: {"name": "One"} | limits | when | {"steps": steps},
    WHEN,
    LIMITS,
    STEPS,
)
RULES = EVERY_RULE.filter(is_whole)


def as_document(*rules):
    return json.dumps({"version": 1, "rules": list(rules)})


@given(RULES)
def test_a_rule_is_the_same_after_being_written_and_read(row):
    [rule] = read(as_document(row))
    assert read(as_document(rule.in_file())) == [rule]
    assert stored(rule.definition.to_json()) == rule.definition


@pytest.mark.django_db
@settings(max_examples=30, deadline=None)
@given(rows=st.lists(RULES, min_size=1, max_size=2))
def test_a_file_is_the_same_after_going_through_a_workspace(rows):
    workspace = factories.workspace()
    factories.account(workspace, username="shop.main")
    named = [row | {"name": f"Rule {number}"} for number, row in enumerate(rows)]
    import_rules(workspace, as_document(*named))
    exported = export_rules(workspace)
    assert read(exported) == read(as_document(*named))
    again = import_rules(workspace, exported)
    assert again.unchanged == [row["name"] for row in named]
