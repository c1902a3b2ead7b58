"""Another app controls a conversation: what follows from it here."""

from datetime import UTC, datetime, timedelta

import pytest

from inbox.threads import control
from inbox.threads.control import What
from inbox.threads.models import Thread, TimelineEvent
from tests import factories

NOW = datetime(2026, 9, 21, 12, tzinfo=UTC)
DAY = timedelta(hours=24)
TICK = timedelta(microseconds=1)


@pytest.fixture
def thread(db):
    return factories.thread_open_since(NOW - timedelta(hours=2))


def told(thread):
    return TimelineEvent.everywhere.get(thread=thread)


@pytest.mark.parametrize(
    ("until", "controlled"), [(None, False), (NOW, False), (NOW + TICK, True), (NOW - DAY, False)]
)
def test_it_ends_by_time_alone(until, controlled):
    assert control.controlled_by_other(Thread(other_app_until=until), NOW) is controlled


@pytest.mark.parametrize(
    ("last_word", "ends"),
    [
        (None, NOW + DAY),
        (NOW, NOW + DAY),
        (NOW - DAY + TICK, NOW + TICK),
        (NOW - DAY, NOW + DAY),
        (NOW + TICK, NOW + DAY + TICK),
    ],
)
def test_it_lasts_a_day_after_the_last_message_or_the_act(last_word, ends):
    assert control.ends_at(NOW, last_word) == ends


def test_a_refused_send_is_kept_told_and_announced(thread, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as announced:
        control.note_other_app(thread, NOW)
    stored = Thread.everywhere.get(pk=thread.pk)
    assert stored.other_app_until == thread.other_app_until == NOW + timedelta(hours=22)
    assert control.sentence(told(thread)) == ("A message was refused: another app has control")
    assert announced


@pytest.mark.parametrize(
    ("what", "words", "ours"),
    [
        (What.ASKED, "{} asked for control. The other app decides.", False),
        (What.GRANTED, "{} asked for control and got it", True),
        (
            What.ASK_REFUSED,
            "{} asked for control. It was refused: not now",
            False,
        ),
    ],
)
def test_what_came_of_asking_is_told_in_the_same_line(thread, what, words, ours):
    Thread.everywhere.filter(pk=thread.pk).update(other_app_until=NOW + DAY, other_app="222")
    member = factories.member(thread.workspace)
    asking = control.note_asking(thread, member)
    assert control.sentence(asking) == f"{member.name} is asking for control"
    control.note_answer(asking, what, "not now")
    assert control.sentence(told(thread)) == words.format(member.name)
    stored = Thread.everywhere.get(pk=thread.pk)
    assert (stored.other_app_until, stored.other_app) == (
        (None, "") if ours else (NOW + DAY, "222")
    )


def test_a_line_of_an_earlier_version_or_of_nobody_is_told_all_the_same(thread):
    made = {"workspace_id": thread.workspace_id, "thread": thread, "kind": "control"}
    for detail, words in (
        ({"what": "take"}, "Another app took control"),
        ({}, "Another app took part in this conversation"),
        ({"what": "asked"}, "Somebody asked for control. "),
    ):
        event = TimelineEvent.everywhere.create(**made, detail=detail)
        assert control.sentence(event).startswith(words)
