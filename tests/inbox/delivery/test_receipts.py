"""Answer, echo and receipt find their message in whatever order they come (F-4)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from inbox.delivery.models import Attempt, Outbound
from inbox.delivery.receipts import Echo, join_echoes, seen
from inbox.threads.models import Message, Reaction
from tests import factories
from tests.graph_stand_in import Answer, error

pytestmark = pytest.mark.django_db
State = Outbound.State


def echo_of(outbound, external_id="sent-1", **fields):
    said = {"thread_id": outbound.thread_id, "text": outbound.message.text, "at": timezone.now()}
    return Echo(external_id, **said | fields)


def written_as_from_outside(outbound, external_id="sent-1", **fields):
    """What the intake does with an echo that nobody recognised."""
    return factories.message(
        outbound.thread, external_id=external_id, origin="app", text=outbound.message.text, **fields
    )


def test_an_echo_after_the_answer_confirms_the_message(graph, account, write, run_lane):
    outbound = write()
    run_lane(outbound)
    assert join_echoes(account, [echo_of(outbound)]) == {"sent-1"}
    outbound.refresh_from_db()
    assert outbound.state == State.DELIVERED
    assert Message.everywhere.filter(thread=outbound.thread, external_id="sent-1").count() == 1


def test_the_same_echo_twice_changes_nothing(graph, account, write, run_lane):
    outbound = write()
    run_lane(outbound)
    for _ in range(2):
        assert join_echoes(account, [echo_of(outbound)]) == {"sent-1"}
    outbound.refresh_from_db()
    assert outbound.state == State.DELIVERED


def test_an_echo_settles_what_nobody_knew(graph, account, write, run_lane):
    graph.answers.append(Answer(hang_up=True))
    outbound = write()
    run_lane(outbound)
    assert outbound.state == State.UNKNOWN
    assert join_echoes(account, [echo_of(outbound, "mid-9")]) == {"mid-9"}
    outbound.refresh_from_db()
    assert (outbound.state, outbound.reason) == (State.DELIVERED, "")
    assert outbound.message.external_id == "mid-9"
    assert outbound.settled_at is not None
    assert outbound.attempts.get().outcome == Attempt.Outcome.ACCEPTED


def test_an_echo_with_other_words_is_not_ours(graph, account, write, run_lane):
    graph.answers.append(Answer(hang_up=True))
    outbound = write("Three days.")
    run_lane(outbound)
    assert join_echoes(account, [echo_of(outbound, text="Four days.")]) == set()
    outbound.refresh_from_db()
    assert outbound.state == State.UNKNOWN


def test_an_echo_from_before_the_call_is_not_ours(graph, account, write, run_lane):
    graph.answers.append(Answer(hang_up=True))
    outbound = write()
    run_lane(outbound)
    earlier = timezone.now() - timedelta(minutes=5)
    assert join_echoes(account, [echo_of(outbound, at=earlier)]) == set()


def test_an_echo_in_another_thread_is_not_ours(graph, account, write, run_lane):
    graph.answers.append(Answer(hang_up=True))
    outbound = write()
    run_lane(outbound)
    other = factories.thread(account)
    assert join_echoes(account, [echo_of(outbound, thread_id=other.pk)]) == set()


def test_a_waiting_message_with_the_same_words_is_not_taken_for_sent(account, write):
    outbound = write()  # a person typed the same in the app meanwhile
    assert join_echoes(account, [echo_of(outbound)]) == set()


def test_what_was_refused_and_waits_is_not_taken_for_sent(graph, account, write, run_lane):
    graph.answers.append(error(100, 2018294))
    outbound = write()
    run_lane(outbound)
    assert join_echoes(account, [echo_of(outbound)]) == set()


def test_two_alike_take_an_echo_each(graph, account, write, run_lane):
    graph.answers.extend([Answer(hang_up=True), Answer(hang_up=True)])
    first, second = write("Hello!"), write("Hello!")
    run_lane(first)
    Outbound.everywhere.filter(pk=first.pk).update(checks=3)  # what follows waits no longer
    run_lane(first, second)
    now = timezone.now()
    echoes = [echo_of(second, "b", at=now + timedelta(seconds=1)), echo_of(first, "a", at=now)]
    assert join_echoes(account, echoes) == {"a", "b"}
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.message.external_id, second.message.external_id) == ("a", "b")


def test_a_public_answer_and_a_message_are_not_taken_for_each_other(
    graph, account, thread, write, run_lane
):
    graph.answers.extend([Answer(hang_up=True), Answer(hang_up=True)])
    comment = factories.message(thread, kind="comment", external_id="18100")
    public = write("Thanks!", comment=comment, publicly=True)
    private = write("Thanks!", comment=comment)
    run_lane(public, private)
    assert join_echoes(account, [echo_of(private, "mid-1")]) == {"mid-1"}
    assert join_echoes(account, [echo_of(public, "18101", is_comment=True)]) == {"18101"}
    public.refresh_from_db()
    private.refresh_from_db()
    assert public.message.external_id == "18101"
    assert private.message.external_id == "mid-1"


def test_an_answer_takes_over_an_echo_that_was_written_as_from_outside(graph, write, run_lane):
    outbound = write()
    stray = written_as_from_outside(outbound, seen_at=None)
    Reaction.everywhere.create(
        workspace_id=stray.workspace_id, message=stray, emoji="❤️", at=timezone.now()
    )
    type(outbound.thread).everywhere.filter(pk=outbound.thread_id).update(last_message=stray)
    run_lane(outbound)
    assert outbound.state == State.DELIVERED
    assert not Message.everywhere.filter(pk=stray.pk).exists()
    assert outbound.message.reactions.count() == 1
    outbound.thread.refresh_from_db()
    assert outbound.thread.last_message_id == outbound.message_id


def test_what_was_read_before_the_answer_came_is_seen(graph, write, run_lane):
    outbound = write()
    at = timezone.now()
    written_as_from_outside(outbound, seen_at=at)
    run_lane(outbound)
    assert (outbound.state, outbound.message.seen_at) == (State.SEEN, at)


def test_a_receipt_marks_what_was_read(graph, write, run_lane):
    outbound, waiting = write(), write(due_at=timezone.now() + timedelta(hours=1))
    run_lane(outbound)
    at = timezone.now()
    seen([outbound.message_id, waiting.message_id], at)
    seen([outbound.message_id], at + timedelta(minutes=1))
    outbound.refresh_from_db()
    waiting.refresh_from_db()
    assert (outbound.state, waiting.state) == (State.SEEN, State.QUEUED)
    outbound.message.refresh_from_db()
    assert outbound.message.seen_at == at


def test_the_platforms_time_is_the_messages(graph, account, write, run_lane):
    outbound = write()
    run_lane(outbound)
    at = timezone.now() + timedelta(seconds=3)
    join_echoes(account, [echo_of(outbound, at=at)])
    outbound.message.refresh_from_db()
    outbound.thread.refresh_from_db()
    assert outbound.message.sent_at == at
    assert outbound.thread.last_business_at == outbound.thread.last_item_at == at
