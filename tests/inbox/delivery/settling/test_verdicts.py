"""What follows from what is shown: the edges on both sides (F-4)."""

from datetime import UTC, datetime, timedelta

from inbox.delivery.models import Outbound
from inbox.delivery.settling import Lost, Said, Shown
from inbox.delivery.settling.verdicts import Absent, Found, Unclear, judge

CALLED = datetime(2026, 9, 21, 12, tzinfo=UTC)
OVER = CALLED + timedelta(seconds=20)
SECOND, LEAST = timedelta(seconds=1), timedelta(milliseconds=1)
LOST = Lost(Outbound.Kind.MESSAGE, "2001", "", "Three days.", False, CALLED, OVER)
LONG_BEFORE = CALLED - timedelta(hours=1)


def said(at=CALLED, text="Three days.", mid="m1", **more):
    return Said(mid, at, text, **more)


def shown(*lines, since=LONG_BEFORE):
    return Shown(lines, since)


def test_the_same_words_since_the_call_are_it():
    assert judge(LOST, shown(said()), ()) == Found(said())


def test_clocks_may_differ_by_five_seconds():
    early = said(CALLED - 5 * SECOND)
    assert judge(LOST, shown(early), ()) == Found(early)
    too_early = said(CALLED - 5 * SECOND - LEAST)
    assert isinstance(judge(LOST, shown(too_early), ()), Absent)


def test_what_is_said_a_minute_after_the_call_may_be_anybodys():
    late = said(OVER + 60 * SECOND)
    assert judge(LOST, shown(late), ()) == Found(late)
    assert judge(LOST, shown(said(OVER + 60 * SECOND + LEAST)), ()) == Unclear()


def test_an_id_of_another_message_is_not_its():
    assert isinstance(judge(LOST, shown(said()), {"m1"}), Absent)


def test_the_earliest_of_several_is_it():
    later = said(CALLED + SECOND, mid="m0")
    assert judge(LOST, shown(later, said()), ()) == Found(said())


def test_a_file_is_not_found_in_words_nor_words_in_a_file():
    photo = said(text="", has_file=True)
    assert judge(LOST, shown(photo), ()) == Unclear()
    lost_photo = Lost(Outbound.Kind.MESSAGE, "2001", "", "", True, CALLED, OVER)
    assert judge(lost_photo, shown(photo), ()) == Found(photo)
    assert judge(lost_photo, shown(said()), ()) == Unclear()


def test_something_that_is_nobodys_may_be_it():
    assert judge(LOST, shown(said(text="3 days.")), ()) == Unclear()
    assert judge(LOST, shown(said(text="")), ()) == Unclear()


def test_only_what_is_shown_from_before_the_call_on_proves_anything():
    begun = CALLED - 5 * SECOND
    assert judge(LOST, shown(since=begun), ()) == Unclear()
    assert judge(LOST, shown(since=begun - LEAST), ()) == Absent(OVER + 60 * SECOND)
    assert judge(LOST, shown(since=None), ()) == Unclear()
