"""Sixteen processes serve the same lanes, and Redis loses what it knew: the limits hold (L-9)."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections import Counter
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone

from inbox.delivery.guard import Automation, Person
from inbox.delivery.models import Outbound
from inbox.delivery.outbox import queue_reply
from inbox.local.folder import REPOSITORY
from tests import factories
from tests.faults.arrivals import ArrivalBook, excess
from tests.faults.own_valkey import OwnValkey
from tests.integrations.meta.door import wait_until

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.faults]
PROCESSES = 16
SECONDS = 90.0
SECOND, HOUR = timedelta(seconds=1), timedelta(hours=1)
RULE = Automation(1, "Prices")
OPEN = {"warms_up": False, "tier": 0}
PEOPLE, AUTOMATED = 24, 16  # messages of each kind that wait in each lane
LIMITS = (
    {"calls_per_second": 3, "messages_per_hour": 7},
    {"calls_per_second": 4, "messages_per_hour": 10},
    {"calls_per_second": 6, "messages_per_hour": 13},
    {"calls_per_second": 5, "messages_per_hour": 0, "private_replies_per_hour": 6},
)


@pytest.fixture
def valkey(tmp_path):
    with OwnValkey(tmp_path) as running:
        yield running


@pytest.fixture
def book(settings):
    opened = ArrivalBook(timezone.now)
    settings.INSTAGRAM_GRAPH_URL = opened.url
    yield opened
    opened.close()


@pytest.fixture
def processes(valkey, book, tmp_path):
    """All of them, on this test's database and its own Redis."""
    found = connection.settings_dict
    place = f"{found['HOST']}:{found['PORT']}/{found['NAME']}"
    own = {
        "DATABASE_URL": f"postgresql://{found['USER']}:{found['PASSWORD']}@{place}",
        "REDIS_URL": valkey.url,
        "INSTAGRAM_GRAPH_URL": book.url,
    }
    command = [sys.executable, "-m", "tests.faults.lane_process", str(PROCESSES)]
    with (tmp_path / "processes").open("wb") as output:
        running = subprocess.Popen(
            command,
            cwd=REPOSITORY,
            env=os.environ | own,
            stdin=subprocess.PIPE,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    yield running
    if running.poll() is None:
        os.killpg(running.pid, signal.SIGKILL)
    running.communicate()


@pytest.fixture
def accounts(db):
    return [full_lane(factories.account(**OPEN | limits)) for limits in LIMITS]


def full_lane(account):
    """People's replies and automated messages, each to somebody else."""
    person = Person(factories.member(account.workspace))
    only_replies = not account.messages_per_hour  # then their own limit is what they meet
    for number in range(PEOPLE + AUTOMATED):
        thread = factories.thread_open_since(timezone.now() - HOUR, account)
        author = person if number % 5 < 3 else RULE
        comment = None
        if author is RULE and only_replies:
            comment = factories.message(thread, kind="comment")
        words = f"{account.pk} {number}"
        made = queue_reply(thread, words, author=author, key=uuid4(), comment=comment)
        assert isinstance(made, Outbound), made
    return account


def test_limits_hold_whatever_redis_loses(accounts, valkey, book, processes, tmp_path):
    """L-1, L-2, L-9"""
    expected = sum(PEOPLE + automated_room(account) for account in accounts)

    def has_come(share):
        wait_until(lambda: len(book.arrivals) >= share * expected, SECONDS)

    has_come(0.2)
    valkey.flush()
    has_come(0.35)
    valkey.remember()
    has_come(0.45)
    valkey.hang()
    wait_until(lambda: quiet(book), SECONDS)
    valkey.die()
    valkey.forget()
    valkey.start()
    has_come(0.6)
    valkey.remember()
    has_come(0.75)
    valkey.die()
    valkey.start()
    has_come(1)
    wait_until(lambda: quiet(book), SECONDS)  # bells go on ringing, and nothing more comes
    processes.communicate(timeout=SECONDS)
    assert processes.returncode == 0, said_by(tmp_path)
    for account in accounts:
        limits_held(account, book)
    nothing_lost_and_nothing_twice(book)


def automated_room(account):
    return account.messages_per_hour or account.private_replies_per_hour


def quiet(book):
    """Nothing has come for a while."""
    return timezone.now() - book.arrivals[-1].at > 2 * SECOND


def said_by(folder):
    return (folder / "processes").read_text()[-5_000:]


def limits_held(account, book):
    arrivals = book.of(account.external_id)
    automated = set(
        Outbound.everywhere.filter(account=account)
        .exclude(author="person")
        .values_list("message__text", flat=True)
    )
    assert not excess([one.at for one in arrivals], SECOND, lambda at: account.calls_per_second)
    # None too many, and none lost to a Redis that forgot.
    assert len([one for one in arrivals if one.text in automated]) == automated_room(account)


def nothing_lost_and_nothing_twice(book):
    arrived = Counter(one.text for one in book.arrivals)
    assert max(arrived.values()) == 1
    for row in Outbound.everywhere.select_related("message"):
        assert row.state == ("sent" if row.message.text in arrived else "queued"), row.message.text
