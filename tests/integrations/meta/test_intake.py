"""What the intake does with threads: windows, receipts, removal, faults and tenants."""

from datetime import timedelta

import pytest
from django.db import connection, transaction

from automations.models import Rule, RuleVersion
from inbox.contacts.models import Consent, Contact
from inbox.threads.models import Message, Reaction, Thread, TimelineEvent
from integrations.meta.intake import deliveries
from integrations.meta.intake.waiting import replay
from integrations.meta.models import Delivery, Event
from tests import factories
from tests.automations.rows import a_rule
from tests.integrations.meta.payloads import (
    ADA,
    RECEIVED,
    SHOP,
    START,
    by_business,
    change,
    comment,
    drain,
    echo,
    event,
    message,
    messaging,
    store,
    take_in,
    time_of,
)

pytestmark = pytest.mark.django_db
HOUR = 3_600_000
REMOVAL = {"message": {"mid": "M1", "is_deleted": True}}


class TestWindow:
    def test_a_time_in_the_future_is_clamped_to_the_arrival(self, shop):  # W-4
        late = int(RECEIVED.timestamp() * 1000) + 5 * HOUR
        take_in(messaging(message("M1", ms=late)))
        thread = Thread.everywhere.get()
        assert thread.last_inbound_at == thread.last_message.sent_at == RECEIVED

    def test_an_old_message_never_moves_the_window_back(self, shop):  # W-4
        take_in(messaging(message("M2", ms=START + HOUR)))
        take_in(messaging(message("M1", ms=START)))
        thread = Thread.everywhere.get()
        assert thread.last_inbound_at == time_of(START + HOUR)
        assert thread.last_message.external_id == "M2"
        assert thread.unread == 2

    def test_a_repeat_moves_nothing_and_counts_nothing(self, shop):  # W-4
        take_in(*[messaging(message("M1"))] * 3)
        thread = Thread.everywhere.get()
        thread.mark_read()
        take_in(messaging(message("M1")))
        thread.refresh_from_db()
        assert thread.unread == 0
        assert Message.everywhere.count() == Event.everywhere.count() == 1

    def test_the_newest_comment_waits_for_its_private_reply(self, shop):  # W-6
        take_in(
            change("comments", comment("18101"), seconds=START // 1000 + 60),
            change("comments", comment("18100"), seconds=START // 1000),
        )
        assert Thread.everywhere.get().open_comment.external_id == "18101"

    def test_a_message_that_was_unsent_has_opened_the_window(self, shop):  # W-2
        take_in(messaging(event(START + 5, **REMOVAL)), messaging(message("M1")))
        thread = Thread.everywhere.get()
        assert (thread.last_inbound_at, thread.last_inbound_cause) == (time_of(START), "message")


class TestUnsending:
    """Whatever order it comes in, nothing of the words is left anywhere."""

    SECRET = "my-card-is-4242"

    def words(self):
        said = message("M1", self.SECRET, attachments=[
            {"type": "image", "payload": {"url": f"https://cdn.example/{self.SECRET}"}}
        ])  # fmt: skip
        edit = {"mid": "M1", "text": f"really {self.SECRET}", "num_edit": 1}
        tap = {"mid": "M1", "title": self.SECRET, "payload": self.SECRET}
        return [
            messaging(said),
            messaging(event(START + 1, message_edit=edit)),
            messaging(event(START, postback=tap)),
        ]

    def assert_forgotten(self):
        told = Message.everywhere.get()
        assert told.unsent_at == time_of(START + 9)
        assert told.sent_at == time_of(START)
        assert not told.attachments.exists()
        rows = [
            *Message.everywhere.values(),
            *Event.everywhere.values(),
            *Delivery.objects.values(),
            *TimelineEvent.everywhere.values(),
            *Consent.everywhere.values(),
        ]
        assert self.SECRET not in repr(rows)
        assert all(bytes(one.body) == b"" for one in Delivery.objects.all())

    def test_after_the_words(self, shop):
        take_in(*self.words())
        assert self.SECRET in repr(list(Event.everywhere.values()))
        take_in(messaging(event(START + 9, **REMOVAL)))
        self.assert_forgotten()

    def test_before_the_words(self, shop):
        take_in(messaging(event(START + 9, **REMOVAL)))
        take_in(*self.words())
        self.assert_forgotten()

    def test_in_one_delivery(self, shop):
        first, *others = self.words()
        first["entry"][0]["messaging"].append(event(START + 9, **REMOVAL))
        take_in(first, *others)
        self.assert_forgotten()

    def test_for_good(self, shop):
        removal = messaging(event(START + 9, **REMOVAL))
        take_in(removal, *self.words(), removal)
        take_in(*self.words())
        for kept in Event.everywhere.all():
            replay([kept])
        self.assert_forgotten()


class TestBeforeTheirMessage:
    """What comes early waits in a row that nobody is shown."""

    def test_a_receipt_a_reaction_and_an_edit_are_held(self, shop):
        take_in(
            messaging(event(START + 3, read={"mid": "M1"})),
            messaging(event(START + 2, reaction={"mid": "M1", "action": "react", "emoji": "❤️"})),
        )
        shell = Message.everywhere.get()
        assert shell.sent_at is None
        assert not Message.everywhere.told().exists()
        assert Thread.everywhere.get().last_message is None

        take_in(messaging(echo("M1", "hello")))
        told = Message.everywhere.told().get()
        assert (told.pk, told.text, told.seen_at) == (shell.pk, "hello", time_of(START + 3))
        assert told.reactions.get().emoji == "❤️"

    def test_an_edit_that_overtakes_its_message_stays(self, shop):
        edit = {"mid": "M1", "text": "newer", "num_edit": 2}
        older = {"mid": "M1", "text": "older", "num_edit": 1}
        take_in(messaging(event(START + 2, message_edit=edit)))
        take_in(messaging(message("M1", "first"), event(START + 1, message_edit=older)))
        told = Message.everywhere.get()
        assert (told.text, told.edits, told.sent_at) == ("newer", 2, time_of(START))

    def test_an_old_reaction_does_not_come_back_to_life(self, shop):
        unreact = {"mid": "M1", "action": "unreact"}
        react = {"mid": "M1", "action": "react", "emoji": "❤️"}
        take_in(messaging(message("M1"), event(START + 9, reaction=unreact)))
        take_in(messaging(event(START + 5, reaction=react)))
        assert Reaction.everywhere.get().emoji == ""

    def test_each_side_has_its_own_reaction(self, shop):
        react = {"mid": "M1", "action": "react", "emoji": "❤️"}
        take_in(
            messaging(message("M1"), event(START + 1, reaction=react)),
            messaging(by_business(START + 2, reaction=react | {"emoji": "👍"})),
        )
        reactions = dict(Reaction.everywhere.values_list("by_contact", "emoji"))
        assert reactions == {True: "❤️", False: "👍"}


def test_a_tap_told_as_a_message_too_is_one_message(shop):
    tap = event(postback={"mid": "M1", "title": "Hours", "payload": "HOURS"})
    both = [messaging(message("M1", "Hours")), messaging(tap)]
    take_in(*both)
    take_in(*reversed(both))
    told = Message.everywhere.get()
    assert (told.kind, told.context["tap"]["payload"]) == ("tap", "HOURS")
    assert told.thread.unread == 1


@pytest.mark.parametrize("lifecycle", ["resolved", "snoozed"])
def test_a_message_brings_a_closed_thread_back(shop, lifecycle):
    contact = factories.contact(shop, scoped_id=ADA)
    thread = factories.thread(
        contact=contact, lifecycle=lifecycle, wakes_at=RECEIVED + timedelta(days=9)
    )
    take_in(messaging(message("M1")))
    thread.refresh_from_db()
    assert (thread.lifecycle, thread.wakes_at) == ("open", None)
    assert TimelineEvent.everywhere.get().kind == "reopened"


@pytest.mark.parametrize(
    "said",
    [
        {"read": {"mid": "M9"}},
        {"reaction": {"mid": "M9", "action": "react", "emoji": "❤️"}},
        {"referral": {"ref": "x"}},
    ],
)
def test_what_is_no_message_leaves_a_closed_thread_closed(shop, said):
    contact = factories.contact(shop, scoped_id=ADA)
    thread = factories.thread(contact=contact, lifecycle="resolved")
    take_in(messaging(event(**said)))
    thread.refresh_from_db()
    assert thread.lifecycle == "resolved"


class TestConsent:
    def test_the_first_engagement_over_each_surface_is_the_record(self, shop):  # P-2
        ad = {"ad_id": "6100", "source": "ADS", "ads_context_data": {"ad_title": "Spring"}}
        story = {"story": {"id": "180001", "url": "https://cdn.example/s"}}
        take_in(
            messaging(message("M2", ms=START + 2)),
            messaging(message("M1", ms=START + 1)),
            messaging(message("M3", ms=START + 3, referral=ad)),
            messaging(message("M4", ms=START + 4, reply_to=story)),
            messaging(event(START + 5, postback={"mid": "M5", "title": "Hi", "payload": "P"})),
            messaging(event(START + 6, optin={"type": "x", "payload": "PROMO"})),
            change("comments", comment("18100")),
        )
        found = {one.surface: one for one in Consent.everywhere.all()}
        assert {name: one.at for name, one in found.items() if name != "comment"} == {
            "message": time_of(START + 1),
            "ad": time_of(START + 3),
            "story": time_of(START + 4),
            "tap": time_of(START + 5),
            "opt_in": time_of(START + 6),
        }
        assert found["message"].event_key == "message:M1"
        assert found["ad"].where == {"ad_id": "6100", "ad_title": "Spring"}
        assert found["story"].where == {"story": "180001"}
        assert found["comment"].where == {"post": {"id": "18000", "kind": "feed"}}

    def test_what_the_business_says_is_no_consent(self, shop):
        take_in(messaging(echo("M1")), messaging(event(read={"mid": "M1"})))
        assert not Consent.everywhere.exists()


def test_a_username_fills_a_gap_and_overrides_nothing(shop):
    factories.contact(shop, scoped_id="2002", username="known")
    take_in(
        change("comments", comment("18100")), change("comments", comment("18101", contact="2002"))
    )
    names = dict(Contact.everywhere.values_list("scoped_id", "username"))
    assert names == {ADA: "ada.b", "2002": "known"}


class TestTenants:
    def test_the_same_person_and_message_id_at_two_accounts_are_two(self, shop):
        other = factories.account(external_id="17841400000000002")
        own_id = messaging(
            event(owner=other.external_id, message={"mid": "M1", "text": "to the other"}),
            owner=other.external_id,
        )
        take_in(messaging(message("M1", "to the first")), own_id)
        assert Message.objects.in_workspace(shop.workspace_id).get().text == "to the first"
        assert Message.objects.in_workspace(other.workspace_id).get().text == "to the other"

    def test_an_account_that_is_not_connected_is_kept_and_taken_in_later(self, db):
        take_in(messaging(message("M1", "anyone?")))
        kept = Event.everywhere.get()
        assert (kept.workspace, kept.outcome) == (None, "waiting")
        assert not Contact.everywhere.exists()

        account = factories.account(external_id=SHOP)
        replay([kept])
        kept.refresh_from_db()
        assert (kept.account, kept.outcome) == (account, "applied")
        assert Message.everywhere.get().text == "anyone?"


class TestFaults:
    """What fails is set aside, and its neighbours go on (F-5)."""

    @pytest.fixture
    def refused(self, db):
        """The database refuses one message: a fault below everything that could foresee it."""
        with connection.cursor() as cursor:
            cursor.execute(
                "ALTER TABLE threads_message ADD CONSTRAINT not_this_one CHECK (text <> 'poison')"
            )

    def test_one_bad_item_is_set_aside_and_its_neighbours_are_in(self, shop, refused):
        take_in(
            messaging(message("M1", "before")),
            messaging(message("M2", "beside"), message("M3", "poison"), message("M4", "beside")),
            messaging(message("M5", "after")),
        )
        told = Message.everywhere.order_by("external_id").values_list("external_id", flat=True)
        assert list(told) == ["M1", "M2", "M4", "M5"]
        kept = Event.everywhere.get(outcome="set_aside")
        assert kept.key == "message:M3"
        assert "not_this_one" in kept.error
        assert kept.workspace_id == shop.workspace_id
        assert not Delivery.objects.filter(processed_at=None).exists()
        assert all(bytes(one.body) == b"" for one in Delivery.objects.all())

    def test_it_can_be_replayed_when_the_cause_is_gone(self, shop, refused):
        take_in(messaging(message("M3", "poison")))
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE threads_message DROP CONSTRAINT not_this_one")
        replay(Event.everywhere.all())
        assert Message.everywhere.get().text == "poison"
        assert Event.everywhere.get().outcome == "applied"

    def test_a_repeat_after_the_cause_is_gone_does_as_well(self, shop, refused):
        take_in(messaging(message("M3", "poison")))
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE threads_message DROP CONSTRAINT not_this_one")
        take_in(messaging(message("M3", "poison")))
        assert Event.everywhere.get().outcome == "applied"

    def test_a_fault_of_the_automations_does_not_cost_the_message(self, shop):
        """A rule that can't be read: the automations raise over every message of this account."""
        a_rule(shop.workspace)
        RuleVersion.everywhere.update(definition={"on": 7})
        take_in(messaging(message("M1", "price?")))
        assert Message.everywhere.get().text == "price?"
        kept = Event.everywhere.get()
        assert kept.outcome == "set_aside"
        take_in(messaging(message("M1", "price?")))  # a repeat does not hide it
        kept.refresh_from_db()
        assert kept.outcome == "set_aside"

        Rule.everywhere.all().delete()
        replay([kept])
        kept.refresh_from_db()
        assert kept.outcome == "applied"

    def test_a_claim_ends_with_its_transaction(self, shop):
        store(messaging(message("M1")))
        with transaction.atomic():
            assert len(deliveries.claim()) == 1
            transaction.set_rollback(True)
        drain()
        assert Message.everywhere.count() == 1
