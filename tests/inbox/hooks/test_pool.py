"""Calls are made beside each other, and the worker that begins them is free at once."""

import json
import threading
import time

import pytest
import redis
from django.core.cache import cache
from django.db import connections

from inbox import hooks
from inbox.hooks import Event, endpoints, pool, sending, tasks, waking
from inbox.hooks.models import HookCall
from tests.inbox.hooks.receiver import Says

pytestmark = pytest.mark.django_db(transaction=True)
SECONDS = 20


@pytest.fixture
def crew():
    made = pool.Pool()
    yield made
    assert made.close(SECONDS)


def tell(workspace, key):
    hooks.emit(workspace.pk, Event.MESSAGE_SENT, key, {})


def test_one_that_hangs_holds_nobody_up(workspace, endpoint, admin, receiver, crew):
    over = threading.Event()
    receiver.says.extend(Says(before=lambda: over.wait(SECONDS)) for _ in range(4))
    for number in range(4):
        tell(workspace, str(number))
    began = time.monotonic()
    assert crew.begin_due() == 4
    assert time.monotonic() - began < 5  # the worker's task is over, its calls are not
    receiver.wait_for(4)
    endpoints.change(endpoint, endpoint.url, ["message.failed"], "", by=admin)
    endpoints.add(endpoint.workspace_id, f"{receiver.url}/quick", ["message.sent"], "", by=admin)
    tell(workspace, "quick")
    assert crew.begin_due() == 1
    receiver.wait_for(5)
    assert receiver.got[4].path == "/hooks/quick"
    over.set()
    assert crew.wait(SECONDS)


def test_a_backlog_is_worked_off_without_another_bell(workspace, endpoint, receiver, crew):
    for number in range(30):
        tell(workspace, str(number))
    assert crew.begin_due() >= sending.OF_A_TARGET  # more, where some are over already
    assert crew.wait(SECONDS)
    assert HookCall.everywhere.filter(state="done").count() == 30
    keys = [got.headers["Idempotency-Key"] for got in receiver.got]
    assert len(keys) == len(set(keys)) == 30


def test_several_workers_make_each_call_once(workspace, endpoint, receiver):
    for number in range(20):
        tell(workspace, str(number))
    crews = [pool.Pool() for _ in range(3)]

    def begin_in(crew):
        crew.begin_due()
        connections.close_all()

    begin = [threading.Thread(target=begin_in, args=(each,)) for each in crews]
    for thread in begin:
        thread.start()
    for thread in begin:
        thread.join()
    assert all(each.wait(SECONDS) for each in crews)
    assert all(each.close(SECONDS) for each in crews)
    keys = [got.headers["Idempotency-Key"] for got in receiver.got]
    assert sorted(keys) == sorted({f"message.sent:{number}" for number in range(20)})


def test_a_worker_that_stops_ends_its_calls_and_begins_no_more(workspace, endpoint, receiver):
    over = threading.Event()
    receiver.says.append(Says(before=lambda: over.wait(SECONDS)))
    tell(workspace, "1")
    crew = pool.Pool()
    crew.begin_due()
    receiver.wait_for(1)
    threading.Timer(0.2, over.set).start()
    assert crew.close(SECONDS)
    assert HookCall.everywhere.get().state == "done"
    tell(workspace, "2")
    assert crew.begin_due() == 0


def test_a_burst_rings_once_and_the_next_one_after_it_is_heard(workspace, endpoint, queued):
    for number in range(5):
        tell(workspace, str(number))
    assert queued() == [waking.SEND]
    waking.heard()
    tell(workspace, "6")
    assert queued() == [waking.SEND] * 2


def test_the_tick_finds_what_no_bell_told_of(workspace, endpoint, queued):
    tell(workspace, "1")
    queued.clear()
    cache.delete(waking.RUNG)
    waking.ring_where_due()
    assert queued() == [waking.SEND]
    HookCall.everywhere.all().delete()
    cache.delete(waking.RUNG)
    waking.ring_where_due()
    assert queued() == [waking.SEND]


@pytest.fixture
def queued(settings):
    """The names of the tasks in the broker's queue, as workers would find them."""
    broker, key = redis.Redis.from_url(settings.REDIS_URL), "handoff:background"
    broker.delete(key)
    cache.delete(waking.RUNG)

    def names():
        return [json.loads(each)["headers"]["task"] for each in broker.lrange(key, 0, -1)]

    names.clear = lambda: broker.delete(key)
    yield names
    broker.delete(key)
    cache.delete(waking.RUNG)


def test_the_tasks_can_be_called_at_any_time(workspace, endpoint, receiver):
    tell(workspace, "1")
    tasks.send_due()
    tasks.tell_answers()
    tasks.sweep()
    assert pool.of_this_process().wait(SECONDS)
    assert HookCall.everywhere.get().state == "done"
