"""Calls that fail: tried again, given up, and what that does to their endpoint."""

from datetime import timedelta

import pytest
from django.utils import timezone

from inbox import hooks
from inbox.accounts.models import AuditEntry
from inbox.hooks import Event, endpoints, replays, sending, shelf_life
from inbox.hooks.models import Endpoint, HookAttempt, HookCall
from inbox.hooks.retrying import EVENT_WAITS
from tests import factories
from tests.inbox.hooks.receiver import Says

pytestmark = pytest.mark.django_db
State = HookCall.State


@pytest.fixture
def clock(time_machine):
    """Time stands still, and moves when told."""
    time_machine.move_to(timezone.now(), tick=False)
    return time_machine


@pytest.fixture
def tell(workspace, endpoint):
    def tell(key="1"):
        hooks.emit(workspace.pk, Event.MESSAGE_SENT, key, {})

    return tell


def fail_with(receiver, status, times=1, **headers):
    receiver.says.extend(Says(status, headers=headers) for _ in range(times))


def test_a_failed_call_waits_longer_each_time_and_carries_the_same_key(
    tell, receiver, serve, clock, only_call
):
    fail_with(receiver, 500, times=3)
    tell()
    began = timezone.now()
    for wait in EVENT_WAITS[:3]:
        assert serve() == 1
        call = only_call()
        assert wait * 0.8 <= call.due_at - timezone.now() <= wait * 1.2
        clock.move_to(call.due_at - timedelta(milliseconds=1), tick=False)
        assert serve() == 0
        clock.move_to(call.due_at, tick=False)
    assert serve() == 1
    call = only_call()
    assert (call.state, call.attempts) == (State.DONE, 4)
    assert timezone.now() > began
    assert {got.headers["Idempotency-Key"] for got in receiver.got} == {"message.sent:1"}
    assert len({got.headers["X-Handoff-Delivery"] for got in receiver.got}) == 1
    assert len({got.raw for got in receiver.got}) == 1
    assert len({got.headers["X-Handoff-Signature"] for got in receiver.got}) == 4  # its own time
    assert [one.status for one in call.log.all()] == [500, 500, 500, 200]


def test_after_ten_tries_it_is_given_up(tell, receiver, serve, clock, only_call):
    fail_with(receiver, 503, times=20)
    tell()
    while serve():
        call = only_call()
        if call.due_at:
            clock.move_to(call.due_at, tick=False)
    call = only_call()
    assert (call.state, call.attempts, call.status) == (State.FAILED, 10, 503)
    assert call.settled_at
    assert "503" in call.detail


def test_retry_after_is_honoured(tell, receiver, serve, clock, only_call):
    fail_with(receiver, 429, **{"Retry-After": "900"})
    tell()
    serve()
    assert only_call().due_at - timezone.now() == timedelta(seconds=900)


def test_410_switches_the_endpoint_off_and_gives_up_what_waits(
    tell, workspace, endpoint, receiver, serve, clock
):
    fail_with(receiver, 500)
    tell("waits")
    serve()
    fail_with(receiver, 410)
    tell("goes")
    serve()
    endpoint.refresh_from_db()
    assert (endpoint.is_on, endpoint.off_because) == (False, "gone")
    assert set(HookCall.everywhere.values_list("state", flat=True)) == {State.FAILED}
    entry = AuditEntry.objects.in_workspace(workspace).latest("pk")
    assert (entry.action, entry.who) == ("webhook_changed", "")
    assert entry.detail["because"] == "gone"
    tell("later")
    assert HookCall.everywhere.count() == 2


def test_an_endpoint_that_fails_for_three_days_is_switched_off(
    tell, endpoint, receiver, serve, clock
):
    fail_with(receiver, 500, times=100)
    tell("first")
    serve()
    clock.shift(timedelta(days=3) - timedelta(seconds=1))
    tell("second")
    serve()
    endpoint.refresh_from_db()
    assert endpoint.status == "failing"
    clock.shift(timedelta(seconds=31))
    tell("third")
    serve()
    endpoint.refresh_from_db()
    assert (endpoint.is_on, endpoint.off_because) == (False, "failing")
    assert not HookCall.everywhere.filter(state=State.WAITING).exists()


def test_one_good_answer_forgives(tell, endpoint, receiver, serve, clock):
    fail_with(receiver, 500)
    tell("first")
    serve()
    clock.shift(timedelta(days=2))
    serve()
    endpoint.refresh_from_db()
    assert endpoint.failing_since is None


def test_switched_off_and_on_again_it_hears_what_comes_then(tell, endpoint, admin, receiver, serve):
    assert endpoints.switch(endpoint, on=False, by=admin)
    assert not endpoints.switch(endpoint, on=False, by=admin)
    tell("unheard")
    assert serve() == 0
    endpoints.switch(endpoint, on=True, by=admin)
    tell("heard")
    serve()
    assert [got.headers["Idempotency-Key"] for got in receiver.got] == ["message.sent:heard"]


def test_what_was_told_just_before_it_was_switched_off_is_not_sent(
    tell, endpoint, admin, receiver, serve, only_call
):
    tell()
    (call,) = sending.claim(1)
    endpoints.switch(endpoint, on=False, by=admin)
    sending.make(call)
    assert receiver.got == []
    assert (only_call().state, only_call().detail) == (
        State.FAILED, "The endpoint is switched off.",
    )  # fmt: skip


def test_a_waiting_call_goes_where_the_endpoint_leads_now(
    tell, endpoint, admin, receiver, serve, clock
):
    fail_with(receiver, 500)
    tell()
    serve()
    endpoints.change(endpoint, f"{receiver.url}/new", endpoint.events, "", by=admin)
    clock.shift(timedelta(minutes=1))
    serve()
    assert [got.path for got in receiver.got] == ["/hooks", "/hooks/new"]


def test_a_worker_killed_in_the_middle_costs_a_repeat_with_the_same_key(
    tell, receiver, serve, clock, only_call
):
    tell()
    assert len(sending.claim(10)) == 1  # and then it dies
    assert serve() == 0
    clock.shift(sending.LEASE - timedelta(seconds=1))
    assert serve() == 0
    clock.shift(timedelta(seconds=1))
    assert serve() == 1
    assert receiver.got[0].headers["Idempotency-Key"] == "message.sent:1"
    call = only_call()
    assert (call.state, call.attempts) == (State.DONE, 2)
    assert call.log.get(number=1).finished_at is None


def test_a_worker_that_was_only_slow_does_not_overwrite_the_next_ones_end(
    tell, receiver, serve, clock, only_call
):
    tell()
    (slow,) = sending.claim(1)
    clock.shift(sending.LEASE)
    serve()
    fail_with(receiver, 410)
    sending.make(slow)
    call = only_call()
    assert (call.state, call.status) == (State.DONE, 200)
    assert call.log.get(number=1).status == 410


def test_a_target_that_hangs_leaves_room_for_the_others(tell, workspace, endpoint, admin, receiver):
    other = endpoints.add(workspace.pk, f"{receiver.url}/other", ["message.sent"], "", by=admin)
    for number in range(20):
        tell(str(number))
    first = sending.claim(6)
    assert [call.endpoint_id for call in first].count(endpoint.pk) == sending.OF_A_TARGET
    assert [call.endpoint_id for call in first].count(other.pk) == 2
    second = sending.claim(100)  # while those are under way
    assert {call.endpoint_id for call in second} == {other.pk}
    assert sending.claim(100) == []


def test_what_breaks_here_is_a_failed_try_and_not_an_endless_one(
    tell, endpoint, serve, only_call, settings
):
    tell()
    settings.FIELD_KEYS = ["b3RoZXIta2V5LW90aGVyLWtleS1vdGhlci1rZXktMTI="]  # the secret is lost
    assert serve() == 1
    call = only_call()
    assert (call.state, call.attempts) == (State.WAITING, 1)
    assert call.due_at > timezone.now()
    assert "logged" in call.detail


def test_a_replay_repeats_the_same_call(tell, receiver, serve, clock, only_call):
    fail_with(receiver, 500, times=10)
    tell()
    while serve():
        clock.move_to(only_call().due_at or timezone.now(), tick=False)
    assert only_call().state == State.FAILED
    assert replays.replay(HookCall.everywhere.all()) == 1
    assert replays.replay(HookCall.everywhere.all()) == 0  # it waits already
    assert serve() == 1
    call = only_call()
    assert (call.state, call.attempts, call.tries) == (State.DONE, 11, 1)
    assert len({got.headers["Idempotency-Key"] for got in receiver.got}) == 1


def test_nothing_is_replayed_to_an_endpoint_that_is_off(tell, endpoint, admin, serve):
    tell()
    serve()
    endpoints.switch(endpoint, on=False, by=admin)
    assert replays.replay(HookCall.everywhere.all()) == 0


def test_the_log_is_swept_after_a_month(tell, receiver, serve, clock):
    tell("old")
    serve()
    clock.shift(timedelta(days=30))
    tell("new")
    assert shelf_life.sweep() == 0
    clock.shift(timedelta(seconds=1))
    assert shelf_life.sweep() == 1
    assert HookCall.everywhere.get().key == "new"
    assert not HookAttempt.everywhere.exists()


def test_a_removed_endpoint_is_forgotten_with_its_log(
    tell, workspace, endpoint, admin, receiver, serve, clock
):
    tell()
    serve()
    tell("waits")
    endpoints.remove(endpoint, by=admin)
    endpoint.refresh_from_db()
    assert endpoint.secret == ""
    tell("unheard")
    assert serve() == 0
    clock.shift(timedelta(minutes=2))
    shelf_life.sweep()
    assert not Endpoint.everywhere.exists()
    assert not HookCall.everywhere.exists()
    assert AuditEntry.objects.in_workspace(workspace).latest("pk").detail["did"] == "removed"


def test_a_workspace_has_a_bounded_number_of_endpoints(workspace, admin):
    for number in range(endpoints.MOST):
        endpoints.add(workspace.pk, f"https://{number}.example/", ["message.sent"], "", by=admin)
    with pytest.raises(endpoints.TooMany):
        endpoints.add(workspace.pk, "https://one.more/", ["message.sent"], "", by=admin)
    elsewhere = factories.workspace()
    endpoints.add(elsewhere.pk, "https://a.example/", ["message.sent"], "", by=admin)
