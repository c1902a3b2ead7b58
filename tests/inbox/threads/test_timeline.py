"""A thread's items in one line of time."""

from datetime import timedelta

import pytest
from django.utils import timezone

from inbox.threads import timeline
from inbox.threads.models import Message, Note, TimelineEvent
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def thread():
    return factories.thread()


@pytest.fixture
def noon():
    return timezone.now().replace(hour=12, minute=0, second=0, microsecond=0) - timedelta(days=1)


def note(thread, at):
    return Note.everywhere.create(
        workspace_id=thread.workspace_id, thread=thread, text="look", created_at=at
    )


def event(thread, at, kind="resolved"):
    return TimelineEvent.everywhere.create(
        workspace_id=thread.workspace_id, thread=thread, kind=kind, at=at
    )


def minutes(number):
    return timedelta(minutes=number)


def test_messages_notes_and_events_are_one_line(thread, noon):
    said = factories.message(thread, sent_at=noon)
    happened = event(thread, noon + minutes(2))
    noted = note(thread, noon + minutes(1))
    names = [item.name for item in timeline.newest(thread).items]
    assert names == [f"message-{said.pk}", f"note-{noted.pk}", f"event-{happened.pk}"]


def test_messages_of_one_instant_stand_as_the_platform_counts_them(thread, noon):
    later = factories.message(thread, sent_at=noon, external_id="m-2")
    ours = factories.message(
        thread, sent_at=noon, external_id=None, origin=Message.Origin.AUTOMATION
    )
    first = factories.message(thread, sent_at=noon, external_id="m-1")
    found = [item.message.pk for item in timeline.newest(thread).items]
    assert found == [first.pk, later.pk, ours.pk]


def test_a_message_that_has_not_arrived_is_not_shown(thread):
    factories.message(thread, sent_at=None)
    assert timeline.newest(thread).items == []


def test_older_pages_repeat_nothing_and_leave_nothing_out(thread, noon):
    for number in range(150):
        # Threes share an instant, and the page's edge falls into one of them.
        factories.message(thread, sent_at=noon + minutes(number // 3))
    page = timeline.newest(thread)
    names = [item.name for item in page.items]
    while page.older:
        page = timeline.older(thread, timezone.datetime.fromisoformat(page.older))
        names = [item.name for item in page.items] + names
    assert len(names) == 150
    assert len(set(names)) == 150


def test_one_authors_items_within_five_minutes_are_a_group(thread, noon):
    for at in (noon, noon + minutes(5), noon + minutes(11)):
        factories.message(thread, sent_at=at)
    grouped = [line.grouped for line in timeline.newest(thread).lines()]
    assert grouped == [False, True, False]


def test_a_new_day_is_divided_and_breaks_a_group(thread, noon):
    midnight = noon.replace(hour=0) + timedelta(days=1)
    for at in (midnight - minutes(1), midnight + minutes(1)):
        factories.message(thread, sent_at=at)
    lines = timeline.newest(thread).lines()
    assert [line.day for line in lines] == [True, True]
    assert [line.grouped for line in lines] == [False, False]


def test_the_new_divider_stands_above_the_first_unread(thread, noon):
    for number in range(4):
        factories.message(thread, sent_at=noon + minutes(number))
    assert [line.new for line in timeline.newest(thread).lines(2)] == [False, False, True, False]


def test_history_shows_where_the_24_hours_ended(thread, noon):  # W-1
    factories.message(thread, sent_at=noon - timedelta(hours=30))
    factories.message(thread, sent_at=noon)
    lines = timeline.newest(thread).lines(open_for=timedelta(hours=24))
    assert [line.ends for line in lines] == [None, noon - timedelta(hours=6)]


def test_a_comment_does_not_count_as_opening_the_window(thread, noon):  # W-6
    kind = Message.Kind.COMMENT
    factories.message(thread, sent_at=noon - timedelta(hours=30), kind=kind)
    factories.message(thread, sent_at=noon)
    lines = timeline.newest(thread).lines(open_for=timedelta(hours=24))
    assert [line.ends for line in lines] == [None, None]


def test_what_a_message_answers_is_quoted_also_from_an_older_page(thread, noon):
    factories.message(
        thread, sent_at=noon - timedelta(days=1), external_id="q", text="the question"
    )
    for number in range(timeline.PAGE):
        factories.message(thread, sent_at=noon + minutes(number))
    factories.message(thread, sent_at=noon + minutes(99), reply_to="q")
    assert timeline.newest(thread).items[-1].quoted.text == "the question"
