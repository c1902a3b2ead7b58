"""From a message to an answer in the outbox, once, with its trace (K-10)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from automations.definition import stored
from automations.models import Decision, Handoff, Rule, Run, StepDone
from automations.publishing import write_version
from automations.react import react
from inbox.accounts.models import Account, Workspace
from inbox.delivery.models import Outbound
from inbox.delivery.moves import move
from inbox.threads.models import Thread, TimelineEvent
from tests import factories
from tests.automations.conftest import ago, rule, steps_of, whole

pytestmark = pytest.mark.django_db
BOTH = [{"reply_publicly": {"texts": ["Look in your messages!"]}}, {"send": {"texts": ["Here."]}}]


def handler_of(thread):
    return Thread.everywhere.values_list("handler", flat=True).get(pk=thread.pk)


def silences(thread):
    skipped = TimelineEvent.everywhere.filter(thread=thread, kind="rule_skipped")
    return [event.detail for event in skipped.order_by("pk")]


def test_a_keyword_is_answered(thread, have_rules, hear):
    have_rules(rule())
    decision = hear("What's the PRICE?")
    [step] = steps_of(decision)
    outbound = step.outbound
    assert (outbound.author, outbound.kind, outbound.state) == ("automation", "message", "queued")
    assert outbound.message.text == "Our prices: …"
    assert outbound.message.context["rule"] == {"id": decision.rule_id, "name": "Price"}
    assert (step.words, step.wording, step.contact) == ("Our prices: …", 0, thread.contact)
    assert (decision.outcome, decision.run.ended) == ("fired", "finished")
    assert handler_of(thread) == "automation"


def test_a_comment_is_answered_privately_and_publicly(have_rules, comment):  # K-3
    have_rules(rule(steps=BOTH))
    public, private = steps_of(comment(external_id="18100"))
    assert (public.outbound.kind, private.outbound.kind) == ("public_reply", "private_reply")
    assert private.outbound.comment.external_id == "18100"
    assert private.outbound.envelope["recipient"] == "18100"


def test_the_same_message_again_is_answered_once(thread, have_rules):  # K-10
    have_rules(rule(steps=BOTH))
    message = whole(factories.message(thread, kind="comment", text="price"))
    react([message, message])
    react([message])
    assert Decision.everywhere.count() == Run.everywhere.count() == 1
    assert Outbound.everywhere.count() == StepDone.everywhere.count() == 2


def test_a_contact_gets_each_wording_once(have_rules, hear, said, thread):  # C-1
    have_rules(rule(steps=[{"send": {"texts": ["one", "two"]}}]))
    decisions = [hear() for _ in range(3)]
    assert sorted(said()) == ["one", "two"]
    assert (decisions[2].outcome, decisions[2].why) == ("silent", "all_sent")
    [detail] = silences(thread)
    assert (detail["why"], detail["rule"]["name"]) == ("all_sent", "Price")
    assert handler_of(thread) == "waiting"


def test_several_messages_at_once_are_a_row_of_their_own(have_rules, thread):  # C-1
    have_rules(rule())
    messages = [whole(factories.message(thread, text="price")) for _ in range(3)]
    react(messages)
    assert Outbound.everywhere.count() == 1
    assert Decision.everywhere.filter(why="all_sent").count() == 2


def test_commenting_on_many_posts_brings_one_message(have_rules, comment):  # C-1
    have_rules(rule())
    decisions = [comment(context={"post": {"id": str(n)}}) for n in range(3)]
    assert [decision.why for decision in decisions] == ["", "all_sent", "all_sent"]


def test_a_wording_that_did_not_arrive_was_not_had(have_rules, hear):  # C-1
    have_rules(rule())
    [step] = steps_of(hear())
    move(step.outbound, Outbound.State.FAILED, reason="content_rejected")
    assert hear().outcome == "fired"


def test_a_changed_text_is_another_wording(have_rules, hear):  # C-1
    have_rules(rule())
    hear()
    have_rules(rule(steps=[{"send": {"texts": ["Our new prices: …"]}}]))
    [step] = steps_of(hear())
    assert step.words == "Our new prices: …"


def test_another_contact_is_answered_too(account, have_rules, hear, said):
    have_rules(rule())
    hear()
    other = factories.thread_open_since(timezone.now(), account)
    hear(in_thread=other)
    assert said(other) == ["Our prices: …"]


def test_a_persons_thread_is_left_alone(thread, have_rules, hear, said):  # K-7, HND-4
    have_rules(rule())
    Thread.everywhere.filter(pk=thread.pk).update(handler="human")
    assert hear().why == Decision.Why.PERSON_HAS_IT
    hear("hello")
    assert (handler_of(thread), said()) == ("human", [])
    assert [detail["why"] for detail in silences(thread)] == ["person_has_it"]


def test_the_thread_is_asked_as_it_is_now(thread, have_rules):  # K-7
    have_rules(rule())
    message = whole(factories.message(thread, text="price"))
    Thread.everywhere.filter(pk=thread.pk).update(handler="human")
    react([message])
    assert Decision.everywhere.get().why == Decision.Why.PERSON_HAS_IT


@pytest.mark.parametrize(("hours", "why"), [(11.9, "person_has_it"), (12.1, "")])
def test_a_thread_of_nobody_is_a_persons_for_some_hours(thread, have_rules, hear, hours, why):
    """K-7: somebody answered by phone, and nobody took the thread."""
    have_rules(rule())
    Thread.everywhere.filter(pk=thread.pk).update(
        handler="human", last_business_at=ago(hours=hours)
    )
    assert hear().why == why


def test_who_asks_for_a_person_gets_one_and_is_told(thread, have_rules, hear, said):  # H-1, H-4
    have_rules(rule())
    decision = hear("the price? can I talk to an agent")
    assert (decision.outcome, decision.run) == ("handed_off", None)
    assert Handoff.everywhere.get().reason == Handoff.Reason.ASKED
    assert handler_of(thread) == "waiting"
    assert len(said()) == 1
    assert hear("price").why == Decision.Why.PERSON_HAS_IT
    assert len(said()) == 1


def test_what_no_rule_knows_waits_for_a_person(thread, have_rules, hear, said):
    have_rules(rule())
    assert hear("hello there").outcome == "unmatched"
    assert handler_of(thread) == "waiting"
    hear("price")  # a later keyword is answered, and the first still waits
    assert said() == ["Our prices: …"]
    assert handler_of(thread) == "waiting"


def test_the_second_miss_in_a_row_hands_off(have_rules, hear):  # H-2
    have_rules(rule())
    hear("hello there")
    hear("price")
    hear("what about the garden")
    assert not Handoff.everywhere.exists()
    assert hear("and the door?").outcome == "handed_off"
    assert Handoff.everywhere.get().reason == Handoff.Reason.NOT_ANSWERED


def test_a_fallback_answers_what_nothing_else_does_and_counts_as_a_miss(  # K-1, H-2
    have_rules, hear, said
):
    sorry = {"on": ["fallback"], "steps": [{"send": {"texts": ["Sorry?", "Once more?"]}}]}
    have_rules({"name": "Fallback"} | sorry, rule())
    assert hear("mumble").is_fallback
    assert hear("price").rule.name == "Price"
    assert hear("mumble").is_fallback
    assert set(said()) == {"Sorry?", "Our prices: …", "Once more?"}
    assert hear("mumble mumble").outcome == "handed_off"


def test_a_comment_that_no_rule_knows_changes_nothing(thread, have_rules, comment):
    have_rules(rule())
    assert comment("nice!").outcome == "unmatched"
    assert handler_of(thread) == "automation"


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": "story_reply"},
        {"kind": "story_mention"},
        {"kind": "tap"},
        {"kind": "tap", "context": {"quick_reply": {"payload": "P"}}},
    ],
    ids=str,
)
def test_other_surfaces_are_not_a_keyword_in_a_dm(thread, have_rules, hear, fields):  # K-1
    have_rules(rule())
    assert hear("price", **fields).outcome == "unmatched"
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
    assert hear("price", **fields) is None
    assert handler_of(thread) == "automation"


@pytest.mark.parametrize("which", [Account, Workspace])
def test_the_switch_silences_every_rule(thread, have_rules, hear, which):  # K-11
    have_rules(rule())
    which._base_manager.update(automations_on=False)
    assert hear().why == Decision.Why.SWITCHED_OFF
    assert handler_of(thread) == "waiting"


def test_an_old_message_is_not_answered(account, have_rules, hear):  # W-13
    have_rules(rule())
    old = factories.thread_open_since(ago(hours=25), account)
    decision = hear(in_thread=old, sent_at=ago(hours=25))
    [step] = steps_of(decision)
    assert (step.skipped, decision.run.ended) == ("refused", "refused")
    assert "closed" in step.detail
    [detail] = silences(old)
    assert detail["why"] == "refused"
    assert handler_of(old) == "waiting"


def test_a_comment_older_than_a_week_gets_no_private_reply(account, have_rules, comment):  # W-6
    have_rules(rule(steps=BOTH))
    public, private = steps_of(comment(sent_at=ago(days=8)))
    assert public.outbound is not None
    assert private.skipped == StepDone.Skipped.REFUSED


def test_rules_further_down_are_named_in_the_trace(have_rules, hear):  # K-4
    have_rules(rule("First"), rule("Second"), rule("Third", keywords=["the price"]))
    decision = hear("the price")
    assert (decision.rule.name, decision.also_matched) == ("First", ["Second", "Third"])


def test_rules_of_another_workspace_do_not_fire(have_rules, hear):
    stranger = factories.account().workspace
    theirs = {key: value for key, value in rule().items() if key != "name"}
    row = Rule.everywhere.create(
        workspace=stranger, name="Theirs", position=0, edition=1, draft=theirs
    )
    write_version(row, stored(theirs), None)
    assert hear().outcome == "unmatched"


def test_a_draft_does_not_fire_until_it_is_published(account, have_rules, hear, said):  # AUT-3
    have_rules(rule())
    row = Rule.everywhere.get()
    row.draft = {**row.live.definition, "keywords": ["cost"]}
    row.save()
    assert hear("cost").outcome == "unmatched"
    write_version(row, stored(row.draft), None)
    assert hear("cost").outcome == "fired"


def test_a_batch_asks_few_questions(account, have_rules, django_assert_max_num_queries):
    have_rules(rule())
    threads = [factories.thread_open_since(ago(minutes=1), account) for _ in range(10)]
    messages = [whole(factories.message(thread, text="hello")) for thread in threads]
    with django_assert_max_num_queries(22 + 2 * len(threads)):
        react(messages)


def test_the_wait_for_again_is_over_after_its_days(have_rules, hear):  # C-1
    have_rules(rule(again_after_days=7))
    hear()
    StepDone.everywhere.update(at=timezone.now() - timedelta(days=7, minutes=1))
    assert hear().outcome == "fired"


def test_once_is_once_whatever_the_wording(have_rules, hear, said):  # C-1
    have_rules(rule(once=True, steps=[{"send": {"texts": ["one", "two"]}}]))
    hear()
    assert hear().outcome == "unmatched"
    assert len(said()) == 1


def test_two_that_talk_in_circles_are_handed_to_a_person(thread, have_rules, hear):  # C-5
    texts = [f"answer {number}" for number in range(20)]
    have_rules(rule(steps=[{"send": {"texts": texts}}]))
    decisions = [hear() for _ in range(11)]
    assert [decision.outcome for decision in decisions] == ["fired"] * 10 + ["handed_off"]
    assert Handoff.everywhere.get().reason == Handoff.Reason.CIRCLING


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("I want a refund for my order", "complaint"),
        ("my lawyer will write to you", "sensitive"),
    ],
)
def test_matters_for_people_go_to_people(have_rules, hear, text, reason):  # H-2
    have_rules(rule(keywords=["order", "lawyer"]))
    assert hear(text).outcome == "handed_off"
    assert Handoff.everywhere.get().reason == reason


def test_stop_ends_everything_automated_and_start_brings_it_back(  # P-3
    thread, have_rules, hear, said
):
    have_rules(rule(steps=[{"send": {"texts": ["one", "two"]}}]))
    assert hear("STOP!").outcome == "opted_out"
    assert len(said()) == 1
    assert hear("price").why == Decision.Why.OPTED_OUT
    assert hear("stop").outcome != "opted_out"
    assert len(said()) == 1
    assert hear("start").outcome == "opted_in"
    hear("price")
    assert len(said()) == 3


def test_stop_within_a_sentence_is_no_opt_out(have_rules, hear):  # P-3
    have_rules(rule())
    assert hear("please stop the bill for that price").outcome == "fired"


def test_an_acknowledgement_does_not_hide_what_they_wait_for(thread, have_rules, hear):  # H-5
    """Lists go on to show the contact's words, and the thread still needs a reply."""
    have_rules(rule())
    decision = hear("can I talk to someone?")
    Thread.everywhere.filter(pk=thread.pk).update(last_message=decision.message)
    hear("hello?")
    thread.refresh_from_db()
    assert thread.last_message_id == decision.message_id
    assert thread.last_business_at is None


def test_a_thread_read_again_leaves_the_others_what_they_had(
    account, have_rules, hear, said
):  # C-1
    have_rules(rule())
    first, second = (factories.thread_open_since(ago(minutes=1), account) for _ in range(2))
    hear(in_thread=second)
    texts = [(first, "hello"), (first, "price"), (second, "price again")]
    react([whole(factories.message(thread, text=text)) for thread, text in texts])
    assert said(second) == ["Our prices: …"]
