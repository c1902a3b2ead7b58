"""What is told, to whom, and how a receiver knows that it is ours (N-3)."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import transaction
from django.utils import timezone

from inbox import hooks
from inbox.hooks import Event, endpoints, outgoing, wire
from inbox.hooks.models import HookAttempt, HookCall
from tests import factories
from tests.inbox.hooks.receiver import Says

pytestmark = pytest.mark.django_db
State = HookCall.State


def tell(workspace, key="12", **data):
    hooks.emit(workspace.pk, Event.MESSAGE_SENT, key, {"text": "Three days.", **data})


def test_an_endpoint_is_told_once_and_knows_who_tells_it(workspace, endpoint, receiver, serve):
    tell(workspace, account=7)
    assert serve() == 1
    (got,) = receiver.got
    assert got.path == "/hooks"
    assert got.body["data"] == {"text": "Three days.", "account": 7}
    assert list(got.body) == ["version", "id", "event", "at", "workspace", "data"]
    assert (got.body["version"], got.body["event"]) == (1, "message.sent")
    assert (got.body["id"], got.body["workspace"]) == ("message.sent:12", workspace.pk)
    assert got.headers["X-Handoff-Event"] == "message.sent"
    assert got.headers["Idempotency-Key"] == "message.sent:12"
    assert got.headers["Content-Type"] == "application/json"
    assert got.is_signed_with(endpoint.secret)
    assert not got.is_signed_with("hook_guessed")
    call = HookCall.everywhere.get()
    assert got.headers["X-Handoff-Delivery"] == str(call.delivery)
    assert (call.state, call.status, call.attempts) == (State.DONE, 200, 1)
    assert serve() == 0


def test_the_signature_covers_the_bytes_and_the_time(workspace, endpoint, receiver, serve):
    tell(workspace)
    serve()
    (got,) = receiver.got
    changed = type(got)(got.path, got.headers, got.raw.replace(b"Three", b"Nine"))
    assert not changed.is_signed_with(endpoint.secret)
    moved = dict(got.headers)
    moved["X-Handoff-Signature"] = moved["X-Handoff-Signature"].replace("t=1", "t=2", 1)
    assert not type(got)(got.path, moved, got.raw).is_signed_with(endpoint.secret)


def test_the_same_key_is_told_once_however_often_it_is_emitted(
    workspace, endpoint, receiver, serve
):
    for _ in range(5):
        tell(workspace)
    hooks.emit(workspace.pk, Event.MESSAGE_FAILED, "12", {})  # another event may have the same key
    serve()
    tell(workspace)
    serve()
    assert sorted(got.body["event"] for got in receiver.got) == ["message.failed", "message.sent"]


def test_only_what_an_endpoint_listens_to_is_told(workspace, endpoint, receiver, serve):
    hooks.emit(workspace.pk, Event.HANDOFF_STARTED, "1", {})
    assert not HookCall.everywhere.exists()
    assert hooks.is_heard(workspace.pk, Event.MESSAGE_SENT)
    assert not hooks.is_heard(workspace.pk, Event.HANDOFF_STARTED)


def test_another_workspace_hears_nothing(endpoint, receiver, serve):
    tell(factories.workspace())
    assert serve() == 0
    assert receiver.got == []


def test_with_nobody_listening_it_costs_one_query_a_second(
    workspace, django_assert_max_num_queries
):
    with django_assert_max_num_queries(1):
        for number in range(50):
            tell(workspace, key=str(number))


def test_what_is_undone_is_not_told(workspace, endpoint, receiver, serve):
    with transaction.atomic():
        tell(workspace)
        transaction.set_rollback(True)
    assert serve() == 0


def test_odd_characters_arrive_as_they_were(workspace, endpoint, receiver, serve):
    words = 'nul \0, half a pair \ud800, "quotes", السعر, 😀\n'
    tell(workspace, words=words)
    serve()
    assert receiver.got[0].body["data"]["words"] == words
    assert receiver.got[0].raw.isascii()


def test_for_a_day_after_a_new_secret_both_sign(
    workspace, endpoint, admin, receiver, serve, time_machine
):
    time_machine.move_to(timezone.now(), tick=False)
    old = endpoint.secret
    new = endpoints.new_secret(endpoint, by=admin)
    assert new != old
    tell(workspace, key="1")
    serve()
    time_machine.shift(timedelta(hours=24))
    tell(workspace, key="2")
    serve()
    during, after = receiver.got
    assert during.is_signed_with(old)
    assert during.is_signed_with(new)
    assert after.is_signed_with(new)
    assert not after.is_signed_with(old)


def test_a_redirect_is_not_followed(workspace, endpoint, receiver, serve):
    receiver.says.append(Says(302, headers={"Location": f"http://{receiver.host}/elsewhere"}))
    tell(workspace)
    serve()
    assert [got.path for got in receiver.got] == ["/hooks"]
    call = HookCall.everywhere.get()
    assert (call.state, call.status) == (State.WAITING, 302)
    assert "redirect" in call.detail


def test_a_big_answer_is_read_no_further_than_needed(workspace, endpoint, receiver, serve):
    receiver.says.append(Says(200, b"x" * 10_000_000))
    tell(workspace)
    serve()
    call = HookCall.everywhere.get()
    assert call.state == State.DONE
    assert len(call.answer) == 2_000


def test_an_answer_of_any_bytes_can_be_kept(workspace, endpoint, receiver, serve):
    receiver.says.append(Says(500, b"\0\xff\xfe<script>\xc3"))
    tell(workspace)
    serve()
    assert HookCall.everywhere.get().answer == "\ufffd\ufffd\ufffd<script>\ufffd"


def test_a_body_too_large_to_send_is_not_sent_and_says_so(workspace, endpoint, receiver, serve):
    tell(workspace, words="x" * wire.LARGEST_BODY)
    serve()
    assert receiver.got == []
    assert "262144" in HookCall.everywhere.get().detail


def test_nothing_of_this_machine_s_environment_travels_along(
    workspace, endpoint, receiver, serve, monkeypatch, tmp_path
):
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login me password secret\n")
    monkeypatch.setenv("NETRC", str(netrc))
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    tell(workspace)
    serve()
    assert "Authorization" not in receiver.got[0].headers
    assert "Cookie" not in receiver.got[0].headers


def test_a_test_goes_to_one_endpoint_whatever_it_listens_to(endpoint, receiver, serve):
    outgoing.tell_one(endpoint, Event.TEST, uuid4().hex, {"words": "Hello"})
    serve()
    assert receiver.got[0].body["event"] == "test"


def test_each_try_is_in_the_log(workspace, endpoint, receiver, serve):
    receiver.says.append(Says(500))
    tell(workspace)
    serve()
    attempt = HookAttempt.everywhere.get()
    assert (attempt.number, attempt.status, attempt.address) == (1, 500, "127.0.0.1")
    assert attempt.finished_at >= attempt.started_at


def test_bodies_are_written_once_and_read_as_json(workspace, endpoint):
    tell(workspace, at=timezone.now(), key_of=uuid4())
    assert json.loads(HookCall.everywhere.get().body)["data"]["at"]
