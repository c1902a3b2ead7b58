"""What chips and composers say, on both sides of each edge."""

from datetime import timedelta

import pytest
from django.utils import timezone

from inbox.threads import countdown
from inbox.threads.chips import Chip
from inbox.threads.composer import Composer
from inbox.threads.lists import for_panes
from inbox.threads.models import Message, Thread
from tests import factories


@pytest.mark.parametrize(
    ("seconds", "short", "long"),
    [
        (0, "0:00", "0:00"),
        (899, "14:59", "14:59"),
        (900, "15m", "15m"),
        (6_179, "1h 42m", "1h 42m"),
        (7_199, "1h 59m", "1h 59m"),
        (7_200, "2h", "2h 0m"),
        (86_399, "23h", "23h 59m"),
        (86_400, "1d", "1d 0h"),
        (459_000, "5d", "5d 7h"),
    ],
)
def test_time_left_is_rounded_down(seconds, short, long):
    assert (countdown.short(seconds), countdown.long(seconds)) == (short, long)


@pytest.fixture
def now():
    return timezone.now()


def chip(now, ago, **account):
    made = factories.account(**{"human_agent_approved": True} | account)
    return Chip.of(factories.thread_open_since(now - ago, made), now)


def shown(thread, now):
    """The composer, read as panes read it."""
    return Composer.of(for_panes(Thread.everywhere.all(), now).get(pk=thread.pk), now)


pytestmark = pytest.mark.django_db


def test_a_chip_knows_all_that_time_alone_will_make_of_it(now):  # W-7
    states = [step.state for step in chip(now, timedelta(hours=1)).steps]
    assert states == ["open", "human_agent", "locked"]


def test_without_the_approval_locked_follows_open(now):  # W-11
    found = chip(now, timedelta(hours=1), human_agent_approved=False)
    assert [step.state for step in found.steps] == ["open", "locked"]


@pytest.mark.parametrize(
    ("ago", "text", "soon"),
    [
        (timedelta(hours=11), "13h", False),
        (timedelta(hours=22, seconds=1), "1h 59m", True),
        (timedelta(days=1), "Human 6d", False),
        (timedelta(days=7) - timedelta(hours=1), "Human 1h 0m", True),
        (timedelta(days=7), "Locked", False),
    ],
)
def test_words_and_urgency(now, ago, text, soon):
    found = chip(now, ago)
    assert (found.text, found.soon) == (text, soon)


def test_a_broken_account_is_said_before_the_window(now):
    found = chip(now, timedelta(hours=1), status="disconnected")
    assert (found.block, found.text) == ("account_off", "Disconnected")


def composer(now, ago, **fields):
    account = factories.account(human_agent_approved=True)
    fields = {"handler": Thread.Handler.HUMAN} | fields
    return shown(factories.thread_open_since(now - ago, account, **fields), now)


@pytest.mark.parametrize(
    ("ago", "state", "can_send"),
    [
        (timedelta(days=1) - timedelta(seconds=1), "open", True),
        (timedelta(days=1), "human_agent", True),
        (timedelta(days=7), "locked", False),
    ],
)
def test_the_composer_follows_the_window(now, ago, state, can_send):  # W-8
    found = composer(now, ago)
    assert (found.state, found.can_send) == (state, can_send)


def test_the_button_says_what_sending_will_also_do(now):
    hour = timedelta(hours=1)
    assert composer(now, hour).button == "Send and take"
    taken = composer(now, hour, handler=Thread.Handler.AUTOMATION)
    assert taken.button == "Send and take over"
    assert composer(now, timedelta(hours=30)).button == "Send as human reply"


def test_a_comment_leaves_one_private_reply(now):  # W-6
    thread = factories.thread()
    thread.open_comment = factories.message(thread, kind=Message.Kind.COMMENT, sent_at=now)
    thread.save(update_fields=["open_comment"])
    found = shown(thread, now)
    assert (found.state, found.button) == ("comment_reply", "Send private reply")
    assert found.comment_id == thread.open_comment.pk


def test_a_lock_for_want_of_approval_says_so(now):  # W-11
    thread = factories.thread_open_since(now - timedelta(hours=30), factories.account())
    assert "approval" in shown(thread, now).advice
