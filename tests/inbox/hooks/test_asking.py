"""A rule calls a system of the workspace and goes on with what it answers (N-3, K-5)."""

import re
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from inbox import hooks
from inbox.hooks import answers, endpoints, replays, telling
from inbox.hooks.models import HookCall, RuleKey
from tests import factories
from tests.inbox.hooks.receiver import Says

pytestmark = pytest.mark.django_db


@pytest.fixture
def heard(monkeypatch):
    """What listeners heard; other parts' listeners have no part in this."""
    answers_heard = []
    monkeypatch.setattr(answers, "_listeners", [answers_heard.append])
    return answers_heard


@pytest.fixture
def clock(time_machine):
    time_machine.move_to(timezone.now(), tick=False)
    return time_machine


@pytest.fixture
def ask(workspace, receiver):
    def ask(url="", key="run-5-2", **how):
        hooks.ask(workspace.pk, url or receiver.url, key, {"field": "size"}, **how)

    return ask


@pytest.fixture
def play(serve, clock):
    """Serve until nothing waits any more; how many tries that took."""

    def play() -> int:
        tries = 0
        while made := serve():
            tries += made
            clock.shift(timedelta(seconds=20))
        telling.tell_due()
        return tries

    return play


def test_the_answer_comes_back_to_who_asked(workspace, ask, receiver, play, heard):
    receiver.says.append(Says(200, b'{"price": {"eur": 12}}'))
    ask()
    assert play() == 1
    (answer,) = heard
    assert (answer.key, answer.ok, answer.status) == ("run-5-2", True, 200)
    assert answer.body == {"price": {"eur": 12}}
    assert (answer.detail, answer.workspace_id) == ("", workspace.pk)
    (got,) = receiver.got
    assert got.headers["Idempotency-Key"] == "run-5-2"
    assert got.body["data"] == {"field": "size"}
    assert got.body["event"] == "rule.step"
    assert got.is_signed_with(RuleKey.everywhere.get(workspace=workspace).secret)


def test_it_is_told_once(ask, play, heard):
    ask()
    play()
    telling.tell_due()
    assert len(heard) == 1


def test_the_same_key_is_one_call(ask, receiver, play, heard):
    ask()
    ask()
    play()
    ask()
    play()
    assert len(receiver.got) == len(heard) == 1


def test_the_same_key_in_another_workspace_is_another_call(ask, receiver, play, heard):
    ask()
    hooks.ask(factories.workspace().pk, receiver.url, "run-5-2", {})
    play()
    assert len(receiver.got) == len(heard) == 2


def test_after_three_tries_within_a_minute_it_has_failed(ask, receiver, play, heard, clock):
    receiver.says.extend(Says(500) for _ in range(5))
    ask()
    assert play() == 3
    (answer,) = heard
    assert (answer.ok, answer.status, answer.body) == (False, 500, None)
    assert "500" in answer.detail


@pytest.mark.parametrize("status", [302, 400, 404, 410, 422])
def test_what_would_be_answered_the_same_again_is_not_repeated(ask, receiver, play, heard, status):
    receiver.says.append(Says(status, b'{"error": "no"}'))
    ask()
    assert play() == 1
    assert (heard[0].ok, heard[0].status, heard[0].body) == (False, status, None)


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("http://127.0.0.1:9999/", "private or reserved"),
        ("https://169.254.169.254/latest/", "private or reserved"),
        ("nonsense", "whole address"),
        ("", "whole address"),
        ("https://a.example/\0", "whole|leads nowhere"),
    ],
)
def test_an_address_that_may_not_be_called_is_an_answer_too(
    workspace, play, heard, settings, monkeypatch, url, words
):
    settings.HOOK_HOSTS = []
    monkeypatch.setattr("socket.getaddrinfo", lambda *_args, **_how: [])
    hooks.ask(workspace.pk, url, "run-1-1", {})
    play()
    (answer,) = heard
    assert (answer.ok, answer.status) == (False, 0)
    assert re.search(words, answer.detail)


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        (b"", ""),
        (b"ok", "not a JSON object"),
        (b"[1, 2]", "not a JSON object"),
        (b'{"a": ' + b"1" * 70_000 + b"}", "larger than 64 KB"),
        (b"\xff\xfe", "not a JSON object"),
        (b"[" * 60_000, "not a JSON object"),
    ],
)
def test_an_answer_that_is_no_object_is_good_but_empty(ask, receiver, play, heard, body, detail):
    receiver.says.append(Says(200, body))
    ask()
    play()
    assert (heard[0].ok, heard[0].body) == (True, None)
    assert detail in heard[0].detail


def test_a_listener_that_breaks_hears_it_again_and_the_call_is_not_repeated(
    ask, receiver, play, heard, clock
):
    broken = [RuntimeError("no")]

    def breaks_once(answer):
        if broken:
            raise broken.pop()

    answers.on_answer(breaks_once)
    ask()
    play()
    assert len(receiver.got) == 1
    assert HookCall.everywhere.get().tell_at > timezone.now()
    clock.shift(telling.AGAIN_AFTER)
    play()
    assert HookCall.everywhere.get().tell_at is None
    assert len(receiver.got) == 1


def test_a_replay_is_for_the_log_only(ask, receiver, play, heard):
    receiver.says.append(Says(404))
    ask()
    play()
    assert replays.replay(HookCall.everywhere.all()) == 1
    play()
    assert HookCall.everywhere.get().state == HookCall.State.DONE
    assert len(heard) == 1


def test_its_patience_is_bounded(ask):
    ask(timeout=timedelta(hours=1))
    assert HookCall.everywhere.get().patience == 30


def test_what_is_undone_is_not_asked(ask, serve):
    with transaction.atomic():
        ask()
        transaction.set_rollback(True)
    assert serve() == 0


def test_a_new_secret_for_rules_signs_beside_the_old_one(workspace, admin, ask, receiver, play):
    ask()
    play()
    old = RuleKey.everywhere.get().secret
    new = endpoints.new_rule_key(workspace.pk, by=admin)
    ask(key="run-5-3")
    play()
    assert receiver.got[0].is_signed_with(old)
    assert receiver.got[1].is_signed_with(old)
    assert receiver.got[1].is_signed_with(new)
