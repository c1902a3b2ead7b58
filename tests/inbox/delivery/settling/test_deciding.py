"""What nobody else can tell, a person says: it arrived, or it is sent again (F-4, THR-9)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from inbox.delivery.guard import Refused
from inbox.delivery.models import Outbound
from inbox.delivery.receipts import Echo, join_echoes
from inbox.delivery.settling import arrived, send_again
from inbox.threads.models import Message, Thread
from tests import factories
from tests.graph_stand_in import Answer

pytestmark = pytest.mark.django_db
State = Outbound.State


@pytest.fixture
def kim(account):
    return factories.member(account.workspace, name="Kim Silva")


@pytest.fixture
def lose(graph, write, run_lane):
    """Something whose answer is lost; nobody is asked any more."""

    def lose(*args, **fields):
        graph.answers.append(Answer(hang_up=True))
        outbound = write(*args, **fields)
        run_lane(outbound)
        assert outbound.state == State.UNKNOWN
        Outbound.everywhere.filter(pk=outbound.pk).update(check_due_at=None)
        outbound.refresh_from_db()
        return outbound

    return lose


def test_it_arrived(lose, kim, graph, run_lane):
    outbound = lose()
    assert arrived(outbound, by=kim) is None
    run_lane(outbound)
    assert (outbound.state, outbound.handled_by) == (State.DELIVERED, kim)
    assert outbound.detail == "Kim Silva looked: it arrived."
    assert len(graph.asked) == 1


def test_send_again(lose, kim, graph, run_lane):
    outbound = lose()
    assert send_again(outbound, by=kim) is None
    run_lane(outbound)
    assert (outbound.state, outbound.attempts.count()) == (State.SENT, 2)
    assert len(graph.asked) == 2


@pytest.mark.parametrize("act", [arrived, send_again])
def test_pressed_twice_it_is_one(lose, kim, graph, run_lane, act):  # THR-8
    outbound = lose()
    assert [act(outbound, by=kim), act(outbound, by=kim)] == [None, None]
    run_lane(outbound)
    assert act(outbound, by=kim) is None or act is send_again
    assert len(graph.asked) == (2 if act is send_again else 1)


@pytest.mark.parametrize("act", [arrived, send_again])
def test_while_instagram_is_asked_nobody_has_to_say(lose, kim, act):  # THR-9
    outbound = lose()
    Outbound.everywhere.filter(pk=outbound.pk).update(check_due_at=timezone.now())
    refused = act(outbound, by=kim)
    assert isinstance(refused, Refused)
    assert "still being asked" in refused.detail
    outbound.refresh_from_db()
    assert outbound.state == State.UNKNOWN


def test_what_its_echo_settled_is_not_sent_again(lose, kim, account, graph, run_lane):
    outbound = lose()
    join_echoes(account, [Echo("m1", outbound.thread_id, outbound.message.text, timezone.now())])
    refused = send_again(outbound, by=kim)
    assert isinstance(refused, Refused)
    assert "this arrived" in refused.detail
    run_lane(outbound)
    assert len(graph.asked) == 1


def test_the_two_answers_exclude_each_other(lose, kim):
    outbound = lose()
    assert send_again(outbound, by=kim) is None
    assert isinstance(arrived(outbound, by=kim), Refused)


def test_the_guard_is_asked_before_it_is_sent_again(lose, kim):  # W-13
    outbound = lose()
    days_ago = timezone.now() - timedelta(days=8)
    Thread.everywhere.filter(pk=outbound.thread_id).update(last_inbound_at=days_ago)
    refused = send_again(outbound, by=kim)
    assert isinstance(refused, Refused)
    assert refused.reason == "window_expired"
    outbound.refresh_from_db()
    assert (outbound.state, outbound.check_due_at) == (State.UNKNOWN, None)


def test_what_a_person_settled_meets_its_echo_later(lose, kim, account):
    """Webhooks that were held back for hours: the message is in its thread once."""
    outbound = lose()
    arrived(outbound, by=kim)
    echo = Echo("m1", outbound.thread_id, outbound.message.text, timezone.now())
    assert join_echoes(account, [echo]) == {"m1"}
    assert Message.everywhere.get(external_id="m1").pk == outbound.message_id
    outbound.refresh_from_db()
    assert outbound.state == State.DELIVERED


def test_an_echo_that_comes_before_the_new_attempt_makes_it_needless(
    lose, kim, account, graph, run_lane
):
    outbound = lose()
    send_again(outbound, by=kim)
    echo = Echo("m1", outbound.thread_id, outbound.message.text, timezone.now())
    assert join_echoes(account, [echo]) == {"m1"}
    run_lane(outbound)
    assert outbound.state == State.DELIVERED
    assert len(graph.asked) == 1


def test_what_waits_for_its_first_call_is_not_taken_for_sent(account, write):
    outbound = write()
    echo = Echo("m1", outbound.thread_id, outbound.message.text, timezone.now())
    assert join_echoes(account, [echo]) == set()
