"""A failure is tried again as a new attempt of the same message, where that can help (F-1, F-3)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from inbox.accounts.models import Account
from inbox.delivery.guard import Refused
from inbox.delivery.models import Outbound, Reason
from inbox.delivery.retrying import (
    TOGETHER,
    Retried,
    can_retry,
    mark_handled,
    retry,
    retry_all,
)
from inbox.threads.models import Thread
from tests import factories
from tests.graph_stand_in import error

pytestmark = pytest.mark.django_db
State = Outbound.State
PASSING = {"rate_limited", "instagram_unavailable", "permission_missing", "contact_unavailable"}


@pytest.fixture
def kim(account):
    return factories.member(account.workspace, name="Kim Silva")


@pytest.fixture
def fail(write):
    """A message that failed for ``reason``, without a call."""

    def fail(reason="contact_unavailable", state=State.FAILED, **fields):
        outbound = write(**fields)
        Outbound.everywhere.filter(pk=outbound.pk).update(
            state=state, reason=reason, settled_at=timezone.now()
        )
        outbound.refresh_from_db()
        return outbound

    return fail


def failures():
    return Outbound.everywhere.filter(state=State.FAILED)


@pytest.mark.parametrize("reason", Reason.values)
def test_only_what_may_have_passed_can_be_sent_again(fail, reason):  # F-1
    assert can_retry(fail(reason)) is (reason in PASSING)


def test_a_lost_permission_first_has_to_be_given_back(fail, account, kim):
    outbound = fail("permission_missing")
    Account.everywhere.filter(pk=account.pk).update(status="disconnected")
    outbound = Outbound.everywhere.get(pk=outbound.pk)
    assert not can_retry(outbound)
    refused = retry(outbound, by=kim)
    assert isinstance(refused, Refused)
    assert "reconnect" in refused.detail


@pytest.mark.parametrize("state", sorted(set(State.values) - {"failed"}))
def test_nothing_but_a_failure_is_retried(write, state):
    outbound = write()
    outbound.state, outbound.reason = state, "contact_unavailable"
    assert not can_retry(outbound)


def test_it_is_a_new_attempt_of_the_same_message(graph, write, run_lane, kim):  # F-3
    graph.answers.append(error(551, 1545041))
    outbound = write()
    run_lane(outbound)
    assert (outbound.state, outbound.reason) == (State.FAILED, "contact_unavailable")
    assert retry(outbound, by=kim) is None
    run_lane(outbound)
    assert (outbound.state, outbound.reason, outbound.detail) == (State.SENT, "", "")
    outcomes = outbound.attempts.order_by("number").values_list("outcome", flat=True)
    assert list(outcomes) == ["refused", "accepted"]


def test_pressed_twice_it_is_one(graph, fail, run_lane, kim):  # THR-8
    outbound = fail()
    assert [retry(outbound, by=kim), retry(outbound, by=kim)] == [None, None]
    run_lane(outbound)
    assert retry(outbound, by=kim) is None
    run_lane(outbound)
    assert len(graph.asked) == 1


@pytest.mark.parametrize("state", [State.EXPIRED, State.WITHDRAWN])
def test_what_ended_otherwise_is_not_sent_again(fail, kim, state):  # W-13
    reason = "window_expired" if state == State.EXPIRED else ""
    assert isinstance(retry(fail(reason, state), by=kim), Refused)


def test_the_guard_has_the_first_word(fail, thread, kim):  # W-13
    outbound = fail()
    days_ago = timezone.now() - timedelta(days=8)
    Thread.everywhere.filter(pk=thread.pk).update(last_inbound_at=days_ago)
    refused = retry(outbound, by=kim)
    assert isinstance(refused, Refused)
    assert refused.reason == "window_expired"
    outbound.refresh_from_db()
    assert (outbound.state, outbound.reason) == (State.FAILED, "contact_unavailable")


def test_automations_stay_silent_in_a_persons_thread(fail, thread, automation, kim):  # K-7
    outbound = fail(author=automation)
    Thread.everywhere.filter(pk=thread.pk).update(handler="human")
    refused = retry(outbound, by=kim)
    assert isinstance(refused, Refused)
    assert refused.code == "a_persons_thread"


def test_a_window_that_is_longer_now_is_known_to_the_lane(fail, thread, kim):  # W-13
    outbound = fail()
    now = timezone.now()
    Thread.everywhere.filter(pk=thread.pk).update(last_inbound_at=now)
    assert retry(outbound, by=kim) is None
    outbound.refresh_from_db()
    assert outbound.window_ends_at == now + timedelta(hours=24)


def test_a_private_reply_takes_its_comment_again(fail, thread, kim):  # W-6
    comment = factories.message(thread, kind="comment", external_id="18100")
    outbound = fail(comment=comment)
    Thread.everywhere.filter(pk=thread.pk).update(open_comment=comment)
    assert retry(outbound, by=kim) is None
    thread.refresh_from_db()
    assert thread.open_comment is None


def test_a_comment_that_has_its_reply_gets_no_second_one(fail, write, thread, kim):  # W-6
    comment = factories.message(thread, kind="comment", external_id="18100")
    outbound = fail(comment=comment)
    write("another", comment=comment)
    refused = retry(outbound, by=kim)
    assert isinstance(refused, Refused)
    assert refused.reason == "private_reply_used"


# --- Many at once ---------------------------------------------------------------------------------
def test_all_that_can_go_again_is_queued_and_the_rest_counted(fail, kim):
    for reason in ("contact_unavailable", "instagram_unavailable", "content_rejected"):
        fail(reason)
    assert retry_all(failures(), by=kim) == Retried(queued=2, skipped=1)
    assert failures().count() == 1
    assert retry_all(failures(), by=kim) == Retried(queued=0, skipped=1)


def test_many_are_taken_in_parts(fail, kim):
    for _ in range(TOGETHER + 1):
        fail()
    assert retry_all(failures(), by=kim) == Retried(queued=TOGETHER + 1, skipped=0)


def test_a_stranger_retries_nothing(fail):
    fail()
    assert retry_all(failures(), by=factories.member(role="admin")) == Retried(0, 0)
    assert mark_handled(failures(), by=factories.member(role="admin")) == 0


# --- Handled --------------------------------------------------------------------------------------
def test_a_person_has_seen_to_it(fail, kim):
    outbound = fail("content_rejected")
    assert [mark_handled(failures(), by=kim), mark_handled(failures(), by=kim)] == [1, 0]
    outbound.refresh_from_db()
    assert outbound.handled_by == kim
    assert outbound.handled_at is not None


def test_what_fails_again_is_a_new_failure(graph, fail, run_lane, kim):
    outbound = fail()
    mark_handled(failures(), by=kim)
    retry(outbound, by=kim)
    graph.answers.append(error(551, 1545041))
    run_lane(outbound)
    assert (outbound.state, outbound.handled_at) == (State.FAILED, None)


@pytest.mark.parametrize("waits", [True, False])
def test_what_instagram_is_asked_about_is_nobodys_to_tick_off(fail, kim, waits):  # F-4
    outbound = fail()
    check_due_at = timezone.now() if waits else None
    everything = Outbound.everywhere.filter(pk=outbound.pk)
    everything.update(state="unknown", settled_at=None, check_due_at=check_due_at)
    assert mark_handled(everything, by=kim) == (0 if waits else 1)
