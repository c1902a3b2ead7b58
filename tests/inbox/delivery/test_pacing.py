"""The limits of an account, taken together in Redis: never faster, whoever asks."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import count

import pytest
import redis
from django.utils import timezone

from inbox.delivery.models import Outbound
from inbox.delivery.pacing import NotBefore, Permit, permit
from tests import factories
from tests.graph_stand_in import error

pytestmark = pytest.mark.django_db
NOW = timezone.now().replace(microsecond=0)
HOUR = timedelta(hours=1)
_ids = count(1)


@pytest.fixture(autouse=True)
def empty_redis(settings):
    client = redis.Redis.from_url(settings.REDIS_URL)
    for key in client.scan_iter("pace:*"):
        client.delete(key)
    yield client
    client.close()


@pytest.fixture
def account(db):
    return factories.account(messages_per_hour=3, calls_per_second=2)


def message(author="automation", kind="message"):
    return Outbound(pk=next(_ids), author=author, kind=kind)


def at(seconds):
    return NOW + timedelta(seconds=seconds)


def test_so_many_calls_a_second_and_no_more(account):  # L-2
    asked = [permit(account, message("person"), at(0.1 * n)) for n in range(3)]
    assert asked == [Permit(), Permit(), NotBefore(at(1))]
    assert permit(account, message("person"), at(0.999)) == NotBefore(at(1))
    assert permit(account, message("person"), at(1)) == Permit()
    assert permit(account, message("person"), at(1.05)) == NotBefore(at(1.1))


def test_so_many_automated_messages_in_a_rolling_hour(account):  # L-1
    asked = [permit(account, message(), at(60 * n)) for n in range(4)]
    assert asked == [Permit()] * 3 + [NotBefore(NOW + HOUR)]
    assert permit(account, message(), NOW + HOUR - timedelta(milliseconds=1)) == NotBefore(
        NOW + HOUR
    )
    assert permit(account, message(), NOW + HOUR) == Permit()
    assert permit(account, message(), NOW + HOUR) == NotBefore(NOW + HOUR + timedelta(minutes=1))


def test_a_persons_reply_goes_when_the_hour_is_full(account):  # L-1, L-6
    for n in range(3):
        permit(account, message(), at(n))
    assert permit(account, message("person"), at(10)) == Permit()
    assert isinstance(permit(account, message("api"), at(20)), NotBefore)


def test_a_public_reply_is_a_call_but_not_a_message(account):
    for n in range(5):
        assert permit(account, message(kind="public_reply"), at(n)) == Permit()
    assert permit(account, message(), at(60)) == Permit()


def test_zero_is_no_limit():  # L-11
    account = factories.account(messages_per_hour=0, calls_per_second=0)
    assert all(permit(account, message(), NOW) == Permit() for _ in range(300))


def test_a_refused_permit_takes_nothing(account):
    account.calls_per_second = 1
    permit(account, message(), at(0))
    for _ in range(5):
        assert permit(account, message(), at(0.5)) == NotBefore(at(1))  # the second is full
    assert [permit(account, message(), at(n)) for n in (1, 2)] == [Permit()] * 2


def test_accounts_do_not_share_limits(account):
    other = factories.account(messages_per_hour=3, calls_per_second=2)
    for n in range(4):
        permit(account, message(), at(n))
    assert permit(other, message(), at(4)) == Permit()


def test_a_lower_limit_counts_what_went_before(account):  # L-11
    for n in range(3):
        permit(account, message(), at(60 * n))
    account.messages_per_hour = 1
    assert permit(account, message(), at(600)) == NotBefore(at(120) + HOUR)


def test_a_clock_that_is_ahead_makes_us_slower_not_faster(account):  # L-9
    ahead = NOW + timedelta(minutes=5)
    for _ in range(2):
        permit(account, message("person"), ahead)
    assert permit(account, message("person"), NOW) == NotBefore(ahead + timedelta(seconds=1))


def test_the_limit_holds_however_many_ask_at_once(account):  # L-9
    account.calls_per_second = 0
    account.messages_per_hour = 50
    with ThreadPoolExecutor(8) as pool:
        asked = list(pool.map(lambda _: permit(account, message(), NOW), range(400)))
    assert Counter(type(answer) for answer in asked) == {Permit: 50, NotBefore: 350}


def test_without_redis_nothing_goes(account, settings, unused_port):  # L-9
    settings.REDIS_URL = f"redis://127.0.0.1:{unused_port}/0"
    assert permit(account, message("person"), NOW) == NotBefore(at(1))


def test_all_keys_of_an_account_are_kept_together(account, empty_redis):
    permit(account, message(), NOW)
    tags = {key.decode().split("{")[1].split("}")[0] for key in empty_redis.scan_iter("pace:*")}
    assert tags == {str(account.pk)}


def test_what_is_over_the_limit_waits_and_a_person_overtakes(
    graph, account, write, automation, run_lane
):
    """L-1, L-6"""
    account.calls_per_second = 0
    account.save(update_fields=["calls_per_second"])
    waiting = [write(f"no. {number}", author=automation) for number in range(5)]
    run_lane(*waiting)
    assert [outbound.state for outbound in waiting] == ["sent"] * 3 + ["queued"] * 2
    reply = write("a person's")
    run_lane(reply)
    assert reply.state == "sent"
    assert len(graph.asked) == 4


def test_no_call_is_counted_for_what_the_guard_stops(
    graph, account, thread, write, automation, run_lane
):
    graph.answers.append(error(100, 2018294))
    account.messages_per_hour = 1
    account.save(update_fields=["messages_per_hour"])
    late = write(author=automation)
    Outbound.everywhere.filter(pk=late.pk).update(window_ends_at=timezone.now())
    thread.last_inbound_at = timezone.now() - timedelta(days=1)
    thread.save(update_fields=["last_inbound_at"])
    run_lane(late)
    assert late.state == "expired"
    assert permit(account, message(), timezone.now()) == Permit()
