"""An account in trouble asks ever less often, goes on by itself, and slows nobody else (L-8)."""

from __future__ import annotations

import json
import os
import signal
import statistics
import subprocess
import sys
from datetime import datetime, timedelta
from itertools import pairwise
from uuid import uuid4

import pytest
import redis
from django.conf import settings
from django.db import connection
from django.utils import timezone

from inbox.accounts.connect import connect
from inbox.accounts.models import Account
from inbox.delivery import bells, lanes
from inbox.delivery.guard import Person
from inbox.delivery.models import Lane, Outbound
from inbox.delivery.outbox import queue_reply
from inbox.local import services
from inbox.local.folder import REPOSITORY
from tests import factories
from tests.faults.arrivals import ArrivalBook
from tests.faults.fake_time import fake_time
from tests.faults.viral_hour import START
from tests.graph_stand_in import Answer, error
from tests.integrations.meta.door import wait_until

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.faults]
SECONDS = 60.0
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
TROUBLE = 10 * MINUTE
DEAD_TOKEN = error(190, 463)
LIMITED = {"613": error(613), "80002": error(80002), "429": Answer(429, {})}


@pytest.fixture(autouse=True)
def empty_redis(settings):
    client = redis.Redis.from_url(settings.REDIS_URL)
    client.flushdb()
    yield
    client.flushdb()
    client.close()


@pytest.fixture
def book(settings):
    opened = ArrivalBook(timezone.now)
    settings.INSTAGRAM_GRAPH_URL = opened.url
    yield opened
    opened.close()


class Shop:
    """An account and somebody who answers for it."""

    def __init__(self, **fields):
        self.account = factories.account(warms_up=False, **fields)
        self.member = Person(factories.member(self.account.workspace))
        self.threads = [self._thread() for _ in range(4)]
        self.written = 0

    def _thread(self):
        return factories.thread_open_since(timezone.now() - MINUTE, self.account)

    def write(self) -> Outbound:
        self.written += 1
        thread = self.threads[self.written % len(self.threads)]
        words = f"{self.account.username} {self.written}"
        made = queue_reply(thread, words, author=self.member, key=uuid4())
        assert isinstance(made, Outbound), made
        return made

    def states(self) -> list[str]:
        return list(
            Outbound.everywhere.filter(account=self.account).values_list("state", flat=True)
        )

    def wakes_at(self) -> datetime | None:
        return Lane.everywhere.values_list("wakes_at", flat=True).get(account=self.account)


def play(shop, clock, until, *, writes_every=None):
    """Serve the lane whenever it wakes; meanwhile people go on writing."""
    next_word = timezone.now() + writes_every if writes_every else until
    while timezone.now() < until:
        wakes_at = shop.wakes_at() or until
        clock.move_to(max(timezone.now(), min(wakes_at, next_word, until)), tick=False)
        if timezone.now() == next_word:
            shop.write()
            next_word += writes_every or TROUBLE
        if (shop.wakes_at() or until) <= timezone.now():
            lanes.serve(shop.account.pk)


@pytest.mark.parametrize("name", LIMITED)
def test_a_limited_account_asks_ever_less_often_and_then_goes_on_by_itself(name, book):
    with fake_time(START) as clock:
        shop = Shop()
        book.answer = lambda arrival: LIMITED[name] if timezone.now() < START + TROUBLE else None
        shop.write()
        play(shop, clock, START + TROUBLE, writes_every=MINUTE)
        play(shop, clock, START + 3 * TROUBLE)
    asked = [one.at for one in book.arrivals if one.at < START + TROUBLE]
    waits = [later - earlier for earlier, later in pairwise(asked)]
    assert 3 <= len(asked) <= 10
    assert all(longer > shorter for shorter, longer in pairwise(waits)), waits
    assert waits[0] > 3 * SECOND
    assert_all_went_once(shop, book)


def test_the_time_that_the_platform_names_is_waited_for(book):
    """Also when a call that was in the air already is refused later, and without a time."""
    named = {"7": [{"type": "messenger", "estimated_time_to_regain_access": 7}]}
    with fake_time(START) as clock:
        shop = Shop(calls_per_second=0)
        first, second = error(80002), error(80002)
        first.headers = {"X-Business-Use-Case-Usage": json.dumps(named)}
        second.before = lambda: wait_until(lambda: is_held(shop.account))
        answers = iter([None, first, second])  # after a good answer, two are in the air
        book.answer = lambda arrival: next(answers, None)
        for _ in range(4):
            shop.write()
        play(shop, clock, START + TROUBLE)
    assert [one.at for one in book.arrivals[:3]] == [START] * 3
    assert book.arrivals[3].at >= START + 7 * MINUTE
    assert_all_went_once(shop, book)


def is_held(account):
    try:
        return Lane.everywhere.filter(account=account, held_until__isnull=False).exists()
    finally:
        connection.close()


def test_a_dead_token_is_tried_once_and_all_goes_after_the_account_is_connected_again(book):
    with fake_time(START) as clock:
        shop = Shop(token="dead")
        account = shop.account
        book.answer = lambda arrival: None if timezone.now() >= START + TROUBLE else DEAD_TOKEN
        shop.write()
        play(shop, clock, START + TROUBLE, writes_every=MINUTE)
        assert len(book.arrivals) == 1
        assert Account.everywhere.get(pk=account.pk).status == Account.Status.DISCONNECTED
        assert set(shop.states()) == {"queued"}
        connect(account.workspace.slug, account.external_id, account.username, token="alive")
        play(shop, clock, START + TROUBLE + 2 * MINUTE)
    assert_all_went_once(shop, book)


def assert_all_went_once(shop, book):
    """In the end: what was refused before was asked again, and nothing was taken twice."""
    assert set(shop.states()) == {"sent"}
    rows = Outbound.everywhere.filter(account=shop.account)
    words = [row.message.text for row in rows.select_related("message")]
    assert sorted(book.taken) == sorted(words)


# --- Beside others --------------------------------------------------------------------------------
HEALTHY, ROUNDS, WARM = 4, 14, 2
SLOWER = 3.0  # times; an account that waited for another's would be slower by far more


@pytest.fixture
def worker(book):
    """The lanes' worker as it runs everywhere, on this test's servers."""
    found = connection.settings_dict
    place = f"{found['HOST']}:{found['PORT']}/{found['NAME']}"
    own = {
        "DATABASE_URL": f"postgresql://{found['USER']}:{found['PASSWORD']}@{place}",
        "REDIS_URL": settings.REDIS_URL,
        "INSTAGRAM_GRAPH_URL": book.url,
    }
    lanes_worker = next(each for each in services.product(0, {}) if each.name == "lanes")
    running = subprocess.Popen(
        lanes_worker.command, cwd=REPOSITORY, env=os.environ | own, start_new_session=True
    )
    yield running
    os.killpg(running.pid, signal.SIGKILL)
    running.wait()


def test_an_account_in_trouble_slows_no_other(book, worker):
    """Before and during the trouble, the others wait alike."""
    healthy = [Shop(calls_per_second=0) for _ in range(HEALTHY)]
    limited, dead = Shop(calls_per_second=0), Shop(calls_per_second=0)
    sick = {limited.account.external_id: error(613), dead.account.external_id: DEAD_TOKEN}
    before = waits_of(healthy, [limited, dead], book)
    book.answer = lambda arrival: sick.get(arrival.owner)
    during = waits_of(healthy, [limited, dead], book)
    asked = [len(book.of(shop.account.external_id)) - ROUNDS for shop in (limited, dead)]
    sys.stdout.write(
        f"\nmedian wait {1000 * before:.0f} ms before, {1000 * during:.0f} ms during the trouble; "
        f"calls meanwhile: {asked[0]} of the limited account, {asked[1]} with the dead token\n"
    )
    assert during < SLOWER * before
    assert 1 <= asked[0] <= 5
    assert asked[1] == 1
    assert_all_go_again(limited, dead, book)


def waits_of(healthy, others, book):
    """The median of what healthy accounts' messages wait, in seconds, while all write."""
    waits = []
    for number in range(ROUNDS):
        for shop in others:
            shop.write()
        written = {made.message.text: made.created_at for made in map(Shop.write, healthy)}
        bells.wake_due()  # the tick's part
        wait_until(lambda written=written: set(written) <= set(book.taken), SECONDS)
        came = {one.text: one.at for one in book.arrivals}
        if number >= WARM:
            waits += [came[words] - at for words, at in written.items()]
    return statistics.median(wait.total_seconds() for wait in waits)


def assert_all_go_again(limited, dead, book):
    """The one by itself, the other once somebody has connected it; nothing is lost."""
    book.answer = lambda arrival: None
    account = dead.account
    connect(account.workspace.slug, account.external_id, account.username, token="alive")
    bells.wake(account.pk)

    def all_went():
        bells.wake_due()
        return {*limited.states(), *dead.states()} == {"sent"}

    wait_until(all_went, SECONDS)
    for shop in (limited, dead):
        words = [text for text in book.taken if text.startswith(f"{shop.account.username} ")]
        assert len(words) == len(set(words)) == shop.written
