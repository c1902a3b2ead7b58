"""From a message to an answer in the outbox, once, with its trace (K-10)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from automations.models import Firing, Rule
from automations.react import react
from inbox.accounts.models import Account, Workspace
from inbox.delivery.models import Outbound
from inbox.delivery.moves import move
from inbox.threads.models import Thread, TimelineEvent
from tests import factories
from tests.automations.conftest import ago, rule, whole

pytestmark = pytest.mark.django_db
BOTH = [{"reply_publicly": {"texts": ["Look in your messages!"]}}, {"send": {"texts": ["Here."]}}]


def handler_of(thread):
    return Thread.everywhere.values_list("handler", flat=True).get(pk=thread.pk)


def told(thread):
    return [event.detail for event in TimelineEvent.everywhere.filter(thread=thread)]


def test_a_keyword_is_answered(thread, have_rules, hear):
    have_rules(rule())
    [firing] = hear("What's the PRICE?")
    outbound = firing.outbound
    assert (outbound.author, outbound.kind, outbound.state) == ("automation", "message", "queued")
    assert outbound.message.text == "Our prices: …"
    assert outbound.message.context["rule"] == {"id": firing.rule_id, "name": "Price"}
    assert (firing.words, firing.wording, firing.contact) == ("Our prices: …", 0, thread.contact)
    assert handler_of(thread) == "automation"


def test_a_comment_is_answered_privately_and_publicly(thread, have_rules, comment):  # K-3
    have_rules(rule(steps=BOTH))
    public, private = comment(external_id="18100")
    assert (public.outbound.kind, private.outbound.kind) == ("public_reply", "private_reply")
    assert private.outbound.comment.external_id == "18100"
    assert private.outbound.envelope["recipient"] == "18100"


def test_the_same_message_again_is_answered_once(thread, have_rules):  # K-10
    have_rules(rule(steps=BOTH))
    message = whole(factories.message(thread, kind="comment", text="price"))
    react([message, message])
    react([message])
    assert Firing.everywhere.count() == 2
    assert Outbound.everywhere.count() == 2


def test_a_contact_gets_each_wording_once(have_rules, hear, thread):  # C-1
    have_rules(rule(steps=[{"send": {"texts": ["one", "two"]}}]))
    said = [hear()[0] for _ in range(3)]
    assert {firing.words for firing in said[:2]} == {"one", "two"}
    assert said[2].skipped == Firing.Skipped.ALL_SENT
    [detail] = told(thread)
    assert detail["why"] == "all_sent"
    assert detail["rule"]["name"] == "Price"
    assert handler_of(thread) == "waiting"


def test_several_messages_at_once_are_a_row_of_their_own(have_rules, thread):  # C-1
    have_rules(rule())
    messages = [whole(factories.message(thread, text="price")) for _ in range(3)]
    react(messages)
    assert Outbound.everywhere.count() == 1
    assert Firing.everywhere.filter(skipped="all_sent").count() == 2


def test_commenting_on_many_posts_brings_one_message(have_rules, comment):  # C-1
    have_rules(rule())
    firings = [comment(context={"post": {"id": str(n)}})[0] for n in range(3)]
    assert [firing.skipped for firing in firings] == ["", "all_sent", "all_sent"]


def test_a_wording_that_did_not_arrive_was_not_had(have_rules, hear):  # C-1
    have_rules(rule())
    [first] = hear()
    move(first.outbound, Outbound.State.FAILED, reason="content_rejected")
    [second] = hear()
    assert second.outbound is not None


def test_a_changed_text_is_another_wording(have_rules, hear):  # C-1
    have_rules(rule())
    hear()
    have_rules(rule(steps=[{"send": {"texts": ["Our new prices: …"]}}]))
    [firing] = hear()
    assert firing.words == "Our new prices: …"


def test_another_contact_is_answered_too(account, have_rules, hear):
    have_rules(rule())
    hear()
    other = factories.thread_open_since(timezone.now(), account)
    [firing] = hear(in_thread=other)
    assert firing.outbound.thread == other


def test_a_persons_thread_is_left_alone(thread, have_rules, hear):  # K-7
    have_rules(rule())
    Thread.everywhere.filter(pk=thread.pk).update(handler="human")
    [firing] = hear()
    assert firing.skipped == Firing.Skipped.PERSON_HAS_IT
    hear("hello")
    assert handler_of(thread) == "human"
    assert told(thread) == []


def test_the_thread_is_asked_as_it_is_now(thread, have_rules):  # K-7
    have_rules(rule())
    message = whole(factories.message(thread, text="price"))
    Thread.everywhere.filter(pk=thread.pk).update(handler="human")
    react([message])
    assert Firing.everywhere.get().skipped == Firing.Skipped.PERSON_HAS_IT


def test_who_asks_for_a_person_waits_for_one(thread, have_rules, hear):  # H-1
    have_rules(rule())
    [firing] = hear("the price? can I talk to an agent")
    assert firing.skipped == Firing.Skipped.ASKED_FOR_A_PERSON
    assert handler_of(thread) == "waiting"
    assert not Outbound.everywhere.exists()


def test_what_no_rule_knows_waits_for_a_person(thread, have_rules, hear):
    have_rules(rule())
    assert hear("hello there") == []
    assert handler_of(thread) == "waiting"
    [firing] = hear("price")  # a later keyword is answered, and the first still waits
    assert firing.outbound is not None
    assert handler_of(thread) == "waiting"


def test_a_comment_that_no_rule_knows_changes_nothing(thread, have_rules, comment):
    have_rules(rule())
    assert comment("nice!") == []
    assert handler_of(thread) == "automation"


@pytest.mark.parametrize(
    "fields",
    [{"kind": "story_reply"}, {"kind": "tap"}, {"context": {"quick_reply": {"payload": "P"}}}],
    ids=str,
)
def test_other_surfaces_are_not_a_keyword_in_a_dm(thread, have_rules, hear, fields):  # K-1
    have_rules(rule())
    assert hear("price", **fields) == []
    assert handler_of(thread) == "waiting"


@pytest.mark.parametrize(
    "fields",
    [
        {"origin": "app"},
        {"origin": "automation"},
        {"origin": "member"},
        {"context": {"standby": True}},
        {"context": {"self": True}},
        {"sent_at": None},
    ],
    ids=str,
)
def test_what_is_not_a_contacts_word_to_us_sets_nothing_off(thread, have_rules, hear, fields):
    have_rules(rule())
    assert hear("price", **fields) == []
    assert handler_of(thread) == "automation"


@pytest.mark.parametrize("which", [Account, Workspace])
def test_the_switch_silences_every_rule(thread, have_rules, hear, which):  # K-11
    have_rules(rule())
    which._base_manager.update(automations_on=False)
    [firing] = hear()
    assert firing.skipped == Firing.Skipped.SWITCHED_OFF
    assert handler_of(thread) == "waiting"


def test_an_old_message_is_not_answered(account, have_rules, hear):  # W-13
    have_rules(rule())
    old = factories.thread_open_since(ago(hours=25), account)
    [firing] = hear(in_thread=old, sent_at=ago(hours=25))
    assert firing.skipped == Firing.Skipped.REFUSED
    assert "closed" in firing.detail
    [detail] = told(old)
    assert detail["why"] == "refused"
    assert handler_of(old) == "waiting"


def test_a_comment_older_than_a_week_gets_no_private_reply(account, have_rules, comment):  # W-6
    have_rules(rule(steps=BOTH))
    public, private = comment(sent_at=ago(days=8))
    assert public.outbound is not None
    assert private.skipped == Firing.Skipped.REFUSED


def test_rules_further_down_are_named_in_the_trace(have_rules, hear):  # K-4
    have_rules(rule("First"), rule("Second"), rule("Third", keywords=["the price"]))
    [firing] = hear("the price")
    assert (firing.rule.name, firing.also_matched) == ("First", ["Second", "Third"])


def test_rules_of_another_workspace_do_not_fire(have_rules, hear):
    stranger = factories.account()
    Rule.everywhere.create(
        workspace=stranger.workspace,
        name="Theirs",
        position=0,
        version=1,
        definition={k: v for k, v in rule().items() if k != "name"},
    )
    assert hear() == []


def test_a_batch_asks_few_questions(account, have_rules, django_assert_max_num_queries):
    have_rules(rule())
    threads = [factories.thread_open_since(ago(minutes=1), account) for _ in range(10)]
    messages = [whole(factories.message(thread, text="hello")) for thread in threads]
    with django_assert_max_num_queries(6 + 2 * len(threads)):
        react(messages)


def test_the_wait_for_again_is_over_after_its_days(have_rules, hear):  # C-1
    have_rules(rule(again_after_days=7))
    [first] = hear()
    Firing.everywhere.filter(pk=first.pk).update(
        created_at=timezone.now() - timedelta(days=7, minutes=1)
    )
    [second] = hear()
    assert second.outbound is not None
