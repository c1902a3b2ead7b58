"""Ten processes press for one private reply at once, and each serves the lane: one goes (W-6)."""

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from django.db import connection

from inbox.delivery.models import Attempt, Lane, Outbound
from inbox.threads.models import Message, Thread
from tests import factories
from tests.both_sides import both_sides

pytestmark = pytest.mark.django_db(transaction=True)
IG_ID, ADA = "17841400000000001", "2001"
PRESSERS = 10
SECONDS = 120.0
# One process sets Django up and becomes ten before anything is connected. Each connects by itself,
# waits for the others, presses, and serves the lane as a worker would.
PRESS = """
import json, multiprocessing, os, sys, uuid
import django
django.setup()
from django.db import connection
from inbox.accounts.models import Member
from inbox.delivery import lanes
from inbox.delivery.guard import Automation, Person, Refused
from inbox.delivery.outbox import queue_reply
from inbox.threads.models import Message

def author(told):
    if told["member"]:
        return Person(Member.everywhere.select_related("user").get(pk=told["member"]))
    return Automation(told["rule"], "Prices")

def press(told, barrier, answers):
    comment = Message.everywhere.select_related("thread").get(external_id=told["comment"])
    writer = author(told)
    barrier.wait(60)
    result = queue_reply(
        comment.thread, told["text"], author=writer, key=uuid.uuid4(), comment=comment
    )
    lanes.serve(comment.account_id)
    code = result.code if isinstance(result, Refused) else "queued"
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        answers.put((os.getpid(), cursor.fetchone()[0], code))

several = multiprocessing.get_context("fork")
pressers = json.load(sys.stdin)
barrier, answers = several.Barrier(len(pressers)), several.Queue()
running = [several.Process(target=press, args=(one, barrier, answers)) for one in pressers]
for process in running:
    process.start()
found = [answers.get(timeout=100) for _ in running]
for process in running:
    process.join()
print(json.dumps(found))
"""


@pytest.fixture(scope="module")
def both():
    with both_sides() as opened:
        yield opened


@pytest.fixture
def shop(both):
    """Ada has commented and never written: a private reply is all that is left."""
    both.control("reset")
    both.control("accounts", username="shop", ig_id=IG_ID, token="T")
    both.control("people", username="ada", igsids={IG_ID: ADA})
    both.control("media", product="FEED", id="18001")
    account = factories.account(
        external_id=IG_ID, token="T", messages_per_hour=0, calls_per_second=0
    )
    Lane.everywhere.create(workspace=account.workspace, account=account)
    return account


@pytest.fixture
def comment(both, shop):
    told = both.control("events", kind="comment", person="ada", media="18001", text="price?")
    both.take_in()
    return told["comment"]


def press_at_once(both, comment, authors):
    """Each of ``authors`` (a member, or a rule's number) in a process; what each was answered."""
    pressers = [
        {
            "comment": comment,
            "text": f"no. {place}",
            "member": None if isinstance(author, int) else author.pk,
            "rule": author if isinstance(author, int) else None,
        }
        for place, author in enumerate(authors)
    ]
    done = subprocess.run(
        [sys.executable, "-c", PRESS],
        input=json.dumps(pressers),
        env=environment(both),
        cwd=Path.cwd(),
        stdout=subprocess.PIPE,
        text=True,
        timeout=SECONDS,
        check=True,
    )
    answers = json.loads(done.stdout.splitlines()[-1])
    assert len({process for process, _, _ in answers}) == len(authors)
    assert len({backend for _, backend, _ in answers}) == len(authors)
    return Counter(code for _, _, code in answers)


def environment(both):
    """The environment of a worker on this test's own database and sandbox."""
    place = connection.get_connection_params()
    url = (
        f"postgresql://{place['user']}:{place['password']}@{place['host']}:{place['port']}"
        f"/{place['dbname']}"
    )
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "inbox.settings",
        "DATABASE_URL": url,
        "INSTAGRAM_GRAPH_URL": both.url,
    }


def members(shop, number):
    return [factories.member(shop.workspace) for _ in range(number)]


def assert_one_went(both, shop, comment):
    """One row here, one call on the wire, one message there, and nothing left to answer."""
    both.take_in()
    outbound = Outbound.everywhere.select_related("message").get()
    assert outbound.kind == Outbound.Kind.PRIVATE_REPLY
    assert outbound.comment.external_id == comment
    assert outbound.state in (Outbound.State.SENT, Outbound.State.DELIVERED)
    assert Attempt.everywhere.get().outcome == Attempt.Outcome.ACCEPTED
    calls = both.rows("log", account=IG_ID, kind="graph")
    [call] = [one for one in calls if one["method"] == "POST"]
    asked = json.loads(call["request"])
    assert call["status"] == 200
    assert asked["recipient"] == {"comment_id": comment}
    assert asked["message"] == {"text": outbound.message.text}
    [there] = both.rows("messages", account=IG_ID, source="api")
    assert (there["comment_id"], there["mid"]) == (comment, outbound.message.external_id)
    assert Message.everywhere.exclude(kind=Message.Kind.COMMENT).count() == 1
    assert Thread.everywhere.get().open_comment is None


def test_of_ten_people_one_gets_the_private_reply(both, shop, comment):  # W-6
    answers = press_at_once(both, comment, members(shop, PRESSERS))
    assert answers == {"queued": 1, "comment_spent": PRESSERS - 1}
    assert_one_went(both, shop, comment)


def test_of_five_people_and_five_rules_one_gets_it(both, shop, comment):  # W-6
    authors = [one for pair in zip(members(shop, 5), range(1, 6), strict=True) for one in pair]
    answers = press_at_once(both, comment, authors)
    assert answers == {"queued": 1, "comment_spent": PRESSERS - 1}
    assert_one_went(both, shop, comment)
