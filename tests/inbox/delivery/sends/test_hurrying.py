"""Send next: a waiting message is put in front, and its limits stay (L-6, L-8)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from inbox.delivery.hurrying import send_next
from inbox.delivery.models import Lane, Outbound
from tests import factories

pytestmark = pytest.mark.django_db
State = Outbound.State


@pytest.fixture
def kim(account):
    return factories.member(account.workspace, name="Kim Silva")


def test_it_overtakes_what_machines_want_to_send(graph, write, run_lane, automation, kim):  # L-6
    first = write("first", author=automation)
    later = write("later", author=automation, thread=factories.thread_open_since(
        timezone.now(), first.account
    ))  # fmt: skip
    assert send_next(later, by=kim)
    run_lane(first, later)
    texts = [asked.body["message"]["text"] for asked in graph.asked]
    assert sorted(texts) == ["first", "later"]
    started = {one.pk: one.attempts.get().pk for one in (first, later)}
    assert started[later.pk] < started[first.pk]


def test_a_wait_for_another_try_ends(graph, write, run_lane, kim):
    outbound = write(due_at=timezone.now() + timedelta(minutes=10))
    run_lane(outbound)
    assert outbound.state == State.QUEUED
    assert send_next(outbound, by=kim)
    run_lane(outbound)
    assert outbound.state == State.SENT


def test_a_lane_that_instagram_holds_stays_held(graph, write, run_lane, account, kim):  # L-8
    outbound = write()
    until = timezone.now() + timedelta(minutes=10)
    Lane.everywhere.create(
        workspace=account.workspace, account=account, held_until=until, held_because="rate_limited"
    )
    assert send_next(outbound, by=kim)
    run_lane(outbound)
    assert outbound.state == State.QUEUED
    assert graph.asked == []


def test_it_stays_a_message_of_its_author(write, automation, kim):  # W-10
    outbound = write(author=automation)
    send_next(outbound, by=kim)
    outbound.refresh_from_db()
    assert (outbound.author, outbound.priority) == ("automation", Outbound.Priority.PERSON)


def test_pressed_twice_it_is_the_same(write, kim):
    outbound = write()
    assert send_next(outbound, by=kim)
    assert send_next(outbound, by=kim)


def test_what_has_left_cannot_be_hurried(graph, write, run_lane, kim):
    outbound = write()
    run_lane(outbound)
    assert not send_next(outbound, by=kim)


def test_a_stranger_hurries_nothing(write):
    assert not send_next(write(), by=factories.member(role="admin"))
