"""When the hour's calls are spent: everybody asks again later, nobody in a hurry (L-5)."""

import json
from base64 import b64decode
from datetime import datetime, timedelta

import pytest
import redis
from django.core.cache import cache
from django.utils import timezone

from inbox.accounts.channels import INSTAGRAM
from inbox.accounts.models import Member
from inbox.delivery.errors import Hold, Retryable
from inbox.delivery.guard import CommentGrant, Grants, Person, Text, decide
from inbox.delivery.models import Moderation, Reason
from inbox.delivery.pacing import budget
from inbox.threads.models import Post
from inbox.threads.window import State, Window
from integrations.meta import broadcasts, later
from integrations.meta.adapter import InstagramAdapter
from integrations.meta.control import InstagramSwitchboard
from integrations.meta.graph import GraphClient
from integrations.meta.moderation import InstagramModerator
from integrations.meta.tasks import fetch_message, fetch_profiles, look_up_posts
from tests import factories
from tests.graph_stand_in import Answer, GraphStandIn
from tests.integrations.meta.payloads import ADA, SHOP, change, comment, take_in

pytestmark = pytest.mark.django_db
BACKGROUND = "handoff:background"


@pytest.fixture
def broker(settings):
    client = redis.Redis.from_url(settings.REDIS_URL)
    client.delete(BACKGROUND)
    yield client
    client.delete(BACKGROUND)
    client.close()


@pytest.fixture(autouse=True)
def _nothing_is_known(broker):
    cache.clear()
    for key in broker.scan_iter("pace:*"):
        broker.delete(key)


@pytest.fixture
def graph(settings):
    stand_in = GraphStandIn()
    settings.INSTAGRAM_GRAPH_URL = stand_in.url
    yield stand_in
    stand_in.close()


@pytest.fixture
def shop(db):
    """An account with one call an hour, which is used."""
    account = factories.account(external_id=SHOP, calls_per_hour=1)
    budget.take(account, urgent=True)
    return account


@pytest.fixture
def put_off(broker):
    """What waits for later: each task's name, its arguments, and in how long it is due."""

    def put_off():
        found = []
        for raw in broker.lrange(BACKGROUND, 0, -1):
            task = json.loads(raw)
            args = json.loads(b64decode(task["body"]))[0]
            eta = datetime.fromisoformat(task["headers"]["eta"]) - timezone.now()
            found.append((task["headers"]["task"].rpartition(".")[2], args, eta))
        return found

    return put_off


def room_again(shop):
    """An hour later, as far as the budget goes."""
    shop.calls_per_hour = 0
    shop.save(update_fields=["calls_per_hour"])


def check_waits(eta):
    """Neither at once nor for longer than the broker keeps what a worker holds back."""
    assert timedelta(seconds=200) < eta < timedelta(minutes=9)


def test_profiles_are_asked_for_later_and_are_no_refusals(graph, shop, put_off):
    contacts = [factories.contact(shop) for _ in range(3)]
    fetch_profiles([contact.pk for contact in contacts])
    assert graph.asked == []
    ((name, args, eta),) = put_off()
    assert (name, sorted(args[0])) == ("fetch_profiles", sorted(one.pk for one in contacts))
    check_waits(eta)
    contacts[0].refresh_from_db()
    assert (contacts[0].profile, contacts[0].profile_detail) == ("unasked", "")


def test_one_accounts_spent_calls_do_not_hold_up_anothers_profiles(graph, shop, put_off):  # L-8
    other = factories.contact(factories.account())
    ours = factories.contact(shop)
    graph.answers.append(Answer(body={"id": other.scoped_id, "name": "Ada"}))
    fetch_profiles([ours.pk, other.pk])
    other.refresh_from_db()
    assert other.name == "Ada"
    assert [args for _, args, _ in put_off()] == [[[ours.pk]]]


def test_a_post_is_looked_up_later_and_comments_do_not_hurry_it(graph, shop, put_off, broker):
    take_in(change("comments", comment("18100")))
    post = Post.everywhere.get()
    broker.delete(BACKGROUND)
    look_up_posts([post.pk])
    ((name, args, eta),) = put_off()
    assert (name, args) == ("look_up_posts", [[post.pk]])
    check_waits(eta)
    take_in(*(change("comments", comment(f"1820{number}")) for number in range(5)))
    assert len(put_off()) == 1
    post.refresh_from_db()
    assert post.problem == ""
    room_again(shop)
    graph.answers.append(Answer(body={"id": "18000", "caption": "Bread"}))
    look_up_posts([post.pk])
    post.refresh_from_db()
    assert post.caption == "Bread"


def test_an_announced_message_is_fetched_later(graph, shop, put_off):
    fetch_message(shop.pk, "M1")
    assert graph.asked == []
    ((name, args, eta),) = put_off()
    assert (name, args) == ("fetch_message", [shop.pk, "M1"])
    check_waits(eta)


def test_an_announced_message_may_use_what_look_ups_leave(graph, shop, put_off):
    shop.calls_per_hour = 2  # one is used; look-ups may use no more
    shop.save(update_fields=["calls_per_hour"])
    fetch_profiles([factories.contact(shop).pk])
    assert [name for name, _, _ in put_off()] == ["fetch_profiles"]
    fetch_message(shop.pk, "M1")
    assert [asked.path for asked in graph.asked] == ["/v25.0/M1"]


def test_a_live_video_that_cannot_be_asked_about_stays_on(graph, shop):  # W-6
    made = {"workspace_id": shop.workspace_id, "external_id": "18050", "kind": Post.Kind.LIVE}
    post = Post.everywhere.create(account=shop, **made)
    broadcasts.check(shop)
    post.refresh_from_db()
    assert (graph.asked, post.over_at) == ([], None)


def test_a_private_reply_whose_comments_age_cannot_be_asked_waits(graph, shop):  # W-6
    grant = CommentGrant("18100", timezone.now() + timedelta(hours=1), is_live=False)
    window = Window(State.OPEN, None, None, None)
    allowed = decide(Person(Member()), window, Text("hi"), Grants(ADA, grant), INSTAGRAM)
    with pytest.raises(Retryable) as waits:
        InstagramAdapter(GraphClient()).send(shop, allowed)
    assert waits.value.reason == Reason.RATE_LIMITED
    assert "there is room at" in waits.value.report.words
    assert graph.asked == []


def test_moderation_waits_until_there_is_room(graph, shop):
    with pytest.raises(Hold) as waits:
        InstagramModerator().moderate(shop, "18100", Moderation.Act.HIDE)
    assert not waits.value.reconnect
    assert timedelta(minutes=58) < waits.value.retry_after <= timedelta(minutes=60)
    with pytest.raises(Hold):
        InstagramModerator().moderate(shop, "18100", Moderation.Act.DELETE)
    assert graph.asked == []


def test_control_that_cannot_be_asked_for_says_when_it_can(graph, shop):
    with pytest.raises(Hold) as waits:
        InstagramSwitchboard().ask_for_control(shop, ADA)
    assert "there is room at" in waits.value.report.words
    assert graph.asked == []


def test_control_that_was_asked_for_with_the_last_call_waits_for_the_handover(graph, shop):
    shop.calls_per_hour = 2
    graph.answers.append(Answer(body={"success": True}))
    assert InstagramSwitchboard().ask_for_control(shop, ADA) is False
    assert len(graph.asked) == 1


def test_a_send_costs_no_call_of_the_budget(graph, shop):
    window = Window(State.OPEN, None, None, None)
    allowed = decide(Person(Member()), window, Text("hi"), Grants(ADA), INSTAGRAM)
    assert InstagramAdapter(GraphClient()).send(shop, allowed).external_id


def test_without_a_broker_what_is_put_off_is_only_told(settings, shop):
    class Away:
        name = "a task"

        def apply_async(self, *_, **__):
            raise OSError("nobody there")

    later.put_off(Away(), (), timezone.now())
