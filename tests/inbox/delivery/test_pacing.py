"""The limits of an account, taken together in Redis: never faster, whoever asks."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
import redis

from inbox.delivery import pacing
from inbox.delivery.models import Lane, Outbound
from inbox.delivery.pacing import keys
from inbox.delivery.pacing.permits import WITHOUT_REDIS
from tests import factories
from tests.graph_stand_in import error

pytestmark = pytest.mark.django_db
START = datetime(2030, 1, 1, 12, tzinfo=UTC)
MILLISECOND, SECOND, HOUR, DAY = (
    timedelta(milliseconds=1), timedelta(seconds=1), timedelta(hours=1), timedelta(days=1)
)  # fmt: skip
_ids = count(1)


class Clock:
    """Redis's clock as the scripts read it; stands still until it is moved."""

    def __init__(self):
        self.now = START

    def __call__(self):
        return str(keys.ms(self.now))


@pytest.fixture
def clock(monkeypatch):
    clock = Clock()
    monkeypatch.setattr(keys, "redis_clock", clock)
    return clock


@pytest.fixture(autouse=True)
def empty_redis(settings):
    client = redis.Redis.from_url(settings.REDIS_URL)
    for key in client.scan_iter("pace:*"):
        client.delete(key)
    yield client
    client.close()


@pytest.fixture
def account(db):
    return factories.account(
        messages_per_hour=3,
        calls_per_second=2,
        private_replies_per_hour=2,
        tier=0,
        warms_up=False,
    )


def call(author="automation", surface="message", contact=1):
    return pacing.Wanted(f"{next(_ids)}:1", author != "person", surface, str(contact))


def ask(account, clock, *wanted, expected=0):
    return pacing.take(account, wanted, expected=expected, now=clock.now)


def send(account, clock, *wanted):
    """Take permits, and have the calls end at once; how many were granted."""
    permits = ask(account, clock, *wanted)
    pacing.landed(account.pk, permits.granted)
    return len(permits.granted)


def test_so_many_calls_a_second_and_no_more(account, clock):  # L-2
    person = [call("person") for _ in range(3)]
    permits = ask(account, clock, *person)
    assert permits.granted == {person[0].name, person[1].name}
    pacing.landed(account.pk, permits.granted)
    clock.now += SECOND
    assert ask(account, clock, person[2]).shut == {"second": clock.now + MILLISECOND}
    clock.now += MILLISECOND
    assert send(account, clock, person[2]) == 1


def test_a_call_makes_room_a_second_after_its_end_and_not_after_its_permit(account, clock):  # L-2
    """Between permit and arrival it may be slow; the platform counts arrivals."""
    slow = ask(account, clock, call("person"), call("person"))
    clock.now += 5 * SECOND
    assert send(account, clock, call("person")) == 0
    pacing.landed(account.pk, slow.granted)
    clock.now += SECOND
    assert send(account, clock, call("person")) == 0
    clock.now += MILLISECOND
    assert send(account, clock, call("person")) == 1


def test_a_call_that_was_never_heard_of_again_makes_room_in_the_end(account, clock):
    ask(account, clock, call("person"), call("person"))
    clock.now += pacing.CALL_LASTS + SECOND
    assert send(account, clock, call("person")) == 0
    clock.now += MILLISECOND
    assert send(account, clock, call("person")) == 1


def test_so_many_automated_messages_in_a_rolling_hour(account, clock):  # L-1
    for _ in range(3):
        assert send(account, clock, call()) == 1
        clock.now += timedelta(minutes=1)
    assert ask(account, clock, call()).shut == {"hour": START + HOUR + MILLISECOND}
    clock.now = START + HOUR
    assert send(account, clock, call()) == 0
    clock.now += MILLISECOND
    assert send(account, clock, call()) == 1
    permits = ask(account, clock, call())
    assert permits.shut["hour"] == START + HOUR + timedelta(minutes=1) + MILLISECOND


@pytest.mark.parametrize("author", ["automation", "campaign", "api"])
def test_every_program_counts_against_the_hour(account, clock, author):  # L-1
    for _ in range(3):
        assert send(account, clock, call(author)) == 1
        clock.now += SECOND
    assert send(account, clock, call("automation")) == 0


def test_people_do_not_wait_for_the_hour_and_leave_it_alone(account, clock):  # L-1, L-6
    for _ in range(10):
        assert send(account, clock, call("person")) == 1
        clock.now += SECOND
    for _ in range(3):
        assert send(account, clock, call()) == 1
        clock.now += SECOND
    assert send(account, clock, call()) == 0
    assert send(account, clock, call("person")) == 1


def test_public_replies_are_no_messages_of_the_hour(account, clock):  # L-1
    for _ in range(5):
        assert send(account, clock, call(surface="public_reply")) == 1
        clock.now += SECOND


def test_private_replies_have_an_hour_of_their_own(account, clock):  # L-2
    for _ in range(2):
        assert send(account, clock, call("person", "private_reply")) == 1
        clock.now += SECOND
    assert set(ask(account, clock, call("person", "private_reply")).shut) == {"replies"}
    assert send(account, clock, call("person")) == 1


def test_live_comments_are_answered_at_their_own_pace(account, clock):  # L-2
    account.messages_per_hour, account.live_replies_per_second = 0, 5
    live = [call(surface="live_reply", contact=n) for n in range(7)]
    permits = ask(account, clock, *live)
    assert permits.granted == {each.name for each in live[:5]}
    assert set(permits.shut) == {"live"}
    assert send(account, clock, call()) == 1


def test_so_many_people_in_a_rolling_day(account, clock, monkeypatch):  # L-3
    account.messages_per_hour, account.tier = 0, 1
    account.warms_up = False
    for n in range(1_000):
        assert send(account, clock, call(contact=n)) == 1
        clock.now += SECOND
    stranger = ask(account, clock, call(contact=5_000))
    assert stranger.shut == {"people": START + pacing.CALL_LASTS + DAY + MILLISECOND}
    assert send(account, clock, call(contact=7)) == 1  # known today already
    clock.now += SECOND
    assert send(account, clock, call("person", contact=5_000)) == 1
    assert pacing.people_of_the_day(account.pk, clock.now, 2) == [5_000, 7]
    clock.now = START + pacing.CALL_LASTS + DAY + 2 * SECOND
    assert send(account, clock, call(contact=5_001)) == 1


@pytest.mark.parametrize(
    ("day", "hour", "people"), [(0, 40, 200), (6, 49, 246), (13, 60, 300), (14, 200, 1_000)]
)
def test_warm_up_withholds_most_of_the_limits_for_two_weeks(account, day, hour, people):  # L-4
    account.messages_per_hour, account.tier, account.warms_up = 200, 1, True
    account.connected_at = START
    limits = pacing.Limits.of(account, START + day * DAY)
    assert (limits.per_hour, limits.people_per_day) == (hour, people)
    account.warms_up = False
    assert pacing.Limits.of(account, START).per_hour == 200


def test_no_limit_stays_none_while_warming_up(account):  # L-4
    account.messages_per_hour, account.tier, account.warms_up = 0, 0, True
    account.connected_at = START
    limits = pacing.Limits.of(account, START)
    assert (limits.per_hour, limits.people_per_day) == (0, 0)


def test_automated_calls_come_evenly_and_leave_room_for_a_person(account, clock):  # L-6
    assert send(account, clock, call(), call()) == 1
    assert send(account, clock, call("person")) == 1
    clock.now += 500 * MILLISECOND
    assert send(account, clock, call()) == 0  # the person's reply counts too
    clock.now += 501 * MILLISECOND
    assert send(account, clock, call()) == 1


@pytest.mark.parametrize(
    ("percent", "seconds"), [(59, 0.5), (60, 1), (80, 4), (100, 16), (140, 16)]
)
def test_the_pace_falls_before_the_platforms_own_limit_is_hit(account, clock, percent, seconds):
    """L-5"""
    pacing.heed(account, pacing.Usage(percent), clock.now)
    assert send(account, clock, call()) == 1
    clock.now += seconds * SECOND - MILLISECOND
    assert send(account, clock, call()) == 0
    clock.now += 2 * MILLISECOND
    assert send(account, clock, call()) == 1


def test_a_block_that_the_platform_tells_of_holds_the_lane(account, clock):  # L-8
    lane = Lane.everywhere.create(account=account, workspace=account.workspace)
    pacing.heed(account, pacing.Usage(100, timedelta(minutes=7)), START)
    pacing.heed(account, pacing.Usage(100, timedelta(minutes=2)), START)
    lane.refresh_from_db()
    assert lane.held_until == START + timedelta(minutes=7)


def test_all_limits_are_taken_together_or_not_at_all(account, clock):  # L-9
    for _ in range(3):
        send(account, clock, call())
        clock.now += 2 * SECOND
    assert send(account, clock, call()) == 0  # by the hour
    assert send(account, clock, call("person"), call("person")) == 2  # so the second is free


def test_a_permit_that_was_not_used_is_given_back(account, clock):
    permits = ask(account, clock, call())
    pacing.give_back(account.pk, permits.granted)
    for _ in range(3):
        assert send(account, clock, call()) == 1
        clock.now += SECOND


def test_fifty_who_ask_at_once_get_no_more_than_there_is(account, clock):  # L-9
    account.calls_per_second, account.messages_per_hour = 7, 0
    with ThreadPoolExecutor(16) as pool:
        permits = pool.map(lambda _: ask(account, clock, call("person")), range(50))
    assert sum(len(each.granted) for each in permits) == 7


def test_without_redis_nothing_goes(account, clock, settings, unused_port):  # L-9
    settings.REDIS_URL = f"redis://127.0.0.1:{unused_port}"
    permits = ask(account, clock, call("person"))
    assert (permits.granted, permits.count) == (frozenset(), None)
    assert permits.shut == {"redis": clock.now + WITHOUT_REDIS}
    assert pacing.Standing.of(account, clock.now) is None


def test_the_keys_of_an_account_are_in_one_slot(account, clock, empty_redis):  # L-9
    pacing.heed(account, pacing.Usage(10), clock.now)
    send(account, clock, call(), call("person", "private_reply"), call(surface="live_reply"))
    found = {key.decode() for key in empty_redis.scan_iter("pace:*")}
    assert {key.partition("}")[0] for key in found} == {f"pace:{{{account.pk}"}
    assert len(found) == 8


class TestLostPermits:
    """L-9: what Redis forgot is known from the attempts."""

    @pytest.fixture
    def lane(self, graph, run_lane, account, write, automation):
        """Three automated messages have been sent, which is the hour's limit."""
        account.calls_per_second = 0
        account.save()
        for _ in range(3):
            write(author=automation)
            run_lane()
        assert Outbound.everywhere.filter(state="sent").count() == 3
        return Lane.everywhere.get(account=account)

    def test_a_flushed_redis_is_told_before_the_first_permit(
        self, graph, account, lane, write, automation, run_lane, empty_redis
    ):
        assert lane.permits == 3
        for key in empty_redis.scan_iter("pace:*"):
            empty_redis.delete(key)
        waiting = write(author=automation)
        run_lane(waiting)
        assert waiting.state == "queued"
        assert len(graph.asked) == 3

    def test_a_redis_that_came_back_with_old_keys_is_told_too(
        self, graph, account, lane, write, automation, run_lane, empty_redis
    ):
        empty_redis.zpopmax(keys.key(account.pk, "hour"), 2)
        empty_redis.decr(keys.key(account.pk, "count"), 2)
        waiting = write(author=automation)
        run_lane(waiting)
        assert waiting.state == "queued"
        assert empty_redis.zcard(keys.key(account.pk, "hour")) == 3

    def test_refused_calls_count_as_well(self, graph, account, lane, write, person, run_lane):
        graph.answers.append(error(100, 2534014))
        write(author=person)
        run_lane()
        lane.refresh_from_db()
        assert lane.permits == 4

    def test_a_call_under_way_counts_for_as_long_as_it_can_last(self, account, lane, empty_redis):
        message = Outbound.everywhere.order_by("pk").last()
        call = message.attempts.get()
        call.outcome, call.finished_at = "under_way", None
        call.save()
        empty_redis.delete(keys.key(account.pk, "count"), keys.key(account.pk, "hour"))
        now = call.started_at + SECOND
        permits = pacing.take(account, [], expected=3, now=now)
        assert permits.count == 3
        name = pacing.name_of(message.pk, call.number)
        over = empty_redis.zscore(keys.key(account.pk, "hour"), name)
        assert keys.moment(over) >= call.started_at + pacing.CALL_LASTS

    def test_people_are_told_what_was_used(self, account, lane, empty_redis):  # L-10
        for key in empty_redis.scan_iter("pace:*"):
            empty_redis.delete(key)
        standing = pacing.Standing.of(account, datetime.now(UTC))
        assert (len(standing.hour), len(standing.people), standing.calls) == (3, 1, 0)
