"""When each waiting message is expected to go: against a slow twin, and against the outbox."""

from datetime import timedelta
from math import inf
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from inbox.accounts.models import Account
from inbox.delivery import pacing
from inbox.delivery.forecast import expected, outlook
from inbox.delivery.forecast.simulation import DAY, HOUR, NEEDS, SECOND, Log, Slot, Waiting, play
from inbox.delivery.guard import Automation
from inbox.delivery.models import Attempt, Lane, Outbound
from inbox.delivery.outbox import queue_reply
from inbox.delivery.pacing import keys
from tests import factories
from tests.inbox.delivery.waiting import naive

START = 10 * DAY
Priority = Outbound.Priority


# --- The play alone -------------------------------------------------------------------------------
def log_of(span, *limits, calls=(), past=1):
    steps = [(0, limits[0]), *limits[1:]] if limits else [(0, 0)]
    return {"span": span, "steps": steps, "calls": list(calls), "past": past}


def limits(**given):
    """No limit at all but those given."""
    spans = {
        "second": SECOND, "burst": 500, "hour": HOUR, "replies": HOUR, "live": SECOND,
        "people": DAY,
    }  # fmt: skip
    return {
        name: Log(**given.get(name, log_of(span, past=0 if name == "burst" else 1)))
        for name, span in spans.items()
    }


def message(number, priority=2, deadline=inf, due=0, thread=None, automated=True, surface=None):
    thread = number if thread is None else thread
    return Waiting(priority, deadline, number, thread, due, automated, surface or "message")


def test_the_hour_lets_them_go_as_its_calls_grow_old():  # L-1
    calls = [START - HOUR + 10_000, START - 5_000]
    slots = play(
        [message(1), message(2), message(3)], limits(hour=log_of(HOUR, 2, calls=calls)), START
    )
    assert [slots[n].at - START for n in (1, 2, 3)] == [10_001, HOUR - 5_000 + 1, HOUR + 10_002]


def test_people_do_not_wait_for_the_hour():  # L-6
    full = log_of(HOUR, 1, calls=[START])
    waiting = [message(1), message(2, priority=1, automated=False)]
    slots = play(waiting, limits(hour=full), START)
    assert slots[2].at == START
    assert slots[1].at == START + HOUR + 1


def test_a_line_that_must_wait_does_not_stand_before_another():
    full = log_of(HOUR, 1, calls=[START])
    slots = play([message(1), message(2, surface="public_reply")], limits(hour=full), START)
    assert slots[2].at == START


def test_what_would_be_too_late_takes_no_room():  # W-13
    waiting = [
        message(1, deadline=START + 60_000),
        message(2, deadline=START + 120_000),
        message(3, deadline=START + 2 * HOUR),
    ]
    slots = play(waiting, limits(hour=log_of(HOUR, 1)), START)
    assert slots[1] == Slot(START, misses=False)
    assert slots[2] == Slot(START + HOUR + 1, misses=True)
    assert slots[3] == Slot(START + HOUR + 1, misses=False)


def test_at_its_deadline_it_is_too_late_a_moment_before_it_is_not():  # W-1
    late = play([message(1, deadline=START)], limits(), START)
    in_time = play([message(1, deadline=START + 1)], limits(), START)
    assert (late[1].misses, in_time[1].misses) == (True, False)


def test_what_waits_for_a_time_joins_its_line_then():  # F-3
    waiting = [
        message(1, priority=2, due=START + 700),
        message(2, priority=3),
        message(3, priority=3),
    ]
    slots = play(waiting, limits(burst=log_of(500, 1, past=0)), START)
    assert [slots[n].at - START for n in (2, 3, 1)] == [0, 500, 1000]


def test_who_was_written_to_costs_nothing_more_of_the_day():  # L-3
    waiting = [message(1, thread=7), message(2, thread=7), message(3, thread=8)]
    slots = play(waiting, limits(people=log_of(DAY, 1)), START)
    assert [slots[n].at - START for n in (1, 2, 3)] == [0, 0, DAY + 1]


def test_the_warm_up_grows_in_the_middle():  # L-4
    grows = {"span": HOUR, "steps": [(0, 1), (START + 60_000, 2)], "calls": [START], "past": 1}
    slots = play([message(1), message(2)], limits(hour=grows), START)
    assert [slots[n].at - START for n in (1, 2)] == [60_000, HOUR + 1]


surfaces = st.sampled_from(["message", "private_reply", "live_reply", "public_reply"])
few = st.integers(min_value=0, max_value=4)


@st.composite
def situations(draw):
    """Some messages, some limits, some calls already made."""
    times = st.integers(min_value=0, max_value=3 * HOUR)
    waiting = [
        Waiting(
            priority=draw(st.integers(min_value=1, max_value=4)),
            deadline=draw(st.one_of(st.just(inf), times.map(lambda ms: START + ms))),
            id=number,
            thread=number,
            due=draw(st.one_of(st.just(0), times.map(lambda ms: START + ms))),
            automated=draw(st.booleans()),
            surface=draw(surfaces),
        )
        for number in range(draw(st.integers(min_value=0, max_value=14)))
    ]
    laws = {}
    for name, span in (
        ("second", SECOND), ("burst", 500), ("hour", HOUR), ("replies", HOUR), ("live", SECOND),
        ("people", DAY),
    ):  # fmt: skip
        ago = st.integers(min_value=0, max_value=span)
        calls = sorted(START - draw(ago) for _ in range(draw(few)))
        steps = [(0, draw(few))]
        if name in ("hour", "people") and steps[0][1]:
            steps.append((START + draw(times), steps[0][1] + draw(few)))
        laws[name] = {"span": span, "steps": steps, "calls": calls, "past": name != "burst"}
    return waiting, laws


@settings(max_examples=60, deadline=None)
@given(situations())
def test_it_tells_what_a_step_by_step_count_tells(situation):  # L-10
    waiting, laws = situation
    rules = {
        name: naive.Rule(law["span"], law["steps"], list(law["calls"]), int(law["past"]))
        for name, law in laws.items()
    }
    logs = {name: Log(**(law | {"calls": list(law["calls"])})) for name, law in laws.items()}
    assert play(waiting, logs, START) == naive.play(waiting, rules, START)


def test_every_line_has_its_limits():
    assert {surface for _, surface in NEEDS} == {
        "message", "private_reply", "live_reply", "public_reply",
    }  # fmt: skip


# --- What the database holds ----------------------------------------------------------------------
RULE = Automation(1, "Prices")


@pytest.fixture
def narrow(db):
    """Two automated messages an hour, one of which has just gone."""
    account = factories.account(messages_per_hour=2, warms_up=False)
    thread = factories.thread_open_since(timezone.now(), account)
    gone = queue_reply(thread, "Gone.", author=RULE, key=uuid4())
    Outbound.everywhere.filter(pk=gone.pk).update(state="sent", settled_at=timezone.now())
    at = timezone.now() - timedelta(minutes=10)
    Attempt.everywhere.create(
        workspace=account.workspace, account=account, outbound=gone, number=1, fence=1,
        started_at=at, finished_at=at, outcome="accepted",
    )  # fmt: skip
    Lane.everywhere.update_or_create(
        account=account, defaults={"workspace": account.workspace, "permits": 1}
    )
    return account


def wait(account, opened_ago=timedelta(hours=1), author=RULE, **how):
    thread = factories.thread_open_since(timezone.now() - opened_ago, account)
    return queue_reply(thread, "Hello.", author=author, key=uuid4(), **how)


def test_the_limits_and_what_was_sent_decide(narrow):  # L-1, L-10
    first, second, third = wait(narrow), wait(narrow), wait(narrow)
    now = timezone.now()
    told = expected([first, second, third], now)
    assert abs(told[first.pk].at - now) < timedelta(seconds=1)
    assert abs(told[second.pk].at - (now + timedelta(minutes=50))) < timedelta(seconds=10)
    assert abs(told[third.pk].at - (now + timedelta(hours=1))) < timedelta(seconds=10)
    assert not any(each.misses for each in told.values())


def test_what_misses_its_window_is_told(narrow):  # OPS-2
    wait(narrow, timedelta(hours=23, minutes=50))
    late = wait(narrow, timedelta(hours=23, minutes=45))
    told = expected([late], timezone.now())[late.pk]
    assert told.misses
    assert told.at > late.window_ends_at


def test_a_held_lane_goes_on_when_the_hold_ends(narrow):  # L-8
    one = wait(narrow)
    until = timezone.now() + timedelta(minutes=5)
    Lane.everywhere.filter(account=narrow).update(held_until=until)
    assert abs(expected([one], timezone.now())[one.pk].at - until) < timedelta(seconds=1)


def test_nothing_is_told_of_what_is_held_for_who_knows_how_long(narrow):  # K-11, A-1
    one = wait(narrow)
    Account.everywhere.filter(pk=narrow.pk).update(automations_on=False)
    assert expected([one], timezone.now())[one.pk].at is None
    Account.everywhere.filter(pk=narrow.pk).update(automations_on=True, status="disconnected")
    assert expected([one], timezone.now())[one.pk].at is None


def test_nothing_is_told_without_redis(narrow, settings, unused_port):  # L-9
    one = wait(narrow)
    settings.REDIS_URL = f"redis://127.0.0.1:{unused_port}/0"
    told = expected([one], timezone.now())[one.pk]
    assert (told.at, told.misses) == (None, False)


def test_only_what_is_queued_is_asked_about(narrow):
    one = wait(narrow)
    Outbound.everywhere.filter(pk=one.pk).update(state="withdrawn", settled_at=timezone.now())
    one.refresh_from_db()
    assert expected([one], timezone.now()) == {}


def test_a_longer_queue_costs_no_more_queries(narrow):  # L-10
    def cost(outbounds):
        expected(outbounds, timezone.now())
        with CaptureQueriesContext(connection) as queries:
            expected(outbounds, timezone.now())
        return len(queries)

    few = [wait(narrow)]
    alone = cost(few)
    many = few + [wait(narrow) for _ in range(12)]
    assert cost(many) == alone


def test_what_stands_behind_all_that_is_looked_at_is_not_told(narrow, monkeypatch):
    monkeypatch.setattr("inbox.delivery.forecast.lines.MOST", 2)
    first, _, third = wait(narrow), wait(narrow), wait(narrow)
    told = expected([first, third], timezone.now())
    assert told[first.pk].at is not None
    assert told[third.pk].at is None


def test_warm_up_and_usage_are_played_as_pacing_holds_them(db):  # L-4, L-5
    now = timezone.now()
    account = factories.account(connected_at=now - timedelta(days=12, hours=23), warms_up=True)
    logs = outlook.logs_of(account, pacing.Standing(usage=80), now)
    assert [limit for _, limit in logs["hour"].steps] == [58, 60, 200]
    assert logs["hour"].steps[1][0] == keys.ms(account.connected_at + timedelta(days=13))
    assert (logs["burst"].span, logs["burst"].steps) == (4000, [(0, 1)])
