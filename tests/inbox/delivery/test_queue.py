"""Which messages are next: each line by itself, in constant time, one of a thread."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from inbox.delivery import queue
from inbox.delivery.guard import Automation, Campaign
from inbox.delivery.models import Outbound, Reason
from inbox.delivery.moves import move
from tests import factories

pytestmark = pytest.mark.django_db
State = Outbound.State


@pytest.fixture
def another(account):
    """Another thread of the account, open since so many hours."""

    def another(hours=1):
        return factories.thread_open_since(timezone.now() - timedelta(hours=hours), account)

    return another


def next_of(account, **how):
    return [waiting.pk for waiting in queue.ready(account, **{"limit": 10} | how)]


def test_lines_are_merged_by_class_and_then_by_deadline(account, write, automation, another):
    """L-6"""
    late = write(author=automation, thread=another(2))
    soon = write(author=automation, thread=another(20))
    campaign = write(author=Campaign(1), thread=another(23))
    person = write(thread=another())
    assert next_of(account) == [person.pk, soon.pk, late.pk, campaign.pk]
    assert next_of(account, limit=2) == [person.pk, soon.pk]


def test_one_message_of_a_thread_and_the_oldest_of_its_class(account, write, automation, thread):
    first = write("1", author=automation)
    write("2", author=automation)
    assert next_of(account) == [first.pk]
    person = write("a person's")
    assert next_of(account) == [person.pk]


def test_nothing_goes_beside_a_call_in_the_same_thread(account, write, automation, another):
    under_way = write("1", author=automation)
    write("2", author=automation)
    move(under_way, State.SENDING)
    elsewhere = write("3", author=automation, thread=another())
    assert next_of(account) == [elsewhere.pk]


def test_what_is_not_due_yet_waits_and_is_put_forward_when_it_is(account, write):
    now = timezone.now()
    later = write(due_at=now + timedelta(minutes=5))
    assert next_of(account) == []
    assert queue.outlook(account.pk).first_due == later.due_at
    queue.promote(account.pk, now)
    assert next_of(account) == []
    queue.promote(account.pk, later.due_at)
    assert next_of(account) == [later.pk]
    assert queue.outlook(account.pk).first_due is None


@pytest.mark.parametrize(
    ("shut", "goes"),
    [
        ({"hour"}, {"person", "public"}),
        ({"people"}, {"person", "public"}),
        ({"burst"}, {"person"}),
        ({"replies"}, {"person", "automation", "public", "api"}),
        ({"second"}, set()),
        ({"redis"}, set()),
        ({"hour", "burst"}, {"person"}),
    ],
)
def test_a_limit_stops_its_own_lines_only(
    account, write, automation, another, api_client, shut, goes
):
    """L-1 to L-6"""
    comment = factories.message(another(), kind="comment", external_id="18100")
    other = factories.message(another(), kind="comment", external_id="18101")
    rows = {
        "person": write(thread=another()),
        "automation": write(author=automation, thread=another()),
        "api": write(author=api_client, thread=another()),
        "private": write(author=automation, comment=comment, thread=comment.thread),
        "public": write(author=automation, comment=other, thread=other.thread, publicly=True),
    }
    assert set(next_of(account, shut=shut)) == {rows[name].pk for name in goes}


@pytest.mark.parametrize("whose", ["account", "workspace"])
def test_a_switch_holds_automations_and_nobody_else(
    account, write, automation, another, api_client, whose
):
    """K-11"""
    write(author=automation, thread=another())
    write(author=Campaign(1), thread=another())
    person, api = write(thread=another()), write(author=api_client, thread=another())
    holder = account if whose == "account" else account.workspace
    holder.automations_on = False
    assert next_of(account) == [person.pk, api.pk]


def test_who_was_written_to_today_is_found_behind_the_others(account, write, automation, another):
    """L-3: the day's limit of people holds for others, not for them."""
    write(author=automation, thread=another(20))
    known = write(author=automation, thread=another(1))
    write(thread=another())  # no limit stops a person's
    contacts = [known.thread.contact_id]
    assert next_of(account, shut={"people"}, contacts=contacts) == [known.pk]
    assert next_of(account, shut={"people", "hour"}, contacts=contacts) == []


def test_another_accounts_messages_are_not_its_own(account, write, automation):
    other = factories.account()
    write(author=Automation(1, "x"), thread=factories.thread_open_since(timezone.now(), other))
    mine = write(author=automation)
    assert next_of(account) == [mine.pk]


def test_choosing_reads_the_index_and_never_sorts_the_lane(account, write, automation):
    """However many wait, only the heads are read."""
    write(author=automation)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_bitmapscan = off")
        asked = {
            "account": account.pk, "limit": 5, "contacts": [], "authors": ["automation"],
            "kinds": ["message"], "lives": [False],
        }  # fmt: skip
        cursor.execute("EXPLAIN " + queue._READY, asked)
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "outbound_ready" in plan
    assert "outbound_pending_of_thread" in plan


def test_what_follows_waits_while_the_platform_is_asked_about_the_message_before(
    account, write, automation
):
    """F-4: what is proved absent goes again, and before what follows it."""
    first = write("1", author=automation)
    move(first, State.SENDING)
    move(first, State.UNKNOWN, reason=Reason.OUTCOME_UNKNOWN)
    reply = write("a person's")
    assert next_of(account) == []
    Outbound.everywhere.filter(pk=first.pk).update(checks=3)  # it may take long to know
    assert next_of(account) == [reply.pk]
    Outbound.everywhere.filter(pk=first.pk).update(checks=1, check_due_at=None)
    move(reply, State.WITHDRAWN)
    second = write("2", author=automation)
    assert next_of(account) == [second.pk]
