"""When the platform is asked, by whom and how often; what no answer means (F-4, L-5, L-8)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from inbox.accounts.models import Account
from inbox.celery import app
from inbox.delivery import settling
from inbox.delivery.models import Outbound
from inbox.delivery.tasks import settle

pytestmark = pytest.mark.django_db(transaction=True)
State = Outbound.State


@pytest.fixture
def lost(shop):
    """Something that arrived, and nobody told us; due to be asked about."""
    outbound = shop.lose()
    shop.move_to(outbound.check_due_at)
    return outbound


def change(shop, **fields):
    Account.everywhere.filter(pk=shop.account.pk).update(**fields)


def still_open(shop, outbound, checks):
    outbound.refresh_from_db()
    assert (outbound.state, outbound.checks) == (State.UNKNOWN, checks)
    assert outbound.check_due_at is not None
    return outbound.check_due_at - timezone.now()


def test_the_tick_rings_for_each_account_that_can_be_spoken_for(shop, lost):
    with app.connection_for_write() as connection:
        queue = connection.default_channel
        queue.queue_purge("background")
        settling.check_where_due()
        assert queue._size("background") == 1
        change(shop, status="disconnected")
        settling.check_where_due()
        assert queue._size("background") == 1
        queue.queue_purge("background")


def test_what_is_not_due_is_not_asked_about(shop):
    outbound = shop.lose()
    assert outbound.check_due_at - timezone.now() == timedelta(seconds=5)
    shop.ask_now()
    assert shop.asked() == []
    assert still_open(shop, outbound, checks=0) == timedelta(seconds=5)


def test_the_task_asks_and_settles(shop, lost):
    settle(shop.account.pk)
    lost.refresh_from_db()
    assert lost.state == State.DELIVERED


def test_questions_of_one_account_keep_apart(shop, lost):
    """The platform allows two a second, and others read conversations too."""
    shop.hear("text", "bo", text="and here?")
    other = shop.lose(who="bo", content="Or four.")
    shop.move_to(other.check_due_at)
    shop.ask_now()
    settling.check_next(shop.account.pk)  # at once
    assert len(shop.asked()) == 1
    shop.ask_now()
    assert len(shop.asked()) == 2


def test_a_lost_login_is_waited_for_and_not_counted(shop, lost):
    change(shop, status="disconnected")
    shop.ask_now()
    change(shop, status="connected", token="")
    shop.ask_now()
    assert shop.asked() == []
    assert still_open(shop, lost, checks=0) == timedelta(minutes=1)


def test_spent_calls_are_waited_for_and_not_counted(shop, lost):  # L-5
    change(shop, calls_per_hour=1)
    shop.ask_now()
    lost.refresh_from_db()
    assert lost.state == State.DELIVERED  # the hour's one call
    other = shop.lose(content="Or four.")
    shop.move_to(other.check_due_at)
    shop.ask_now()
    assert len(shop.asked()) == 1
    assert still_open(shop, other, checks=0) > timedelta(minutes=5)


def test_a_limit_of_the_platform_is_waited_for_and_not_counted(shop, lost):  # L-8
    shop.fault("error", code=4, on="conversations")
    shop.ask_now()
    assert still_open(shop, lost, checks=0) >= timedelta(seconds=30)
    shop.ask(lost)
    assert lost.state == State.DELIVERED


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "http", "status": 503},
        {"kind": "error", "code": 1},
        {"kind": "error", "code": 100},
        {"kind": "lost_answer", "how": "drop"},
    ],
)
def test_no_answer_is_no_proof(shop, fault):  # F-4
    outbound = shop.refuse()
    shop.both.control("faults", account=shop.ig_id, on="conversations", **fault)
    assert shop.ask_until_settled(outbound) == 5
    assert outbound.state == State.UNKNOWN


def test_who_may_send_and_not_read_stays_connected(shop):
    outbound = shop.refuse()
    shop.fault("error", times=99, code=10, on="conversations")
    shop.ask_until_settled(outbound)
    assert outbound.state == State.UNKNOWN
    assert shop.fresh().status == Account.Status.CONNECTED


def test_without_redis_nobody_asks(shop, lost, settings, unused_port):  # L-9
    settings.REDIS_URL = f"redis://127.0.0.1:{unused_port}/0"
    settling.check_next(shop.account.pk)
    assert shop.asked() == []
    assert still_open(shop, lost, checks=0) == timedelta(0)


def test_a_worker_that_dies_while_asking_leaves_it_due_again(shop, lost):  # F-4
    Outbound.everywhere.filter(pk=lost.pk).update(
        check_due_at=timezone.now() + timedelta(minutes=1)  # as its claim left it
    )
    shop.ask(lost)
    assert lost.state == State.DELIVERED
