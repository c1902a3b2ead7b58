"""The window endpoint, word for word (W-15)."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from tests import factories

PATH = "/api/v1/app/instagram/messages/window"
WROTE = datetime(2026, 4, 24, 3, 15, 22, 987_654, tzinfo=UTC)
DAY, WEEK = timedelta(hours=24), timedelta(days=7)


def ask(program, conversation_id):
    return program.get(PATH, conversation_id=conversation_id)


def test_the_body_is_exact(program, account, time_machine):  # W-15
    thread = factories.thread_open_since(WROTE.replace(microsecond=0), account)
    time_machine.move_to(datetime(2026, 4, 24, 4, 20, 22, tzinfo=UTC), tick=False)
    answer = ask(program, thread.pk)
    assert answer.status_code == 200
    assert json.dumps(answer.json()) == (
        '{"success": true, "window": {"state": "open", "can_reply": true, '
        '"needs_human_agent": false, "seconds_remaining": 82500, '
        '"last_inbound_at": "2026-04-24T03:15:22Z"}}'
    )


@pytest.mark.parametrize(
    ("passed", "state", "can_reply", "human", "seconds"),
    [
        (timedelta(0), "open", True, False, 86_400),
        (DAY - timedelta(seconds=1), "open", True, False, 1),
        (DAY, "human_agent", True, True, 6 * 86_400),
        (WEEK - timedelta(seconds=1), "human_agent", True, True, 1),
        (WEEK, "locked", False, False, 0),
    ],
)
def test_each_state(program, account, time_machine, passed, state, can_reply, human, seconds):
    thread = factories.thread_open_since(WROTE, account)
    time_machine.move_to(WROTE + passed, tick=False)
    assert ask(program, thread.pk).json()["window"] == {
        "state": state,
        "can_reply": can_reply,
        "needs_human_agent": human,
        "seconds_remaining": seconds,
        "last_inbound_at": "2026-04-24T03:15:22Z",
    }


def test_who_never_wrote_is_locked(program, account):
    assert ask(program, factories.thread(account).pk).json()["window"] == {
        "state": "locked",
        "can_reply": False,
        "needs_human_agent": False,
        "seconds_remaining": 0,
        "last_inbound_at": None,
    }


def test_a_comments_private_reply_is_one_key_more(program, account, time_machine):  # W-6
    thread = factories.thread(account)
    thread.open_comment = factories.message(thread, kind="comment", sent_at=WROTE)
    thread.save(update_fields=["open_comment"])
    time_machine.move_to(WROTE + DAY, tick=False)
    assert ask(program, thread.pk).json()["window"] == {
        "state": "locked",
        "can_reply": False,
        "needs_human_agent": False,
        "seconds_remaining": 0,
        "last_inbound_at": None,
        "private_reply_until": "2026-05-01T03:15:22Z",
    }


@pytest.mark.parametrize("unknown", ["0", "9" * 18, "9" * 40, "abc", "-1", "1.5", "١", "1 or 1"])
def test_an_unknown_id_is_not_found(program, unknown):
    answer = ask(program, unknown)
    assert answer.status_code == 404
    assert answer.json() == {"success": False, "error": "Not found."}


def test_a_foreign_id_is_as_unknown_as_any(stranger, account):
    thread = factories.thread(account)
    answer = ask(stranger, thread.pk)
    assert answer.status_code == 404
    assert answer.json() == ask(stranger, 999_999_999).json()


def test_a_missing_id_is_said(program):
    answer = program.get(PATH)
    assert answer.status_code == 400
    assert answer.json() == {"success": False, "error": "conversation_id is missing."}


def test_without_sign_in_the_shape_is_the_same(db):
    thread = factories.thread()
    answer = Client().get(PATH, {"conversation_id": thread.pk})
    assert answer.status_code == 401
    body = answer.json()
    assert body["success"] is False
    assert isinstance(body["error"], str)
    assert set(body) == {"success", "error"}


def test_a_signed_in_person_may_ask(person, account):
    thread = factories.thread_open_since(WROTE, account)
    assert person.get(PATH, {"conversation_id": thread.pk}).json()["success"] is True
    foreign = factories.thread_open_since(WROTE)
    assert person.get(PATH, {"conversation_id": foreign.pk}).status_code == 404


def test_it_costs_two_queries(program, account, django_assert_max_num_queries):
    thread = factories.thread_open_since(WROTE, account)
    ask(program, thread.pk)  # the first notes that the token was used
    with django_assert_max_num_queries(2):
        ask(program, thread.pk)
