"""Reading what was said, and saying something, through the API."""

import threading
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from inbox.accounts.models import AuditEntry
from inbox.delivery.models import Outbound
from inbox.threads.models import Attachment, Message, Reaction, Thread
from tests import factories

NOW = timezone.now()


@pytest.fixture
def thread(account):
    return factories.thread_open_since(NOW - timedelta(hours=1), account)


@pytest.fixture
def path(thread):
    return f"/api/v1/threads/{thread.pk}/messages/"


# --- Reading --------------------------------------------------------------------------------------
def test_messages_come_newest_first_with_all_that_hangs_on_them(program, thread, path):
    photo = factories.message(thread, kind="media", text="", sent_at=NOW)
    here = {"workspace_id": thread.workspace_id, "message": photo}
    Attachment.everywhere.create(**here, kind="image", url="https://cdn.example/p.jpg")
    Reaction.everywhere.create(**here, by_contact=False, emoji="❤️", at=NOW)
    Reaction.everywhere.create(**here, emoji="", at=NOW)  # taken back
    factories.message(thread, sent_at=None)  # its words have not arrived
    newest, oldest = program.get(path).json()["results"]
    assert (newest["id"], oldest["text"]) == (photo.pk, "hello")
    assert newest["attachments"] == [
        {"kind": "image", "url": "https://cdn.example/p.jpg", "title": ""}
    ]
    assert [each["emoji"] for each in newest["reactions"]] == ["❤️"]
    assert (newest["origin"], newest["author"], newest["status"]) == ("contact", "", None)


def test_next_leads_to_older_ones(program, thread, path):
    for number in range(6):
        factories.message(thread, text=str(number), sent_at=NOW + timedelta(seconds=number // 2))
    texts, url = [], f"{path}?limit=2"
    while url:
        page = program.get(url).json()
        texts += [row["text"] for row in page["results"]]
        parts = urlsplit(page["next"]) if page["next"] else None
        url = parts and f"{parts.path}?{parts.query}"
    assert texts == ["5", "4", "3", "2", "1", "0", "hello"]


def test_many_messages_cost_as_many_queries_as_one(
    program, thread, path, django_assert_num_queries
):
    program.get(path)
    for number in range(20):
        message = factories.message(thread, origin="app", sent_at=NOW + timedelta(seconds=number))
        Attachment.everywhere.create(
            workspace_id=thread.workspace_id, message=message, kind="image"
        )
    with django_assert_num_queries(5):  # token, thread, messages, attachments, reactions
        assert len(program.get(path).json()["results"]) == 21


# --- Saying ---------------------------------------------------------------------------------------
def test_a_reply_is_queued_and_told(program, thread, path):
    answer = program.post(path, {"text": "Until six 🙂"})
    assert answer.status_code == 201
    told = answer.json()
    assert (told["status"], told["reason"], told["text"]) == ("queued", None, "Until six 🙂")
    assert (told["origin"], told["author"]) == ("api", "Order desk")
    outbound = Outbound.everywhere.get()
    assert (outbound.message_id, outbound.author, outbound.tag) == (told["id"], "api", "")
    assert outbound.token == program.row
    listed = program.get(path).json()["results"][0]
    assert listed.pop("expected_at") >= told.pop("expected_at")  # its turn has not come yet
    assert listed == told


def test_a_person_writes_as_themselves(person, member, thread, path):
    answer = person.post(path, {"text": "On it"}, content_type="application/json")
    told = answer.json()
    assert (told["origin"], told["author"]) == ("member", "Kim")
    stored = Thread.everywhere.get(pk=thread.pk)
    assert (stored.assignee, stored.handler, stored.unread) == (member, "human", 0)


def test_the_same_key_gives_the_same_message(program, path):
    answers = [program.post(path, {"text": "hi"}, **{"Idempotency-Key": "a 1"}) for _ in range(3)]
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert Outbound.everywhere.count() == 1


def test_another_key_or_none_gives_another_message(program, path):
    for headers in ({"Idempotency-Key": "a"}, {"Idempotency-Key": "b"}, {}, {}):
        assert program.post(path, {"text": "hi"}, **headers).status_code == 201
    assert Outbound.everywhere.count() == 4


def test_a_key_with_another_text_is_refused(program, path):
    program.post(path, {"text": "hi"}, **{"Idempotency-Key": "a"})
    answer = program.post(path, {"text": "ho"}, **{"Idempotency-Key": "a"})
    assert answer.status_code == 422
    assert answer.json()["code"] == "key_reused"
    assert Outbound.everywhere.count() == 1


def test_a_key_belongs_to_who_uses_it(program, person, path):
    key = {"Idempotency-Key": "a"}
    program.post(path, {"text": "hi"}, **key)
    body = {"text": "ho"}
    answer = person.post(path, body, content_type="application/json", headers=key)
    assert answer.status_code == 201
    assert Outbound.everywhere.count() == 2


@pytest.mark.django_db(transaction=True)
def test_the_same_key_pressed_twice_at_once_is_one_message(program, path):
    start, answers = threading.Barrier(2), []

    def press():
        start.wait(timeout=10)
        answers.append(program.post(path, {"text": "hi"}, **{"Idempotency-Key": "a"}))
        connection.close()

    presses = [threading.Thread(target=press) for _ in range(2)]
    for each in presses:
        each.start()
    for each in presses:
        each.join(timeout=20)
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert Outbound.everywhere.count() == 1


def test_a_repeated_key_is_answered_even_when_the_window_has_shut(program, thread, path):
    key = {"Idempotency-Key": "a"}
    first = program.post(path, {"text": "hi"}, **key).json()
    long_ago = NOW - timedelta(days=30)
    Thread.everywhere.filter(pk=thread.pk).update(last_inbound_at=long_ago)
    again = program.post(path, {"text": "hi"}, **key)
    assert (again.status_code, again.json()["id"]) == (201, first["id"])


def test_a_key_that_is_too_long_is_refused(program, path):
    answer = program.post(path, {"text": "hi"}, **{"Idempotency-Key": "k" * 256})
    assert answer.status_code == 400
    assert answer.json()["fields"].keys() == {"Idempotency-Key"}


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "text"),
        ({"text": ""}, "text"),
        ({"text": " \n "}, "text"),
        ({"text": None}, "text"),
        ({"text": ["a"]}, "text"),
        ({"text": "a\x00b"}, "text"),
        ({"text": "hi", "expected_window": "ajar"}, "expected_window"),
    ],
)
def test_a_body_that_is_wrong_names_its_field(program, path, body, field):
    answer = program.post(path, body)
    assert answer.status_code == 400
    assert (answer.json()["code"], set(answer.json()["fields"])) == ("invalid", {field})
    assert not Outbound.everywhere.exists()


@pytest.mark.parametrize("raw", ["{", "[]", '"text"', "null", "\ufeff{}", '{"text": "\\ud800"}'])
def test_a_body_that_is_no_object_is_refused(program, path, raw):
    answer = program.post(path, raw)
    assert answer.status_code == 400
    assert {"code", "detail"} <= answer.json().keys()


def test_a_form_is_not_json(account, program, path):
    client = Client(headers={"Authorization": f"Bearer {program.token}"})
    answer = client.post(path, {"text": "hi"})
    assert answer.status_code == 415
    assert answer.json()["code"] == "unsupported_media_type"


# --- What the guard refuses -----------------------------------------------------------------------
@pytest.mark.parametrize(
    ("wrote", "code"),
    [(timedelta(hours=30), "human_agent_not_allowed"), (timedelta(days=8), "window_expired")],
)
def test_a_program_can_not_write_past_the_open_window(program, thread, path, wrote, code):  # W-10
    Thread.everywhere.filter(pk=thread.pk).update(last_inbound_at=NOW - wrote)
    answer = program.post(path, {"text": "hi"})
    assert answer.status_code == 409
    assert answer.json()["code"] == code
    assert answer.json().keys() == {"code", "detail"}
    assert Message.everywhere.filter(origin="api").count() == 0


def test_a_person_can_and_it_carries_the_tag(person, thread, path):  # W-10
    Thread.everywhere.filter(pk=thread.pk).update(last_inbound_at=NOW - timedelta(hours=30))
    answer = person.post(path, {"text": "Sorry for the wait"}, content_type="application/json")
    assert answer.status_code == 201
    assert Outbound.everywhere.get().tag == "HUMAN_AGENT"


@pytest.mark.parametrize("wrote", [timedelta(hours=1), timedelta(hours=30), timedelta(days=8)])
def test_a_program_can_never_ask_for_the_human_tag(program, thread, path, wrote):  # W-10
    Thread.everywhere.filter(pk=thread.pk).update(last_inbound_at=NOW - wrote)
    answer = program.post(path, {"text": "hi", "tag": "HUMAN_AGENT"})
    assert (answer.status_code, answer.json()["code"]) == (409, "human_agent_not_allowed")
    assert not Outbound.everywhere.exists()


@pytest.mark.parametrize("tag", ["ACCOUNT_UPDATE", "CONFIRMED_EVENT_UPDATE", "WHATEVER"])
def test_a_tag_that_is_not_supported_is_refused_with_those_that_are(program, path, tag):  # T-2
    answer = program.post(path, {"text": "hi", "tag": tag})
    assert (answer.status_code, answer.json()["code"]) == (409, "tag_not_supported")
    assert "HUMAN_AGENT" in answer.json()["detail"]


def test_what_looks_promotional_is_confirmed_by_a_person_only(person, program, thread, path):
    """W-12"""
    Thread.everywhere.filter(pk=thread.pk).update(last_inbound_at=NOW - timedelta(hours=30))
    body = {"text": "As promised: 20% off"}
    answer = person.post(path, body, content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (409, "looks_promotional")
    assert "20% off" in answer.json()["detail"]
    body["support_because"] = "We had promised it"
    assert program.post(path, body).json()["code"] == "human_agent_not_allowed"
    answer = person.post(path, body, content_type="application/json")
    assert answer.status_code == 201
    assert AuditEntry.everywhere.get().detail["because"] == "We had promised it"


def test_a_window_that_has_moved_on_refuses_what_was_written_for_it(person, thread, path):
    Thread.everywhere.filter(pk=thread.pk).update(last_inbound_at=NOW - timedelta(hours=30))
    body = {"text": "hi", "expected_window": "open"}
    answer = person.post(path, body, content_type="application/json")
    assert answer.status_code == 409
    assert answer.json()["code"] == "window_changed"
    assert not Outbound.everywhere.exists()


def test_a_text_over_the_limit_is_refused_and_never_cut(program, path):  # C-4
    answer = program.post(path, {"text": "é" * 501})
    assert answer.status_code == 409
    assert answer.json()["code"] == "text_too_long"
    assert "The text is 1002 bytes long and the limit is 1000." in answer.json()["detail"]
    assert program.post(path, {"text": "é" * 500}).status_code == 201
