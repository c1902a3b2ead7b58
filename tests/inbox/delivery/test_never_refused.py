"""Whatever happens, in whatever order: Instagram is never sent what it refuses (W-1 to W-13).

Histories are made up, lived through on both sides and compared after each step.
NEVER_REFUSED_EXAMPLES asks for more of them than the usual run makes.
"""

import os
from collections import Counter
from datetime import timedelta

import pytest
import time_machine
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from inbox.accounts.models import Account
from inbox.delivery.guard import Refused
from inbox.delivery.models import Outbound
from inbox.delivery.sender import CALL_TAKES
from tests.both_sides import both_sides
from tests.inbox.delivery.deeds import DAY, HOUR
from tests.inbox.delivery.histories import Histories
from tests.inbox.delivery.shop import MILLISECOND, POSTS, START, Shop
from tests.inbox.delivery.watch import Watch, error_of

pytestmark = pytest.mark.django_db(transaction=True)

EXAMPLES = int(os.environ.get("NEVER_REFUSED_EXAMPLES", "20"))
STEPS = 25
# What the histories have to reach, or they prove nothing.
REACHED = {
    "person message",
    "person HUMAN_AGENT",
    "rule message",
    "program message",
    "person private_reply",
    "comment_spent",
    "expired",
}
OUTSIDE, COMMENT = (10, 2534022), (100, 2534025)
State = Outbound.State


@pytest.fixture(scope="module")
def both():
    with both_sides() as opened:
        yield opened


@pytest.fixture
def wired(both, settings):
    settings.INSTAGRAM_GRAPH_URL = both.url
    yield both
    both.on_the_way = lambda: None


@pytest.fixture
def clock():
    with time_machine.travel(START, tick=False) as traveller:
        yield traveller


@pytest.fixture
def shop(wired, clock):
    opened = Shop(wired, clock)
    opened.approve_here(True)
    opened.approve_there(True)
    return opened


def refusals(shop):
    entries = shop.both.rows("log", account=shop.ig_id, kind="graph")
    return [error for entry in entries if (error := error_of(entry))]


def calls(shop):
    entries = shop.both.rows("log", account=shop.ig_id, kind="graph")
    return sum(entry["method"] == "POST" for entry in entries)


def test_no_history_makes_instagram_refuse(wired):  # W-1 to W-13
    reached = Counter()
    run_state_machine_as_test(
        lambda: Histories(wired, reached),
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            deadline=None,
            derandomize=True,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    assert reached.keys() >= REACHED, reached


class TestTheEdge:
    """The same moment on both sides, to the millisecond."""

    @pytest.mark.parametrize("author", ["person", "rule", "program"])
    def test_at_the_last_moment_at_which_a_call_still_arrives_it_goes(self, shop, author):  # W-1
        shop.hear("text", "ada", text="hello")
        outbound = shop.write(author, "ada", "in time")
        shop.move_to(shop.heard["ada"] + DAY - CALL_TAKES - MILLISECOND)
        shop.serve()
        outbound.refresh_from_db()
        assert (outbound.state, outbound.tag) == (State.DELIVERED, "")

    @pytest.mark.parametrize("author", ["person", "rule", "program"])
    def test_when_the_day_is_over_it_expires_and_is_not_tried(self, shop, author):  # W-1, W-13
        shop.hear("text", "ada", text="hello")
        outbound = shop.write(author, "ada", "too late")
        shop.move_to(shop.heard["ada"] + DAY)
        shop.serve()
        shop.let_pass(HOUR)
        shop.serve()
        outbound.refresh_from_db()
        assert (outbound.state, outbound.reason) == (State.EXPIRED, "window_expired")
        assert calls(shop) == 0

    def test_at_the_last_moment_of_the_week_a_person_is_heard(self, shop):  # W-1, W-10
        shop.hear("text", "ada", text="hello")
        shop.move_to(shop.heard["ada"] + 7 * DAY - CALL_TAKES - MILLISECOND)
        outbound = shop.write("person", "ada", "in time")
        shop.serve()
        outbound.refresh_from_db()
        assert (outbound.state, outbound.tag) == (State.DELIVERED, "HUMAN_AGENT")
        Watch(shop).look()

    def test_when_the_week_is_over_what_waits_expires(self, shop):  # W-1, W-13
        shop.hear("text", "ada", text="hello")
        shop.move_to(shop.heard["ada"] + 7 * DAY - MILLISECOND)
        outbound = shop.write("person", "ada", "too late")
        shop.let_pass(MILLISECOND)
        shop.serve()
        outbound.refresh_from_db()
        assert (outbound.state, outbound.reason) == (State.EXPIRED, "window_expired")
        assert calls(shop) == 0

    def test_a_call_on_its_way_when_the_day_ends_is_not_made(self, shop):  # W-13
        shop.hear("text", "ada", text="hello")
        shop.write("person", "ada", "just too late")
        shop.move_to(shop.heard["ada"] + DAY - timedelta(milliseconds=100))
        shop.both.on_the_way = lambda: shop.clock.shift(timedelta(milliseconds=150))
        shop.serve()
        assert refusals(shop) == []


class TestWhatWeCannotKnow:
    """Instagram changed its mind and told nobody: one refusal teaches us, and only one comes."""

    def test_a_lost_approval_is_refused_once(self, shop):  # W-11
        shop.hear("text", "ada", text="hello")
        shop.hear("text", "bo", text="hello")
        shop.let_pass(2 * DAY)
        waiting = [shop.write("person", who, f"to {who}") for who in ("ada", "bo")]
        shop.approve_there(False)
        shop.serve()
        assert refusals(shop) == [(10, None)]
        assert calls(shop) == 1
        assert not Account.everywhere.get(pk=shop.account.pk).human_agent_approved
        for outbound in waiting:
            outbound.refresh_from_db()
        assert [one.state for one in waiting] == [State.FAILED, State.EXPIRED]
        assert [one.reason for one in waiting] == ["permission_missing", "window_expired"]
        refused = shop.write("person", "ada", "again")
        assert isinstance(refused, Refused)
        assert refused.code == "human_agent_not_approved"

    def test_a_broadcast_that_ended_untold_refuses_once(self, shop):  # W-6
        live = shop.go_live()
        for who in ("ada", "bo"):
            number = shop.comment(who, live)
            shop.write("rule", who, f"to {who}", comment=shop.known_comment(number))
        shop.end_live()
        shop.serve()
        assert refusals(shop) == [COMMENT]
        assert calls(shop) == 1

    def test_an_ended_broadcast_that_was_asked_about_refuses_nothing(self, shop):  # W-6
        live = shop.go_live()
        number = shop.comment("ada", live)
        outbound = shop.write("rule", "ada", "too late", comment=shop.known_comment(number))
        shop.end_live()
        shop.ask_about_broadcasts()
        shop.serve()
        outbound.refresh_from_db()
        assert (outbound.state, outbound.reason) == (State.FAILED, "private_reply_used")
        assert calls(shop) == 0

    def test_a_week_after_an_ad_that_is_none_is_refused_once(self, wired, clock):  # W-2
        shop = Shop(wired, clock, ads=(True, 24))
        shop.hear("ad", "ada", text="from the ad")
        shop.let_pass(2 * DAY)
        for number in range(2):
            shop.write("program", "ada", f"no. {number}")
            shop.serve()
        assert refusals(shop) == [OUTSIDE]

    def test_a_comment_told_late_grants_no_longer_for_it(self, shop):  # W-4, W-6
        shop.hold_post()
        told = shop.play("comment", "ada", media=POSTS["FEED"], text="price?")
        shop.let_pass(2 * HOUR)
        shop.let_post_go()
        shop.let_pass(7 * DAY - HOUR)
        comment = shop.known_comment(told["comment"])
        shop.write("person", "ada", "too late", comment=comment)
        shop.serve()
        assert refusals(shop) == []
