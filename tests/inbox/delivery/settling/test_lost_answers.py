"""An answer that is lost: the platform is asked, and nothing is sent twice (F-4)."""

import itertools
from datetime import timedelta

import pytest
from django.utils import timezone

from inbox.delivery.models import Attempt, Outbound
from inbox.threads.models import Message
from tests.inbox.delivery.shop import time_of

pytestmark = pytest.mark.django_db(transaction=True)
State, Outcome = Outbound.State, Attempt.Outcome
CLOCKS = timedelta(seconds=1)  # the Graph API tells times in whole seconds


@pytest.mark.parametrize("how", ["drop", "error"])
def test_what_arrived_without_answer_and_echo_is_found_in_the_conversation(shop, how):  # F-4
    outbound = shop.lose(how=how)
    assert outbound.state == State.UNKNOWN
    shop.ask(outbound)
    said = shop.ours()
    assert [one["mid"] for one in said] == [outbound.message.external_id]
    assert (outbound.state, outbound.reason) == (State.DELIVERED, "")
    assert abs(outbound.message.sent_at - time_of(said[0]["at"])) < CLOCKS
    assert outbound.attempts.get().outcome == Outcome.ACCEPTED
    shop.serve()
    assert len(shop.ours()) == 1
    assert shop.asked() == ["conversations"]


def test_what_was_refused_before_it_was_read_is_proved_absent_and_sent_once(shop):  # F-4
    outbound = shop.refuse()
    assert outbound.state == State.UNKNOWN
    ended = outbound.attempts.get().finished_at
    shop.ask(outbound)
    assert outbound.state == State.UNKNOWN  # it could still appear
    shop.ask_until_settled(outbound)
    assert outbound.state == State.QUEUED
    assert timezone.now() - ended >= timedelta(seconds=60)
    shop.serve()
    outbound.refresh_from_db()
    assert [one["mid"] for one in shop.ours()] == [outbound.message.external_id]
    assert outbound.state == State.DELIVERED
    assert outbound.attempts.count() == 2


def test_absent_once_is_not_enough(shop):  # F-4
    outbound = shop.refuse()
    shop.let_pass(timedelta(minutes=10))  # nobody asked for long
    shop.ask(outbound)
    assert outbound.state == State.UNKNOWN
    assert outbound.check_due_at - timezone.now() == timedelta(seconds=5)
    shop.ask(outbound)
    assert outbound.state == State.QUEUED


def test_a_call_without_any_answer_counts_as_long_as_a_call_can_last(shop):  # F-4
    outbound = shop.refuse()
    attempt = outbound.attempts.get()
    outbound.attempts.update(http_status=None)
    shop.ask_until_settled(outbound)
    assert outbound.state == State.QUEUED
    assert timezone.now() - attempt.started_at >= timedelta(seconds=90)


def test_a_window_that_closed_meanwhile_is_told_and_nothing_is_sent(shop):  # W-13
    shop.let_pass(timedelta(hours=23, minutes=54))
    outbound = shop.refuse("rule")
    shop.ask_until_settled(outbound)
    assert outbound.state == State.QUEUED
    shop.serve()
    outbound.refresh_from_db()
    assert (outbound.state, outbound.reason) == (State.EXPIRED, "window_expired")
    assert shop.ours() == []


def test_a_deep_conversation_proves_nothing_so_a_person_is_asked(shop):  # F-4
    outbound = shop.refuse()
    for number in range(20):
        shop.hear("text", "ada", text=f"are you there? {number}")
    assert shop.ask_until_settled(outbound) == 5
    assert (outbound.state, outbound.checks) == (State.UNKNOWN, 5)
    shop.serve()
    assert shop.ours() == []


def test_each_question_waits_longer_than_the_one_before(shop):  # F-4
    outbound = shop.refuse()
    for number in range(20):
        shop.hear("text", "ada", text=f"are you there? {number}")
    asked_at = []
    while True:
        outbound.refresh_from_db()
        if outbound.check_due_at is None:
            break
        shop.ask(outbound)
        asked_at.append(timezone.now())
    waits = [later - earlier for earlier, later in itertools.pairwise(asked_at)]
    assert [wait.total_seconds() for wait in waits] == [15, 60, 300, 1800]


def test_twenty_messages_of_before_are_proof_enough(shop):  # F-4
    for number in range(25):
        shop.hear("text", "ada", text=f"hello {number}")
    shop.let_pass(timedelta(minutes=1))
    outbound = shop.refuse()
    shop.ask_until_settled(outbound)
    assert outbound.state == State.QUEUED


def test_what_was_said_before_the_call_is_another_message(shop):  # F-4
    shop.send(content="Hello!")
    shop.let_pass(timedelta(minutes=1))
    outbound = shop.refuse(content="Hello!")
    shop.ask_until_settled(outbound)
    shop.serve()
    assert len(shop.ours()) == 2


def test_the_same_words_a_moment_ago_are_the_message_that_has_their_id(shop):  # F-4
    first = shop.send(content="Hello!")
    outbound = shop.refuse(content="Hello!")
    shop.ask_until_settled(outbound)
    assert outbound.state == State.QUEUED
    shop.serve()
    outbound.refresh_from_db()
    first.message.refresh_from_db()
    mids = [first.message.external_id, outbound.message.external_id]
    assert sorted(one["mid"] for one in shop.ours()) == sorted(mids)


def test_of_two_alike_one_is_found_and_the_other_sent_again(shop):  # F-4
    lost = shop.lose(content="Hello!")
    shop.has_been_asked_about(lost)
    refused = shop.refuse(content="Hello!")
    for outbound in (lost, refused):
        shop.ask_until_settled(outbound)
    assert {lost.state, refused.state} == {State.DELIVERED, State.QUEUED}
    shop.serve()
    assert len(shop.ours()) == 2
    assert Message.everywhere.filter(text="Hello!").count() == 2


def test_words_that_nobody_knows_of_leave_it_open(shop):  # F-4
    """The platform may have changed ours: they are some call's, or somebody's in the app."""
    outbound = shop.refuse()
    shop.fault("no_echo")
    shop.play("typed_in_app", "ada", text="3 days.")
    shop.ask_until_settled(outbound)
    assert outbound.state == State.UNKNOWN


def test_what_a_colleague_wrote_in_the_app_is_known_and_does_not_disturb(shop):  # F-4
    outbound = shop.refuse()
    shop.play("typed_in_app", "ada", text="3 days.")
    shop.take_in()
    shop.ask_until_settled(outbound)
    assert outbound.state == State.QUEUED


def test_folded_white_space_makes_no_difference(shop):  # F-4
    outbound = shop.refuse(content="Three days.\n\nKim ")
    shop.fault("no_echo")
    mid = shop.play("typed_in_app", "ada", text="Three  days. Kim")["mid"]
    shop.ask(outbound)
    assert (outbound.state, outbound.message.external_id) == (State.DELIVERED, mid)
