"""What opens a window, and the record of it: each act once, in any order (W-2 to W-5)."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from inbox.threads.models import Message, Opening, Thread
from tests.integrations.meta.orders import histories, make_no_difference, some_histories
from tests.integrations.meta.payloads import (
    ADA,
    RECEIVED,
    START,
    by_business,
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

HOUR = 3_600_000
CDN = "https://cdn.example/x"
AD = {"ref": "spring", "ad_id": "6100", "source": "ADS", "type": "OPEN_THREAD"}
LINK = {"ref": "poster", "source": "SHORTLINK", "type": "OPEN_THREAD"}


def tap(mid, ms=START, **more):
    return event(ms, postback={"mid": mid, "title": "Hours", "payload": "HOURS", **more})


def story_mention(mid, ms=START):
    mention = {"type": "story_mention", "payload": {"url": CDN}}
    return event(ms, message={"mid": mid, "attachments": [mention]})


ACTS = {
    "a direct message": (message("M1"), "message"),
    "a photo": (
        event(message={"mid": "M1", "attachments": [{"type": "image", "payload": {"url": CDN}}]}),
        "message",
    ),
    "a message by a link": (message("M1", referral=LINK), "message"),
    "something unsupported": (event(message={"mid": "M1", "is_unsupported": True}), "message"),
    "a reply to a story": (
        message("M1", reply_to={"story": {"id": "18003", "url": CDN}}),
        "story_reply",
    ),
    "a story mention": (story_mention("M1"), "story_mention"),
    "a quick reply": (message("M1", "Yes", quick_reply={"payload": "YES"}), "tap"),
    "an ice breaker": (tap("M1"), "tap"),
    "a button": (tap("M1", payload="BUY:1"), "tap"),
    "a menu": (tap("M1", payload="MENU:HOURS"), "tap"),
    "an ad": (message("M1", referral=AD), "ad"),
    "a tap from an ad": (tap("M1", referral=AD), "ad"),
}
CALM = {
    "a like": messaging(
        event(START + HOUR, reaction={"mid": "E1", "action": "react", "reaction": "love"})
    ),
    "a like taken back": messaging(
        event(START + HOUR, reaction={"mid": "E1", "action": "unreact"})
    ),
    "having seen it": messaging(event(START + HOUR, read={"mid": "E1"})),
    "an opt-in": messaging(event(START + HOUR, optin={"type": "t", "payload": "NEWS"})),
    "a link followed": messaging(event(START + HOUR, referral=LINK)),
    "an ad followed without a word": messaging(event(START + HOUR, referral=AD)),
    "a comment": change("comments", comment("18100"), seconds=(START + HOUR) // 1000),
    "a comment on a live video": change(
        "live_comments", comment("18101"), seconds=(START + HOUR) // 1000
    ),
    "a comment under an ad": change(
        "comments",
        comment("18102", media={"id": "18004", "media_product_type": "AD", "ad_id": "6100"}),
        seconds=(START + HOUR) // 1000,
    ),
    "a message of ours": messaging(echo("E2", ms=START + HOUR)),
    "a message from the Instagram app": messaging(echo("E3", "by hand", START + HOUR)),
    "a note to self": messaging(
        by_business(
            START + HOUR, message={"mid": "E4", "text": "x", "is_echo": True, "is_self": True}
        )
    ),
    "a note to self, told of the other side": messaging(
        event(START + HOUR, message={"mid": "E5", "text": "x", "is_self": True})
    ),
    "an edit": messaging(
        event(START + HOUR, message_edit={"mid": "M1", "text": "hi", "num_edit": 1})
    ),
    "an announcement": messaging(event(START + HOUR, message_edit={"mid": "M9", "num_edit": 0})),
    "control passed": messaging(
        event(START + HOUR, pass_thread_control={"new_owner_app_id": "222"})
    ),
    "something unknown": messaging(event(START + HOUR, never_heard_of={"x": 1})),
}


def kept():
    """Every opening by its message, and what its thread says: newest last."""
    rows = Opening.everywhere.order_by("at", "cause", "message__external_id")
    return list(rows.values_list("message__external_id", "cause", "at"))


def pointed():
    """What the thread holds: the opening act's message, its cause and time, and the newest ad's."""
    names = ("opened_by__external_id", "last_inbound_cause", "last_inbound_at", "last_ad_at")
    return Thread.everywhere.values_list(*names).get()


class TestOpening:
    @pytest.mark.parametrize("act", ACTS)
    def test_each_act_is_kept_with_its_cause_time_and_message(self, shop, act):  # W-2, W-5
        told, cause = ACTS[act]
        take_in(messaging(told))
        assert kept() == [("M1", cause, time_of(START))]
        assert pointed()[:3] == ("M1", cause, time_of(START))
        opening = Opening.everywhere.get()
        assert opening.thread == Thread.everywhere.get()
        assert opening.workspace == shop.workspace

    @pytest.mark.parametrize("act", ACTS)
    def test_the_thread_points_at_the_newest(self, shop, act):  # W-5
        told, cause = ACTS[act]
        take_in(messaging(message("M0", ms=START - HOUR)), messaging(told))
        assert pointed()[:3] == ("M1", cause, time_of(START))
        assert [mid for mid, *_ in kept()] == ["M0", "M1"]

    @pytest.mark.parametrize("act", ACTS)
    def test_only_an_ad_moves_the_ads_time(self, shop, act):  # W-2
        told, cause = ACTS[act]
        take_in(messaging(told))
        assert pointed()[3] == (time_of(START) if cause == "ad" else None)

    def test_what_comes_after_an_ad_leaves_its_time_alone(self, shop):  # W-2
        take_in(messaging(message("M1", referral=AD)), messaging(message("M2", ms=START + HOUR)))
        assert pointed() == ("M2", "message", time_of(START + HOUR), time_of(START))

    def test_an_old_ad_is_kept_beside_a_newer_word(self, shop):  # W-4
        take_in(messaging(message("M2", ms=START + HOUR)))
        take_in(messaging(message("M1", referral=AD)))
        assert pointed() == ("M2", "message", time_of(START + HOUR), time_of(START))
        take_in(messaging(message("M0", ms=START - HOUR, referral=AD)))
        assert pointed()[3] == time_of(START)

    @pytest.mark.parametrize("name", ["messaging", "standby"])
    def test_a_copy_for_an_app_that_only_listens_opens_as_well(self, shop, name):
        take_in(messaging(message("M1"), name=name))
        assert kept() == [("M1", "message", time_of(START))]


class TestNotOpening:
    @pytest.mark.parametrize("act", CALM)
    def test_it_opens_nothing_where_nobody_wrote(self, shop, act):  # W-3, W-6
        take_in(messaging(echo("E1")), CALM[act])
        assert kept() == []
        for thread in Thread.everywhere.all():
            assert (thread.last_inbound_at, thread.opened_by, thread.last_ad_at) == (None,) * 3

    @pytest.mark.parametrize("act", CALM)
    def test_it_moves_nothing_where_somebody_did(self, shop, act):  # W-3, W-6
        take_in(messaging(message("M1")), messaging(echo("E1")))
        before = kept(), self.opened()
        take_in(CALM[act])
        assert (kept(), self.opened()) == before

    def opened(self):
        threads = Thread.everywhere.filter(contact__scoped_id=ADA)
        return threads.values(
            "last_inbound_at", "last_inbound_cause", "opened_by", "last_ad_at"
        ).get()


class TestTime:
    def test_a_repeat_is_no_second_opening(self, shop):  # W-4
        take_in(*[messaging(message("M1"))] * 3)
        take_in(messaging(message("M1")), received_at=RECEIVED + timedelta(days=1))
        assert kept() == [("M1", "message", time_of(START))]

    def test_an_old_one_is_kept_and_moves_nothing_back(self, shop):  # W-4, W-5
        take_in(messaging(message("M2", ms=START + HOUR)))
        take_in(messaging(story_mention("M1")))
        assert pointed()[:3] == ("M2", "message", time_of(START + HOUR))
        assert kept() == [
            ("M1", "story_mention", time_of(START)),
            ("M2", "message", time_of(START + HOUR)),
        ]

    def test_one_from_the_future_counts_from_its_arrival(self, shop):  # W-4
        take_in(messaging(message("M1", ms=int(RECEIVED.timestamp() * 1000) + HOUR)))
        assert kept() == [("M1", "message", RECEIVED)]
        assert pointed()[:3] == ("M1", "message", RECEIVED)

    def test_a_repeat_from_the_future_counts_from_its_first_arrival(self, shop):  # W-4
        ahead = messaging(message("M1", ms=int(RECEIVED.timestamp() * 1000) + 5 * HOUR))
        take_in(ahead)
        take_in(ahead, received_at=RECEIVED + timedelta(hours=2))
        assert pointed()[:3] == ("M1", "message", RECEIVED)
        assert kept() == [("M1", "message", RECEIVED)]

    @pytest.mark.parametrize("first", ["words", "removal"])
    def test_an_unsent_message_has_opened_it_all_the_same(self, shop, first):  # W-2, W-5
        removal = messaging(event(START + 9, message={"mid": "M1", "is_deleted": True}))
        words = messaging(message("M1", referral=AD))
        take_in(*([words, removal] if first == "words" else [removal, words]))
        assert Message.everywhere.get().unsent_at
        assert kept() == [("M1", "ad", time_of(START))]
        assert pointed() == ("M1", "ad", time_of(START), time_of(START))

    def test_of_two_at_the_same_moment_the_choice_is_always_the_same(self, shop):
        told = [messaging(message("M2")), messaging(tap("M1"))]
        take_in(told[0])
        take_in(told[1])
        found = pointed()
        Thread.everywhere.all().delete()
        take_in(told[1])
        take_in(told[0])
        assert pointed() == found


# --- Any order ------------------------------------------------------------------------------------
@st.composite
def told(draw):
    """An event about one of few messages; each message has one time, whatever is told of it."""
    number = draw(st.integers(0, 4))
    mid, ms = f"M{number}", START + 1000 * (number // 2)  # some at the same moment
    bodies = [
        messaging(message(mid, ms=ms)),
        messaging(message(mid, ms=ms), name="standby"),
        messaging(message(mid, ms=ms, referral=AD)),
        messaging(message(mid, "Yes", ms, quick_reply={"payload": "YES"})),
        messaging(tap(mid, ms)),
        messaging(story_mention(mid, ms)),
        messaging(event(ms + 7, message={"mid": mid, "is_deleted": True})),
        messaging(event(ms + 5, reaction={"mid": mid, "action": "react", "emoji": "👍"})),
        messaging(echo(f"E{number}", ms=ms + 3)),
        change("comments", comment(f"1810{number}"), seconds=ms // 1000),
    ]
    return draw(st.sampled_from(bodies))


@some_histories
@given(histories(told()))
def test_order_repeats_and_batches_make_no_difference(db, history):  # W-4, W-5
    make_no_difference(history, lambda _: (kept(), pointed()))


# --- What was there before ------------------------------------------------------------------------
class TestEarlierMessages:
    """The migration reads off the messages what the intake has kept since."""

    BEFORE = (
        messaging(message("M1", ms=START)),
        messaging(message("M2", ms=START + HOUR, referral=AD)),
        messaging(tap("M3", START + 2 * HOUR)),
        messaging(story_mention("M4", START + 3 * HOUR)),
        messaging(message("M5", ms=START + 3 * HOUR, contact="2002")),
        messaging(message("M6", ms=START + 2 * HOUR, contact="2002", referral=AD)),
        messaging(echo("E1", ms=START + 4 * HOUR)),
        change("comments", comment("18100"), seconds=START // 1000 + 5 * 3600),
        change("comments", comment("18101", contact="2003"), seconds=START // 1000),
        messaging(event(START + 5 * HOUR, read={"mid": "E1"})),
        messaging(echo("E7", contact="2004")),
        messaging(event(START, reaction={"mid": "M99", "action": "react", "emoji": "👍"})),
    )

    def now(self):
        names = ("contact__scoped_id", "opened_by__external_id", "last_inbound_at", "last_ad_at")
        return kept(), sorted(Thread.everywhere.values_list(*names), key=repr)

    def forget(self):
        """As it was before openings were kept."""
        Opening.everywhere.all().delete()
        Thread.everywhere.update(opened_by=None, last_ad_at=None)

    def migrate(self):
        step = import_module("inbox.threads.migrations.0003_openings_of_earlier_messages")
        with connection.schema_editor() as editor:
            step.keep(apps, editor)

    def test_it_gives_what_the_intake_gives(self, shop):  # W-5
        take_in(*self.BEFORE)
        kept_by_intake = self.now()
        assert len(kept_by_intake[0]) == 6
        self.forget()
        assert self.now() != kept_by_intake
        self.migrate()
        assert self.now() == kept_by_intake

    def test_of_two_at_the_same_moment_it_picks_the_same(self, shop):  # W-5
        take_in(messaging(tap("M1")), messaging(message("M2")))
        kept_by_intake = self.now()
        self.forget()
        self.migrate()
        assert self.now() == kept_by_intake

    def test_running_it_again_changes_nothing(self, shop):
        take_in(*self.BEFORE)
        self.forget()
        self.migrate()
        once = (self.now(), list(Opening.everywhere.values_list("pk")))
        self.migrate()
        assert (self.now(), list(Opening.everywhere.values_list("pk"))) == once
