"""What monitors are told of what goes out: by ids, counted now, at a price that does not grow."""

import uuid
from datetime import timedelta

import pytest
import redis
from django.core.cache import cache
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families

from inbox import heartbeat, outbox_figures
from inbox.delivery.models import Attempt, Lane, Outbound
from inbox.delivery.pacing import Limits, Usage, budget, heed, keys
from inbox.local import ports
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_counts(settings):
    client = redis.Redis.from_url(settings.REDIS_URL)
    for key in client.scan_iter("pace:*"):
        client.delete(key)
    cache.clear()
    heartbeat._leave(*heartbeat.QUEUES, heartbeat.TICK)
    yield client
    cache.clear()
    client.close()


@pytest.fixture
def account(db):
    return factories.account(calls_per_hour=50)


def ago(**time):
    return timezone.now() - timedelta(**time)


def send(account, **fields):
    """A message of ours, waiting unless something else is said."""
    thread = factories.thread(account)
    message = factories.message(thread, origin="member", external_id=None)
    made = {"workspace_id": account.workspace_id, "account": account, "author": "person"}
    made |= {"priority": 1, "envelope": {}, "client_key": uuid.uuid4()}
    return Outbound.everywhere.create(thread=thread, message=message, **made | fields)


def attempt(outbound, **fields):
    made = {"workspace_id": outbound.workspace_id, "account_id": outbound.account_id}
    made |= {"number": 1, "fence": 1, "outcome": "refused"}
    if fields.get("outcome") != "under_way":
        made["finished_at"] = timezone.now()
    return Attempt.everywhere.create(outbound=outbound, **made | fields)


def failed(account, **fields):
    return send(account, state="failed", settled_at=timezone.now(), **fields)


def metrics(client):
    """By name and the labels' values, in the order of their names."""
    answer = client.get("/metrics")
    assert answer.status_code == 200
    return {
        (sample.name, *(value for _, value in sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(answer.content.decode())
        for sample in family.samples
    }


def test_the_queue_is_told_by_account_and_class(client, account):  # L-6, L-10
    name, other = str(account.pk), factories.account()
    for priority, minutes in ((1, 1), (2, 9), (2, 5), (4, 3)):
        send(account, priority=priority, created_at=ago(minutes=minutes), author="automation")
    later = timezone.now() + timedelta(hours=1)
    send(account, priority=4, author="campaign", due_at=later, created_at=ago(minutes=30))
    send(other, priority=3, author="automation")
    failed(account, reason="rate_limited")
    found = metrics(client)
    waiting = {key[1:]: count for key, count in found.items() if key[0] == "handoff_outbox_waiting"}
    assert waiting == {
        (name, "person"): 1,
        (name, "answer"): 2,
        (name, "campaign"): 2,
        (str(other.pk), "follow_up"): 1,
    }
    oldest = {key: round(found["handoff_outbox_oldest_seconds", *key] / 60) for key in waiting}
    assert oldest[name, "person"] == 1
    assert oldest[name, "answer"] == 9  # of the same class the first to be written


def test_what_the_limits_have_used_up_is_told(client, account, nothing_counts):  # L-10
    now = timezone.now()
    limits = Limits.of(account, now)
    for number in range(4):
        budget.take(account)
        nothing_counts.zadd(keys.key(account.pk, "hour"), {f"{number}:1": keys.ms(now)})
    long_ago = keys.ms(now - timedelta(hours=2))
    nothing_counts.zadd(keys.key(account.pk, "hour"), {"old:1": long_ago})
    nothing_counts.zadd(keys.key(account.pk, "people"), {"7": long_ago, "8": keys.ms(now)})
    heed(account, Usage(percent=63.5), now)
    found, name = metrics(client), str(account.pk)
    for limit, used, allowed in (
        ("messages_per_hour", 4, limits.per_hour),
        ("private_replies_per_hour", 0, limits.replies_per_hour),
        ("people_per_day", 2, limits.people_per_day),
        ("calls_per_hour", 4, 50),
    ):
        assert found["handoff_limit_used", name, limit] == used
        assert found["handoff_limit_allowed", name, limit] == allowed
    assert found["handoff_platform_usage_percent", name] == 63.5
    assert found["handoff_limits_left_out",] == 0


def test_too_many_accounts_are_left_out_and_it_is_said(client, monkeypatch):
    monkeypatch.setattr(outbox_figures, "MOST_ACCOUNTS", 2)
    accounts = [factories.account() for _ in range(5)]
    factories.account(status="disconnected")
    found = metrics(client)
    assert found["handoff_limits_left_out",] == 3
    told = {key[1] for key in found if key[0] == "handoff_limit_used"}
    assert told == {str(account.pk) for account in accounts[:2]}


def test_without_redis_no_limit_is_told_and_it_is_said(client, account, settings, unused_port):
    settings.REDIS_URL = f"redis://127.0.0.1:{unused_port}/0"
    found = metrics(client)
    assert found["handoff_limits_left_out",] == 1
    assert "handoff_limit_used" not in {key[0] for key in found}


def test_outcomes_are_told_by_state_and_reason_and_calls_by_how_they_ended(client, account):  # F-2
    attempt(failed(account, reason="media_rejected"))
    attempt(failed(account, reason="media_rejected"))
    attempt(send(account, state="sent", settled_at=timezone.now()), outcome="accepted")
    found = metrics(client)
    assert found["handoff_outbound_recent", "media_rejected", "failed"] == 2
    assert found["handoff_outbound_recent", "", "sent"] == 1
    assert found["handoff_attempts_recent", "refused"] == 2
    assert found["handoff_attempts_recent", "accepted"] == 1


def test_errors_that_are_in_no_table_are_noticed(client, account):  # F-1
    strange = {"unmapped": True, "started_at": ago(hours=1)}
    attempt(failed(account, reason="content_rejected"), code=77777, **strange)
    attempt(failed(account, reason="content_rejected"), code=77777, **strange)
    attempt(failed(account, reason="content_rejected"), code=100, subcode=5, **strange)
    attempt(failed(account, reason="content_rejected"), code=100)
    old = {"unmapped": True, "started_at": ago(days=2)}
    attempt(failed(account, reason="content_rejected"), code=88888, **old)
    found = metrics(client)
    noticed = {key[1:]: n for key, n in found.items() if key[0] == "handoff_unmapped_errors"}
    assert noticed == {("77777", ""): 2, ("100", "5"): 1}


def test_what_nobody_is_sure_of_is_told(client, account):  # F-4
    unknown = {"state": "unknown", "reason": "outcome_unknown"}
    send(account, **unknown, check_due_at=ago(seconds=90))
    send(account, **unknown, check_due_at=timezone.now() + timedelta(minutes=1))
    send(account, **unknown)
    send(account, **unknown, handled_at=timezone.now())
    found = metrics(client)
    assert found["handoff_unknown", "check"] == 2
    assert found["handoff_unknown", "person"] == 1
    assert 90 <= found["handoff_unknown_overdue_seconds",] < 150


def test_lanes_that_are_held_are_told_with_the_reason(client, account):  # L-8
    soon, over = timezone.now() + timedelta(minutes=5), ago(minutes=5)
    for held_until, because in ((soon, "rate_limited"), (over, "rate_limited")):
        shop = factories.account()
        lane = {"workspace": shop.workspace, "held_until": held_until, "held_because": because}
        Lane.everywhere.create(account=shop, **lane)
    assert metrics(client)["handoff_lanes_held", "rate_limited"] == 1


def test_a_call_that_nobody_ends_is_told(client, account):
    outbound = send(account, state="sending")
    attempt(outbound, started_at=ago(minutes=6), outcome="under_way")
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["parts"]["outbox"].startswith("a call has been under way for 36")
    assert metrics(client)["handoff_call_longest_seconds",] >= 360
    Outbound.everywhere.update(state="queued")
    assert client.get("/readyz").status_code == 200


def test_figures_cost_the_same_number_of_queries(
    client, account, django_assert_max_num_queries, django_assert_num_queries
):
    send(account)
    with django_assert_max_num_queries(18) as few:
        metrics(client)
    for _ in range(5):
        send(factories.account())
        attempt(failed(account, reason="content_rejected"), unmapped=True, code=1)
    with django_assert_num_queries(len(few)):
        metrics(client)


@pytest.fixture
def unused_port():
    return ports.free_port()
