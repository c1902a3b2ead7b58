"""Which app controls a thread: the newest that is known decides, whatever the order it came in."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inbox.threads import control
from inbox.threads.models import Thread, TimelineEvent
from integrations.meta.intake.control import Fact, state
from tests.integrations.meta.orders import histories, make_no_difference, some_histories
from tests.integrations.meta.payloads import (
    ADA,
    START,
    change,
    comment,
    echo,
    event,
    message,
    messaging,
    take_in,
    time_of,
)

pytestmark = pytest.mark.django_db

DAY = timedelta(hours=24)
HOUR = 3_600_000
OTHER = "222"


def taken(ms=START, by=OTHER):
    owners = {"previous_owner_app_id": "1234567890123456", "new_owner_app_id": by}
    return messaging(event(ms, take_thread_control=owners))


def passed(ms=START):
    owners = {"previous_owner_app_id": OTHER, "new_owner_app_id": "1234567890123456"}
    return messaging(event(ms, pass_thread_control=owners))


def copy(mid, ms=START):
    return messaging(message(mid, ms=ms), name="standby")


def ours(mid, ms=START):
    return messaging(message(mid, ms=ms))


def unsent(mid, ms):
    return messaging(event(ms, message={"mid": mid, "is_deleted": True}))


def thread():
    return Thread.everywhere.get()


def held():
    """Until when another app has the only thread there is, and which."""
    found = thread()
    return found.other_app_until, found.other_app


def test_taken_it_is_the_other_apps_for_a_day_after_the_last_message(shop):
    take_in(ours("M1"))
    assert held() == (None, "")
    take_in(taken(START + HOUR))
    assert held() == (time_of(START) + DAY, OTHER)
    assert control.controlled_by_other(thread(), time_of(START + 24 * HOUR - 1))
    assert not control.controlled_by_other(thread(), time_of(START + 24 * HOUR))


def test_taken_where_nobody_wrote_for_a_day_it_lasts_a_day(shop):
    take_in(ours("M1"), taken(START + 24 * HOUR))
    assert held() == (time_of(START + 48 * HOUR), OTHER)


def test_each_copy_on_standby_prolongs_it_and_keeps_its_name(shop):
    take_in(ours("M1"), taken(START + 1))
    take_in(copy("M2", START + 5 * HOUR))
    assert held() == (time_of(START + 29 * HOUR), OTHER)


def test_a_copy_on_standby_alone_says_it(shop):
    take_in(copy("M1"))
    assert held() == (time_of(START) + DAY, "")


@pytest.mark.parametrize("key", ["postback", "message"])
def test_so_do_a_tap_and_the_other_apps_own_words(shop, key):
    said = {
        "postback": event(postback={"mid": "M1", "title": "Hours", "payload": "HOURS"}),
        "message": echo("E1"),
    }
    take_in(messaging(said[key], name="standby"))
    assert held() == (time_of(START) + DAY, "")


def test_passed_to_us_it_is_ours(shop):
    take_in(ours("M1"), taken(START + 1), passed(START + 2))
    assert held() == (None, "")


def test_a_newer_message_that_comes_to_us_says_so_too(shop):
    take_in(ours("M1"), taken(START + 1))
    take_in(ours("M2", START + 2))
    assert held() == (None, "")


def test_an_older_or_repeated_take_changes_nothing(shop):
    take_in(taken(START + 1))
    take_in(ours("M2", START + 2))
    take_in(taken(START + 1))
    take_in(taken(START))
    assert held() == (None, "")


def test_an_older_message_changes_nothing(shop):
    take_in(taken(START + 1))
    take_in(ours("M0", START))
    assert held() == (time_of(START) + DAY, OTHER)


def test_asking_for_it_changes_nothing(shop):
    take_in(ours("M1"), messaging(event(request_thread_control={"requested_owner_app_id": "333"})))
    assert held() == (None, "")


def test_a_comment_says_nothing_about_it(shop):
    take_in(taken(START), change("comments", comment("18100"), seconds=START // 1000 + 5))
    assert held() == (time_of(START) + DAY, OTHER)


def test_what_we_took_or_gave_away_ourselves(shop):
    mine = "1234567890123456"
    given = {"previous_owner_app_id": mine, "new_owner_app_id": "333"}
    take_in(messaging(event(pass_thread_control=given)))
    assert held() == (time_of(START) + DAY, "333")
    won = {"previous_owner_app_id": "333", "new_owner_app_id": mine}
    take_in(messaging(event(START + 1, take_thread_control=won)))
    assert held() == (None, "")


def test_an_unsent_message_still_tells_how_it_came(shop):
    take_in(ours("M1"), taken(START + 1), ours("M2", START + 2), unsent("M2", START + 3))
    take_in(passed(START - 1))
    assert held() == (None, "")
    take_in(copy("M3", START + 4), unsent("M3", START + 5))
    take_in(passed(START))
    assert held() == (time_of(START + 4) + DAY, OTHER)


def test_the_refusal_of_a_send_outlives_older_messages(shop):
    take_in(ours("M1"))
    control.note_other_app(thread(), time_of(START + 10))
    assert held() == (time_of(START) + DAY, "")
    take_in(ours("M2", START + 9))
    assert held() == (time_of(START + 9) + DAY, "")
    take_in(ours("M3", START + 11))
    assert held() == (None, "")


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (taken(), "Another app (222) took control"),
        (passed(), "Another app (222) passed control to this inbox"),
        (
            messaging(event(request_thread_control={"requested_owner_app_id": "333"})),
            "Another app (333) asks for control",
        ),
        (
            messaging(event(take_thread_control={})),
            "Another app took control",
        ),
    ],
)
def test_the_timeline_says_what_happened(shop, said, words):
    take_in(said)
    assert control.sentence(TimelineEvent.everywhere.get()) == words


def test_workspaces_and_neighbours_are_left_alone(shop):
    take_in(ours("M1"), messaging(message("N1", contact="2002")), taken(START + 1))
    neighbour = Thread.everywhere.get(contact__scoped_id="2002")
    assert neighbour.other_app_until is None
    assert Thread.everywhere.get(contact__scoped_id=ADA).other_app == OTHER


@pytest.mark.parametrize(
    ("handover", "word", "expected"),
    [
        (None, None, (None, "")),
        (Fact(time_of(0), ours=False, app="222"), None, (time_of(0) + DAY, "222")),
        (Fact(time_of(5), ours=True), Fact(time_of(5), ours=False), (None, "")),
        (Fact(time_of(4), ours=True), Fact(time_of(5), ours=False), (time_of(5) + DAY, "")),
    ],
)
def test_the_newest_decides_and_of_two_at_once_the_handover(handover, word, expected):
    assert state(handover, word, word.at if word else None) == expected


# --- In any order ---------------------------------------------------------------------------------
MIDS = ["Ma", "Mb", "Mc"]
times = st.integers(0, 6).map(lambda seconds: START + 1000 * seconds)


def sent_at(mid):
    return START + 2000 * MIDS.index(mid) + 1000


@st.composite
def items(draw):
    mid = draw(st.sampled_from(MIDS))
    at = draw(times)
    tap = event(sent_at(mid), postback={"mid": mid, "title": "Hours", "payload": "HOURS"})
    made = {
        "taken": lambda: taken(at, by=draw(st.sampled_from(["222", "333"]))),
        "passed": lambda: passed(at),
        "copy": lambda: copy(mid, sent_at(mid)),
        "ours": lambda: ours(mid, sent_at(mid)),
        "tap": lambda: messaging(tap),
        "tap on standby": lambda: messaging(tap, name="standby"),
        "unsent": lambda: unsent(mid, at),
        "echo on standby": lambda: messaging(echo("E1", ms=START + 2500), name="standby"),
    }
    return made[draw(st.sampled_from(sorted(made)))]()


@some_histories
@given(histories(items()))
def test_order_repeats_and_batches_make_no_difference(db, history):  # F-5
    make_no_difference(history, lambda _: held())
