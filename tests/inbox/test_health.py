"""Alive, ready, figures: what they say, and what they keep to themselves."""

import json
import uuid
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families

from inbox import heartbeat
from inbox.delivery import outbox
from inbox.delivery.guard import Person
from inbox.delivery.models import Lane
from inbox.tasks import tick
from integrations.meta.models import Delivery
from tests import factories

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture(autouse=True)
def everybody_works():
    cache.clear()
    heartbeat._leave(*heartbeat.QUEUES, heartbeat.TICK)
    yield
    cache.clear()


def parts(client, status):
    answer = client.get("/readyz")
    assert answer.status_code == status
    body = answer.json()
    assert body["ready"] is (status == 200)
    return body["parts"]


def metrics(client):
    answer = client.get("/metrics")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("text/plain")
    return {
        (sample.name, *(value for _, value in sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(answer.content.decode())
        for sample in family.samples
    }


def test_alive_asks_nobody(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert client.get("/healthz").content == b"ok\n"


def test_ready_when_everything_works(client):
    assert set(parts(client, 200).values()) == {"ok"}


@pytest.mark.parametrize("queue", heartbeat.QUEUES)
def test_a_queue_that_nobody_serves_is_named(client, queue, time_machine):
    time_machine.move_to(timezone.now() + timedelta(seconds=20))
    heartbeat._leave(*(name for name in (*heartbeat.QUEUES, heartbeat.TICK) if name != queue))
    found = parts(client, 503)
    assert found.pop("workers").startswith(f"a worker of queue {queue} was last heard")
    assert set(found.values()) == {"ok"}


def test_the_tick_leaves_a_sign_of_life(client):
    cache.delete("alive:tick")
    assert parts(client, 503)["workers"] == "the tick was never heard"
    tick()
    parts(client, 200)


def test_a_webhook_that_waits_too_long_is_told(client):
    old = timezone.now() - timedelta(seconds=61)
    Delivery.objects.create(body=b"{}", received_at=old)
    assert parts(client, 503)["intake"].startswith("a webhook has waited for")
    Delivery.objects.update(processed_at=NOW)
    parts(client, 200)


def test_a_lane_that_nobody_serves_is_told(client):
    account = factories.account()
    late = timezone.now() - timedelta(seconds=90)
    lane = {"workspace": account.workspace, "account": account, "wakes_at": late}
    Lane.everywhere.create(**lane)
    assert parts(client, 503)["lanes"].startswith("a lane has been due for")
    Lane.everywhere.update(leased_until=timezone.now() + timedelta(minutes=1))
    parts(client, 200)


def test_redis_that_is_gone_is_told_and_costs_no_error_page(client, settings):
    gone = {"default": settings.CACHES["default"] | {"LOCATION": "redis://127.0.0.1:1/0"}}
    settings.CACHES = gone
    found = parts(client, 503)
    assert found["redis"] == "does not answer (ConnectionError)"
    assert found["database"] == "ok"
    assert client.get("/metrics").status_code == 200


def test_figures_count_what_waits(client):
    account = factories.account()
    thread = factories.thread_open_since(NOW, account)
    author = Person(factories.member(account.workspace))
    for number in range(3):
        outbox.queue_reply(thread, "hi", author=author, key=uuid.UUID(int=number))
    Delivery.objects.create(body=b"{}", received_at=NOW - timedelta(seconds=5))
    found = metrics(client)
    assert found["handoff_outbox_waiting", str(account.pk), "person"] == 3
    assert found["handoff_outbound_recent", "", "queued"] == 3
    assert found["handoff_intake_waiting",] == 1
    assert found["handoff_intake_oldest_seconds",] >= 5
    assert found["handoff_accounts", "connected"] == 1
    assert found["handoff_last_heard_seconds", "lanes"] < 60


def test_neither_names_a_tenant_and_neither_needs_a_sign_in(client):
    shop = factories.workspace(name="Secret Bakery", slug="secret-bakery")
    account = factories.account(shop, username="secret.bakery")
    factories.thread(account)
    told = client.get("/metrics").content.decode() + json.dumps(client.get("/readyz").json())
    assert "secret" not in told.lower()
    assert account.external_id not in told
