"""The question, the echo and a late answer on connections of their own: one message in the end."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connections
from django.utils import timezone

from inbox.delivery import settling
from inbox.delivery.models import Outbound
from inbox.delivery.pacing import keys
from inbox.delivery.receipts import Echo, join_echoes
from inbox.threads.models import Message
from tests.graph_stand_in import Answer

pytestmark = pytest.mark.django_db(transaction=True)
State = Outbound.State


def elsewhere(work):
    """Run ``work`` on another connection and wait for it."""

    def run():
        try:
            return work()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(run).result(20)


@pytest.fixture
def lost(graph, account, write, run_lane):
    """A message whose answer is lost, due to be asked about."""
    graph.answers.append(Answer(hang_up=True))
    outbound = write("Hello!")
    run_lane(outbound)
    assert outbound.state == State.UNKNOWN
    due_now(outbound)
    return outbound


def due_now(outbound):
    Outbound.everywhere.filter(pk=outbound.pk).update(check_due_at=timezone.now())


def conversation(account, *lines):
    rows = [
        {"id": mid, "created_time": at.isoformat(), "from": {"id": by}, "message": text}
        for mid, at, by, text in lines
    ]
    return {"data": [{"id": "c1", "messages": {"data": rows}}]}


def showing(account, outbound, mid="m1"):
    return conversation(account, (mid, timezone.now(), account.external_id, outbound.message.text))


def showing_nothing(account, outbound):
    asked_before = timezone.now() - timedelta(hours=1)
    contact = outbound.thread.contact.scoped_id
    return conversation(account, ("m0", asked_before, contact, "how long?"))


def ask(account):
    keys.client().delete(keys.key(account.pk, "asked"))
    settling.check_next(account.pk)


def an_echo(outbound, mid="m1"):
    return Echo(mid, outbound.thread_id, outbound.message.text, timezone.now())


def once(outbound, mid="m1"):
    outbound.refresh_from_db()
    assert (outbound.state, outbound.message.external_id) == (State.DELIVERED, mid)
    assert Message.everywhere.filter(thread=outbound.thread, text="Hello!").count() == 1


def test_an_echo_during_the_question_wins_and_the_finding_changes_nothing(
    graph, account, lost
):  # F-4
    joined = []

    def arrive():
        joined.extend(elsewhere(lambda: join_echoes(account, [an_echo(lost)])))

    graph.answers.append(Answer(body=showing(account, lost), before=arrive))
    ask(account)
    assert joined == ["m1"]
    once(lost)


def test_an_echo_after_the_finding_is_known(graph, account, lost):  # F-4
    graph.answers.append(Answer(body=showing(account, lost)))
    ask(account)
    assert elsewhere(lambda: join_echoes(account, [an_echo(lost)])) == {"m1"}
    once(lost)


def test_an_echo_during_the_last_proof_keeps_it_from_being_sent_again(
    graph, account, lost, run_lane
):  # F-4
    nearly_proved(graph, account, lost)
    graph.answers.append(
        Answer(
            body=showing_nothing(account, lost),
            before=lambda: elsewhere(lambda: join_echoes(account, [an_echo(lost)])),
        )
    )
    ask(account)
    run_lane(lost)
    once(lost)
    assert sends(graph) == 1


def test_an_echo_after_the_proof_and_before_the_call_makes_the_call_needless(
    graph, account, lost, run_lane
):  # F-4
    nearly_proved(graph, account, lost)
    graph.answers.append(Answer(body=showing_nothing(account, lost)))
    ask(account)
    lost.refresh_from_db()
    assert lost.state == State.QUEUED
    assert elsewhere(lambda: join_echoes(account, [an_echo(lost)])) == {"m1"}
    run_lane(lost)
    once(lost)
    assert sends(graph) == 1


def test_echo_and_finding_at_the_same_moment_are_one_message(graph, account, lost):  # F-4
    graph.answers.append(Answer(body=showing(account, lost)))
    ready = threading.Barrier(2)

    def run(work):
        try:
            ready.wait(10)
            return work()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        jobs = [
            pool.submit(run, lambda: ask(account)),
            pool.submit(run, lambda: join_echoes(account, [an_echo(lost)])),
        ]
        for job in jobs:
            job.result(20)
    once(lost)


def test_two_workers_ask_once(graph, account, lost):
    graph.answers.append(
        Answer(body=showing(account, lost), before=lambda: elsewhere(lambda: ask(account)))
    )
    ask(account)
    assert len(graph.asked) - sends(graph) == 1
    once(lost)


def test_a_like_one_under_way_keeps_its_id(graph, account, lost, write, run_lane):  # F-4
    """What the conversation shows may be the second one, whose answer is still to come."""
    Outbound.everywhere.filter(pk=lost.pk).update(checks=3)  # what follows waits no longer
    second = write("Hello!")

    def look():
        elsewhere(lambda: ask(account))

    graph.answers += [Answer(before=look), Answer(body=showing(account, lost, "sent-1"))]
    run_lane(second, lost)
    assert (second.state, second.message.external_id) == (State.SENT, "sent-1")
    assert (lost.state, lost.checks) == (State.UNKNOWN, 3)
    assert Message.everywhere.filter(text="Hello!").count() == 2


def nearly_proved(graph, account, lost):
    """Absent once, and long enough ago that once more is proof."""
    long_ago = timezone.now() - timedelta(minutes=10)
    lost.attempts.update(started_at=long_ago, finished_at=long_ago)
    graph.answers.append(Answer(body=showing_nothing(account, lost)))
    ask(account)
    due_now(lost)


def sends(graph):
    return sum(asked.method == "POST" for asked in graph.asked)
