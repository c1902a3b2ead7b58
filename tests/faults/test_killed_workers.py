"""Workers are killed while messages go out: each arrives once, or a person is asked about it."""

import random
import sys
import threading
import time

import pytest
from django.conf import settings as django_settings
from django.db import connection, connections

from inbox.celery import app
from integrations.meta.webhook import Webhook
from tests.faults.killed_crew import Crew
from tests.faults.killed_town import Town
from tests.integrations.meta.door import Door, Site
from tests.sandbox_process import Sandbox

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.faults]
KILLS, WORKERS = 50, 4
ACCOUNTS, PEOPLE, MESSAGES = 40, 10, 5
SECONDS = 300.0


@pytest.fixture
def door():
    opened = Door(Site(Webhook()))
    yield opened
    opened.close()


@pytest.fixture
def sandbox(door):
    opened = Sandbox(door.url, site="tests.faults.killed_sandbox:application")
    yield opened
    opened.close()


@pytest.fixture
def crew(sandbox, tmp_path):
    found = connection.settings_dict
    address = f"{found['USER']}:{found['PASSWORD']}@{found['HOST']}:{found['PORT']}"
    opened = Crew(
        tmp_path,
        DATABASE_URL=f"postgresql://{address}/{found['NAME']}",
        REDIS_URL=django_settings.REDIS_URL,
        INSTAGRAM_GRAPH_URL=sandbox.url,
    )
    yield opened
    opened.close()
    with app.connection_for_write() as broker:
        broker.default_channel.queue_purge("lanes")
        broker.default_channel.queue_purge("intake")


def test_each_message_arrives_once_whoever_dies(sandbox, crew):  # F-4
    town = Town(sandbox, ACCOUNTS, PEOPLE)
    crew.start("intake")
    crew.start("settling")
    threads = town.wait_for_threads()
    town.lose_answers()
    began = time.monotonic()
    writing = threading.Thread(target=write, args=(town, threads))
    writing.start()
    cut = kill_many(town, crew)
    writing.join(SECONDS)
    killed = time.monotonic() - began
    town.wait_until_settled(SECONDS)
    found = town.audit()
    sys.stdout.write(
        f"\n{KILLS} workers killed within {killed:.1f} s, {cut} calls cut; all settled after "
        f"{time.monotonic() - began:.1f} s: {found}\n"
    )
    assert (found.twice, found.lost, found.stuck) == (0, 0, 0), crew.said()
    assert (found.given_up, found.out_of_order) == (0, 0)
    assert found.delivered + found.asking == len(threads) * MESSAGES
    assert cut >= KILLS // 5  # otherwise nothing was put to the test


def write(town, threads):
    town.write(threads, MESSAGES)
    connections.close_all()


def kill_many(town, crew):
    """Kill one worker after the other while messages go out; how many calls were cut."""
    workers = [crew.start("lanes") for _ in range(WORKERS)]
    cut = 0
    for number in range(KILLS):
        share = (number + 1) / (KILLS + 5)
        town.wait_for_settled(int(share * ACCOUNTS * PEOPLE * MESSAGES), SECONDS)
        time.sleep(random.uniform(0, 0.05))  # a moment of its own, whatever happens in it
        served = crew.kill(workers[number % WORKERS])
        cut += town.under_way(served)
        workers[number % WORKERS] = crew.start("lanes")
    return cut
