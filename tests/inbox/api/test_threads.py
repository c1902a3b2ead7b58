"""Threads as programs read them: shape, pages and filters."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.utils import timezone

from tests import factories

THREADS = "/api/v1/threads/"
NOW = timezone.now().replace(microsecond=123_456)


def hours_ago(number):
    return NOW - timedelta(hours=number)


def ids(answer):
    assert answer.status_code == 200, answer.content
    return [row["id"] for row in answer.json()["results"]]


def test_a_thread_is_told_by_named_fields(program, account):
    contact = factories.contact(account, name="Ada Moreno", username="ada.makes")
    thread = factories.thread_open_since(hours_ago(1), contact=contact, unread=2)
    told = program.get(f"{THREADS}{thread.pk}/").json()
    assert program.get(THREADS).json()["results"][0].keys() == told.keys()
    window = told.pop("window")
    assert window["state"] == "open"
    assert window["can_reply"] is True
    assert told == {
        "id": thread.pk,
        "contact": {
            "id": contact.pk,
            "scoped_id": contact.scoped_id,
            "username": "ada.makes",
            "name": "Ada Moreno",
        },
        "account": account.pk,
        "lifecycle": "open",
        "handler": "automation",
        "unread": 2,
        "assignee": None,
        "needs_reply": True,
        "wakes_at": None,
        "last_contact_at": hours_ago(1).isoformat().replace("+00:00", "Z"),
        "last_business_at": None,
        "last_item_at": hours_ago(1).isoformat().replace("+00:00", "Z"),
    }


def test_the_newest_item_comes_first_and_next_leads_through_all(program, account):
    made = [factories.thread_open_since(hours_ago(n % 4), account) for n in range(11)]
    expected = [t.pk for t in sorted(made, key=lambda t: (t.last_item_at, t.pk), reverse=True)]
    found, url, pages = [], f"{THREADS}?limit=3&lifecycle=open", 0
    while url:
        answer = program.get(url) if url.startswith("/") else program.get(_path(url))
        found += ids(answer)
        url, pages = answer.json()["next"], pages + 1
    assert found == expected
    assert pages == 4


def _path(url):
    parts = urlsplit(url)
    assert (parts.scheme, parts.netloc) == ("http", "testserver")
    assert "lifecycle=open" in parts.query
    return f"{parts.path}?{parts.query}"


def test_a_page_that_is_exactly_full_is_the_last(program, account):
    for number in range(3):
        factories.thread_open_since(hours_ago(number), account)
    assert program.get(THREADS, limit=3).json()["next"] is None


def test_a_thread_that_moves_up_meanwhile_hides_no_other(program, account):
    made = [factories.thread_open_since(hours_ago(n), account) for n in range(4)]
    first = program.get(THREADS, limit=2)
    factories.Thread.everywhere.filter(pk=made[3].pk).update(last_item_at=NOW)
    assert ids(program.get(_bare(first.json()["next"]))) == [made[2].pk]


def _bare(url):
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}"


@pytest.mark.parametrize("limit", ["0", "101", "-1", "many", "1e9", "9" * 30, ""])
def test_a_nonsense_limit_is_refused(program, limit):
    answer = program.get(THREADS, limit=limit)
    assert answer.status_code == 400
    assert answer.json()["fields"].keys() == {"limit"}


@pytest.mark.parametrize(
    "after", ["x", "====", "YWJj", "MjAyNi0wMS0wMSAx", "8J+YgA", "\x00", "AAAA", "é"]
)
def test_a_nonsense_cursor_is_refused(program, after):
    answer = program.get(THREADS, after=after)
    assert answer.status_code == 400
    assert answer.json()["code"] == "invalid"


@pytest.fixture
def some(account, member):
    """Threads, by what tells them apart."""
    other = factories.account(account.workspace)
    ada = factories.contact(account, name="Ada Moreno")
    made = {
        "open": factories.thread_open_since(hours_ago(1), contact=ada),
        "closing": factories.thread_open_since(hours_ago(23), account, handler="waiting"),
        "human": factories.thread_open_since(hours_ago(30), account, assignee=member),
        "locked": factories.thread_open_since(hours_ago(24 * 8), other),
        "resolved": factories.thread_open_since(hours_ago(2), account, lifecycle="resolved"),
        "commented": factories.thread(
            contact=factories.contact(account, username="bo.bakes"), last_item_at=hours_ago(3)
        ),
    }
    made["commented"].open_comment = factories.message(
        made["commented"], kind="comment", sent_at=hours_ago(3)
    )
    made["commented"].save(update_fields=["open_comment"])
    return made


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, {"open", "closing", "human", "locked", "resolved", "commented"}),
        ({"lifecycle": "resolved"}, {"resolved"}),
        ({"handler": "waiting"}, {"closing"}),
        ({"window": "open"}, {"open", "closing", "resolved"}),
        ({"window": "human_agent"}, {"human"}),
        ({"window": "locked"}, {"locked"}),
        ({"window": "comment_reply"}, {"commented"}),
        ({"view": "waiting"}, {"closing"}),
        ({"view": "closing"}, {"closing"}),
        ({"view": "locked"}, {"locked"}),
        ({"view": "resolved"}, {"resolved"}),
        ({"q": "ada"}, {"open"}),
        ({"q": "@BO."}, {"commented"}),
        ({"q": "100%"}, set()),
        ({"assignee": "none", "window": "open", "handler": "automation"}, {"open", "resolved"}),
    ],
)
def test_filters_narrow_together(program, some, query, expected):
    found = ids(program.get(THREADS, **query))
    assert {name for name, thread in some.items() if thread.pk in found} == expected


def test_by_account_and_assignee(program, some, member, person):
    other = some["locked"].account_id
    assert ids(program.get(THREADS, account=other)) == [some["locked"].pk]
    assert ids(program.get(THREADS, assignee=member.pk)) == [some["human"].pk]
    assert ids(person.get(THREADS, {"assignee": "me"})) == [some["human"].pk]
    assert ids(person.get(THREADS, {"view": "mine"})) == [some["human"].pk]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("view", "nowhere"),
        ("view", "mine"),  # a token is nobody's
        ("assignee", "me"),
        ("assignee", "kim"),
        ("account", "bakery"),
        ("account", "9" * 30),
        ("window", "ajar"),
        ("lifecycle", "lost"),
        ("q", "a\x00b"),
    ],
)
def test_a_filter_that_says_nothing_is_refused_with_its_name(program, name, value):
    answer = program.get(THREADS, **{name: value})
    assert answer.status_code == 400
    body = answer.json()
    assert (body["code"], set(body["fields"])) == ("invalid", {name})
    assert body["detail"].startswith(f"{name}: ")


def test_pages_cost_the_same_number_of_queries(program, account, django_assert_num_queries):
    factories.thread_open_since(hours_ago(1), account)
    program.get(THREADS)  # notes that the token was used
    with django_assert_num_queries(2):
        program.get(THREADS)
    for number in range(20):
        thread = factories.thread_open_since(hours_ago(number), account)
        thread.open_comment = factories.message(thread, kind="comment")
        thread.save(update_fields=["open_comment"])
    with django_assert_num_queries(2):
        assert len(ids(program.get(THREADS))) == 21
