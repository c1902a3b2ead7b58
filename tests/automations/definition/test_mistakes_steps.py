"""What is wrong with a rule's steps is named, with its place and the way out (K-5, C-4)."""

import pytest

from automations.definition.mistakes import mistakes_in, mistakes_of
from tests.automations.definition.made import SAY, ask, menu, rule

URL = "https://shop.example/"
OVER = {"texts": ["é" * 501]}


def found(*steps, **fields):
    return [(mistake.where, mistake.code) for mistake in mistakes_in(rule(*steps, **fields))]


def test_the_least_and_the_most_are_taken():
    titles = [f"Answer {number:02} {'x' * 10}" for number in range(12)]
    assert all(len(title) == 20 for title in titles)
    steps = [
        {"send": {"texts": ["é" * 500]}},
        {"send": {"texts": ["x" * 640], "links": [{"title": "t" * 20, "url": URL}] * 3}},
        {"send": {"file": {"url": URL + "a.jpg"}}},
        {"menu": menu(*titles)},
        {"menu": menu("a", "b", style="buttons")},
        {"menu": menu("a", "b", "c", style="buttons", person=False)},
        {"ask": ask(answer="phone", country="PT", timeout_minutes=1)},
        {"ask": ask(timeout_minutes=10_080)},
        {"delay": {"minutes": 1}},
        {"delay": {"minutes": 10_080}},
        {
            "condition": {
                "tests": [{"about": "field", "name": "city", "is": "equal", "value": "Porto"}]
            }
        },
        {"condition": {"tests": [{"about": "window"}, {"about": "label", "name": "vip"}]}},
        {"tag": {"add": ["vip"], "remove": ["new"]}},
        {"assign": {"team": "Sales"}},
        {"assign": {"member": "kim@example.org"}},
        {"opt_in": {"topic": "Drops"}},
        {"notify": {"text": "Look at this."}},
        {"webhook": {"url": "https://shop.example/hooks", "save": {"order": "order.0.number"}}},
        {"handoff": {"why": "sizes", "team": "Sales", "text": "One moment, {first_name|please}."}},
    ]
    assert found(*steps) == []


@pytest.mark.parametrize(
    ("step", "where", "code"),
    [
        ({}, "", "not_one_step"),
        (SAY | {"stop": {}}, "", "not_one_step"),
        (SAY | {"id": "a b"}, ".id", "bad_id"),
        (SAY | {"id": "i" * 41}, ".id", "bad_id"),
        ({"reply_publicly": {"texts": ["a"]}}, ".reply_publicly", "without_comment"),
        ({"send": {}}, ".send.texts", "empty"),
        ({"send": {"texts": [" "]}}, ".send.texts[0]", "empty"),
        ({"send": OVER}, ".send.texts[0]", "too_long"),
        ({"send": {"texts": ["a", "a"]}}, ".send.texts", "repeated"),
        ({"send": {"texts": [f"{n}" for n in range(21)]}}, ".send.texts", "too_many"),
        ({"send": {"texts": ["Hi {First}"]}}, ".send.texts[0]", "bad_variable"),
        ({"send": {"texts": ["Hi {"]}}, ".send.texts[0]", "bad_variable"),
        (
            {"send": {"texts": ["a"], "links": [{"title": "a", "url": URL}] * 4}},
            ".send.links",
            "too_many",
        ),
        (
            {"send": {"texts": ["x" * 641], "links": [{"title": "a", "url": URL}]}},
            ".send.texts[0]",
            "too_long",
        ),
        (
            {"send": {"file": {"url": URL}, "links": [{"title": "a", "url": URL}]}},
            ".send.links",
            "without_texts",
        ),
        (
            {"send": {"texts": ["a"], "links": [{"title": "t" * 21, "url": URL}]}},
            ".send.links[0].title",
            "too_long",
        ),
        (
            {"send": {"texts": ["a"], "links": [{"title": " ", "url": URL}]}},
            ".send.links[0].title",
            "empty",
        ),
        ({"send": {"file": {"url": "https://10.0.0.1/a.jpg"}}}, ".send.file.url", "bad_url"),
        ({"menu": menu()}, ".menu.choices", "empty"),
        ({"menu": menu("a") | {"texts": []}}, ".menu.texts", "empty"),
        ({"menu": menu(*[f"{n}" for n in range(13)])}, ".menu.choices", "too_many"),
        ({"menu": menu(*[f"{n}" for n in range(14)], person=False)}, ".menu.choices", "too_many"),
        ({"menu": menu("a", "b", "c", style="buttons")}, ".menu.choices", "too_many"),
        (
            {"menu": menu("a", style="buttons") | {"texts": ["x" * 641]}},
            ".menu.texts[0]",
            "too_long",
        ),
        ({"menu": menu("t" * 21)}, ".menu.choices[0].title", "too_long"),
        ({"menu": menu("")}, ".menu.choices[0].title", "empty"),
        ({"menu": menu("Small", "SMALL")}, ".menu.choices[1].title", "repeated"),
        ({"menu": menu("talk to a person!")}, ".menu.choices[0].title", "repeated"),
        ({"menu": menu("a", retries=11)}, ".menu.retries", "bad_number"),
        ({"menu": menu("a", retries=-1)}, ".menu.retries", "bad_number"),
        ({"menu": menu("a", again="é" * 501)}, ".menu.again", "too_long"),
        ({"menu": menu("a", on_timeout="x")}, ".menu.on_timeout", "without_timeout"),
        ({"ask": ask(save_to="City")}, ".ask.save_to", "bad_name"),
        ({"ask": ask(save_to="c" * 41)}, ".ask.save_to", "bad_name"),
        ({"ask": ask(country="PT")}, ".ask.country", "without_phone"),
        ({"ask": ask(answer="phone", country="XX")}, ".ask.country", "bad_country"),
        ({"ask": ask(answer="phone", country="pt")}, ".ask.country", "bad_country"),
        ({"ask": ask(timeout_minutes=0)}, ".ask.timeout_minutes", "bad_wait"),
        ({"ask": ask(timeout_minutes=10_081)}, ".ask.timeout_minutes", "bad_wait"),
        ({"delay": {"minutes": 0}}, ".delay.minutes", "bad_wait"),
        ({"delay": {"minutes": 10_081}}, ".delay.minutes", "bad_wait"),
        ({"condition": {"tests": []}}, ".condition.tests", "empty"),
        ({"condition": {"tests": [{"about": "label"}]}}, ".condition.tests[0].name", "empty"),
        (
            {"condition": {"tests": [{"about": "hours", "name": "x"}]}},
            ".condition.tests[0].name",
            "not_looked_at",
        ),
        (
            {"condition": {"tests": [{"about": "follows", "is": "equal", "value": "x"}]}},
            ".condition.tests[0].is",
            "not_comparable",
        ),
        (
            {"condition": {"tests": [{"about": "field", "name": "x", "is": "contains"}]}},
            ".condition.tests[0].value",
            "empty",
        ),
        (
            {"condition": {"tests": [{"about": "field", "name": "x", "value": "y"}]}},
            ".condition.tests[0].value",
            "not_looked_at",
        ),
        ({"tag": {}}, ".tag", "empty"),
        ({"tag": {"add": [""]}}, ".tag.add[0]", "empty"),
        ({"tag": {"remove": ["l" * 41]}}, ".tag.remove[0]", "too_long"),
        ({"tag": {"add": ["VIP"], "remove": ["vip"]}}, ".tag.remove[0]", "repeated"),
        ({"assign": {}}, ".assign", "not_one_target"),
        ({"assign": {"team": "a", "member": "b@example.org"}}, ".assign", "not_one_target"),
        ({"assign": {"team": "t" * 61}}, ".assign.team", "too_long"),
        ({"opt_in": {"topic": ""}}, ".opt_in.topic", "empty"),
        ({"opt_in": {"topic": "t" * 66}}, ".opt_in.topic", "too_long"),
        ({"notify": {"text": ""}}, ".notify.text", "empty"),
        ({"notify": {"text": "{X}"}}, ".notify.text", "bad_variable"),
        ({"webhook": {"url": "https://192.168.1.1/"}}, ".webhook.url", "bad_url"),
        ({"webhook": {"url": "shop.example"}}, ".webhook.url", "bad_url"),
        ({"webhook": {"url": URL, "save": {"Order": "a"}}}, ".webhook.save.Order", "bad_name"),
        ({"webhook": {"url": URL, "save": {"order": "a..b"}}}, ".webhook.save.order", "bad_path"),
        ({"handoff": {"text": "é" * 501}}, ".handoff.text", "too_long"),
        ({"handoff": {"team": "t" * 61}}, ".handoff.team", "too_long"),
        ({"handoff": {"why": "w" * 201}}, ".handoff.why", "too_long"),
        ({"stop": {}, "then": "a"}, ".then", "after_the_end"),
    ],
)
def test_a_mistake_is_found_at_its_place(step, where, code):
    last = [{"id": "a"} | SAY] if code == "after_the_end" else []
    assert (f"steps[0]{where}", code) in found(step, *last)
    assert code == "after_the_end" or len(found(step)) == 1


@pytest.mark.parametrize(
    "url",
    [
        "http://shop.example/",
        "ftp://shop.example/",
        "shop.example",
        "https://localhost/",
        "https://127.0.0.1/",
        "https://10.1.2.3/",
        "https://[::1]/",
        "https://169.254.169.254/latest",
        "https://printer.local/",
        "https://intranet/",
        "https://user:secret@shop.example/",
        "javascript:alert(1)",
    ],
)
def test_a_link_leads_to_a_public_page_over_https(url):
    step = {"send": {"texts": ["a"], "links": [{"title": "a", "url": url}]}}
    assert found(step) == [("steps[0].send.links[0].url", "bad_url")]


def test_no_steps_at_all_is_a_mistake():
    assert found(steps=[]) == [("steps", "empty")]


def test_an_id_names_one_step():
    assert found({"id": "a"} | SAY, {"id": "a"} | SAY) == [("steps[1].id", "repeated_id")]


def test_a_public_reply_needs_a_comment_and_has_one():
    assert found({"reply_publicly": {"texts": ["a"]}}, on=["dm", "comment"]) == []


def test_a_mistake_reads_as_where_what_and_what_to_do():
    said = list(mistakes_of(rule({"delay": {"minutes": 0}})))
    assert said == ["steps[0].delay.minutes: is 0 minutes; write 1 to 10080 (7 days)."]
