"""Meta's usage headers: read off every answer, whatever they look like."""

import json
from datetime import timedelta

import pytest
import redis
from django.utils import timezone

from inbox.delivery.models import Lane, Reason
from inbox.delivery.pacing import Standing, Usage
from inbox.local import ports
from integrations.meta import usage
from integrations.meta.graph import GraphClient
from integrations.meta.graph_errors import GraphError
from integrations.meta.usage import usage_of
from tests import factories
from tests.graph_stand_in import Answer, GraphStandIn, error

OURS, THEIRS = "17841400000000001", "17841400000000002"
INSTAGRAM = '{"call_volume": 12, "cpu_time": 30}'
CLASSIC = '{"call_count": 28, "total_cputime": 25, "total_time": 26}'


def business(external_id=OURS, **row):
    return json.dumps({external_id: [{"type": "instagram", "call_count": 5} | row]})


def minutes(wait):
    return {"estimated_time_to_regain_access": wait}


@pytest.mark.parametrize(
    ("app", "of_business", "expected"),
    [
        (INSTAGRAM, None, Usage(30)),
        (CLASSIC, None, Usage(28)),
        ('{"call_count": 140}', None, Usage(140)),  # it occurs
        ('{"call_volume": 0, "cpu_time": 0}', None, Usage(0)),
        (None, business(total_time=61.5), Usage(61.5)),
        (None, business(**minutes(0)), Usage(5)),
        (None, business(**minutes(19)), Usage(5, timedelta(minutes=19))),
        (INSTAGRAM, business(call_count=90), Usage(90)),
        (None, json.dumps({OURS: [minutes(3), minutes(9)]}), Usage(None, timedelta(minutes=9))),
        (None, business(THEIRS, **minutes(7)), Usage(5, timedelta(minutes=7))),
        (
            None,
            json.dumps({OURS: [{"call_count": 5}], THEIRS: [{"call_count": 99, **minutes(7)}]}),
            Usage(5),  # another account's block holds nothing of ours (L-8)
        ),
    ],
)
def test_the_highest_percentage_and_the_longest_wait_count(app, of_business, expected):
    headers = {"X-App-Usage": app, "X-Business-Use-Case-Usage": of_business}
    assert usage_of(headers, OURS) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "not json",
        "null",
        "[]",
        "3",
        "{}",
        '{"call_count": "many"}',
        '{"call_count": true}',
        '{"call_count": -4}',
        '{"call_count": null}',
        '{"call_count": NaN}',
        '{"17841400000000001": {"call_count": 1}}',
        '{"17841400000000001": [3, null, "x"]}',
        '{"17841400000000001": [{"estimated_time_to_regain_access": "soon"}]}',
        "[" * 5_000,
        '{"a": "\\ud800"}',
    ],
)
def test_a_header_that_makes_no_sense_says_nothing(text):
    headers = {"X-App-Usage": text, "X-Business-Use-Case-Usage": text}
    assert usage_of(headers, OURS) is None


@pytest.mark.parametrize("wait", [10**6, 10**30, 1e300])
def test_no_header_holds_an_account_for_longer_than_a_day(wait):
    headers = {"X-Business-Use-Case-Usage": business(**minutes(wait))}
    assert usage_of(headers, OURS).blocked_for == timedelta(days=1)


# --- What comes of it -----------------------------------------------------------------------------
@pytest.fixture
def graph():
    stand_in = GraphStandIn()
    yield stand_in
    stand_in.close()


@pytest.fixture
def unused_port():
    return ports.free_port()


@pytest.fixture
def client(graph):
    return GraphClient(graph.url, "v25.0")


@pytest.fixture
def account(db, settings):
    usage._told.clear()
    connection = redis.Redis.from_url(settings.REDIS_URL)
    for key in connection.scan_iter("pace:*"):
        connection.delete(key)
    connection.close()
    account = factories.account(external_id=OURS, calls_per_hour=0)
    Lane.everywhere.create(workspace=account.workspace, account=account)
    return account


def told(account):
    return Standing.of(account, timezone.now()).usage


def answer(percent, **more):
    return Answer(200, {"id": "1"}, {"X-App-Usage": json.dumps({"call_volume": percent})} | more)


def test_every_answer_tells_good_or_bad(graph, client, account):  # L-5
    graph.answers.append(answer(45))
    client.get(account, "me", {})
    assert told(account) == 45
    refusal = error(100)
    refusal.headers["X-App-Usage"] = '{"call_volume": 61}'
    graph.answers.append(refusal)
    with pytest.raises(GraphError):
        client.get(account, "me", {})
    assert told(account) == 61


def test_the_same_news_is_not_told_twice(graph, client, account, settings):
    graph.answers.extend([answer(45), answer(45.4), answer(45.9), answer(46)])
    client.get(account, "me", {})
    connection = redis.Redis.from_url(settings.REDIS_URL)
    key = f"pace:{{{account.pk}}}:usage"
    connection.set(key, 1)
    client.get(account, "me", {})
    client.get(account, "me", {})
    assert told(account) == 1
    client.get(account, "me", {})
    assert told(account) == 46
    connection.close()


def test_after_a_minute_the_same_news_is_news_again(graph, client, account):
    graph.answers.extend([answer(45), answer(45)])
    client.get(account, "me", {})
    first = usage._told[account.pk]
    usage._told[account.pk] = (first[0], first[1] - usage.TELL_AGAIN)
    client.get(account, "me", {})
    assert usage._told[account.pk] > first


def test_an_answer_without_headers_asks_nobody(graph, client, account, settings, unused_port):
    graph.answers.append(Answer(200, {"id": "1"}))
    settings.REDIS_URL = f"redis://127.0.0.1:{unused_port}/0"
    assert client._call("GET", account, "me") == {"id": "1"}
    assert usage._told == {}


def test_with_redis_away_an_answer_is_still_an_answer(
    graph, client, account, settings, unused_port
):
    graph.answers.append(answer(45))
    settings.REDIS_URL = f"redis://127.0.0.1:{unused_port}/0"
    assert client._call("GET", account, "me") == {"id": "1"}


def test_a_block_holds_the_lane_for_as_long_as_meta_says(graph, client, account):  # L-8
    header = {"X-Business-Use-Case-Usage": business(**minutes(20))}
    graph.answers.append(answer(100, **header))
    client.get(account, "me", {})
    lane = Lane.everywhere.get(account=account)
    left = lane.held_until - timezone.now()
    assert timedelta(minutes=19) < left <= timedelta(minutes=20)
    assert lane.held_because == Reason.RATE_LIMITED
