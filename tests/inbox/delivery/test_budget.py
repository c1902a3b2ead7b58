"""The budget of calls that are no messages: exact whoever asks, whatever Redis forgets (L-5)."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import redis
from django.db import connection
from django.utils import timezone

from inbox.delivery.models import CallMinute
from inbox.delivery.pacing import Usage, budget, heed, keys
from inbox.delivery.pacing.budget import BudgetSpent
from tests import factories

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def empty_redis(settings):
    client = redis.Redis.from_url(settings.REDIS_URL)
    for key in client.scan_iter("pace:*"):
        client.delete(key)
    yield client
    client.close()


@pytest.fixture
def clock(monkeypatch):
    """Redis's clock, moved by hand; the database's calls are counted by the same one."""

    class Clock:
        at = timezone.now()

        def forward(self, by):
            self.at += by

    hand = Clock()
    monkeypatch.setattr(keys, "redis_clock", lambda: str(keys.ms(hand.at)))
    monkeypatch.setattr(budget.timezone, "now", lambda: hand.at)
    return hand


@pytest.fixture
def account(db):
    return factories.account(calls_per_hour=10)


def take(account, times, *, urgent=False):
    """How many of so many calls may be made."""
    return sum(may_call(account, urgent=urgent) for _ in range(times))


def may_call(account, *, urgent=False):
    try:
        budget.take(account, urgent=urgent)
    except BudgetSpent:
        return False
    return True


def refused_until(account, *, urgent=True):
    with pytest.raises(BudgetSpent) as refusal:
        budget.take(account, urgent=urgent)
    return refusal.value.until


def counted():
    return sum(CallMinute.everywhere.values_list("calls", flat=True))


def test_so_many_calls_an_hour_and_no_more(account):
    assert take(account, 15, urgent=True) == 10
    assert counted() == 10


def test_look_ups_leave_a_fifth_to_what_somebody_waits_for(account):
    assert take(account, 15) == 8
    assert take(account, 15, urgent=True) == 2
    assert take(account, 1) == 0


def test_room_comes_back_call_by_call_as_the_hour_rolls(account, clock):
    for _ in range(10):
        take(account, 1, urgent=True)
        clock.forward(timedelta(minutes=1))
    first_call = clock.at - timedelta(minutes=10)
    until = refused_until(account)
    assert until - first_call == pytest.approx(HOUR, abs=timedelta(milliseconds=2))
    clock.at = until - timedelta(milliseconds=2)
    assert take(account, 2, urgent=True) == 0
    clock.at = until
    assert take(account, 2, urgent=True) == 1


def test_no_rolling_hour_ever_holds_more_than_its_calls(account, clock):
    made = []
    for _ in range(240):
        made += [clock.at] * take(account, 2, urgent=True)
        clock.forward(timedelta(seconds=47))
    for start in made:
        assert sum(start <= at < start + HOUR for at in made) <= 10
    assert len(made) >= 30  # and none of the room is wasted


def test_nought_is_no_limit_and_is_counted_all_the_same():  # L-11
    account = factories.account(calls_per_hour=0)
    assert take(account, 50) == 50
    assert counted() == 50


def test_accounts_do_not_share_a_budget(account):
    take(account, 10, urgent=True)
    assert may_call(factories.account(calls_per_hour=10))


@pytest.mark.django_db(transaction=True)
def test_the_budget_is_exact_however_many_ask_at_once():  # L-9
    account = factories.account(calls_per_hour=40)

    def ask(number):
        try:
            return may_call(account, urgent=number % 2 == 0)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        asked = Counter(pool.map(ask, range(160)))
    assert asked == {True: 40, False: 120}
    assert counted() == 40


def test_what_redis_forgets_the_database_remembers(account, empty_redis):  # L-9
    take(account, 6, urgent=True)
    empty_redis.flushdb()
    assert take(account, 10, urgent=True) == 4


def test_a_call_is_remembered_until_its_minute_is_an_hour_old(account, clock, empty_redis):
    """L-9: the database counts by the minute; what it cannot tell makes us slower."""
    take(account, 10, urgent=True)
    empty_redis.flushdb()
    clock.forward(timedelta(minutes=58))
    assert take(account, 1, urgent=True) == 0
    clock.forward(timedelta(minutes=5))
    assert take(account, 12, urgent=True) == 10


@pytest.mark.django_db(transaction=True)
def test_never_more_than_the_limit_while_redis_is_flushed_again_and_again(empty_redis):  # L-9
    account = factories.account(calls_per_hour=60)

    def ask(number):
        try:
            if number % 20 == 10:
                empty_redis.flushdb()
            return may_call(account, urgent=True)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        made = sum(pool.map(ask, range(240)))
    assert made <= 60
    assert made >= 30  # each loss costs the calls that were being counted, not the hour


def test_without_redis_nobody_calls(account, settings, unused_port):  # L-9
    settings.REDIS_URL = f"redis://127.0.0.1:{unused_port}/0"
    until = refused_until(account)
    assert timedelta(0) < until - timezone.now() <= timedelta(minutes=1)
    assert counted() == 0


def test_look_ups_wait_while_the_platform_says_that_its_own_limit_is_near(account):
    heed(account, Usage(percent=80), timezone.now())
    until = refused_until(account, urgent=False)
    assert timedelta(seconds=1) < until - timezone.now() <= timedelta(minutes=2)
    assert may_call(account, urgent=True)
    heed(account, Usage(percent=79), timezone.now())
    assert may_call(account)


def test_a_refused_call_is_not_counted(account):
    take(account, 30, urgent=True)
    take(account, 30)
    assert counted() == 10


def test_the_keys_of_an_account_are_kept_together(account, empty_redis):
    take(account, 1)
    heed(account, Usage(percent=10), timezone.now())
    tags = {key.decode().split("{")[1].split("}")[0] for key in empty_redis.scan_iter("pace:*")}
    assert tags == {str(account.pk)}
