"""Webhooks over the API: what programs and people may do with them."""

import pytest
from django.test import Client
from django.utils import timezone

from inbox import hooks
from inbox.accounts import tokens
from inbox.accounts.models import AuditEntry
from inbox.hooks import Event
from inbox.hooks.models import Endpoint, HookCall
from tests import factories
from tests.inbox.hooks.receiver import Says

pytestmark = pytest.mark.django_db
LIST = "/api/v1/webhooks/"


class Program(Client):
    def __init__(self, workspace):
        token = tokens.issue(workspace, "Order desk")
        super().__init__(headers={"Authorization": f"Bearer {token}"})

    def send(self, method, path, body):
        return getattr(self, method)(path, body, content_type="application/json")


@pytest.fixture
def program(workspace):
    return Program(workspace)


@pytest.fixture
def one(endpoint):
    return f"{LIST}{endpoint.pk}/"


def test_a_program_adds_a_webhook_and_is_told_its_secret_once(program, workspace):
    wanted = {"url": "https://shop.example/hooks", "events": ["message.sent"]}
    answer = program.send("post", LIST, wanted)
    assert answer.status_code == 201
    made = answer.json()
    assert made["secret"] == Endpoint.everywhere.get().secret
    (listed,) = program.get(LIST).json()["results"]
    assert listed == {key: value for key, value in made.items() if key != "secret"}
    entry = AuditEntry.objects.in_workspace(workspace).get()
    assert entry.detail == {"did": "added", "url": wanted["url"], "program": "Order desk"}


@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        ({"events": ["message.sent"]}, "url"),
        ({"url": "https://127.0.0.1/", "events": ["message.sent"]}, "url"),
        ({"url": "nonsense", "events": ["message.sent"]}, "url"),
        ({"url": "https://a.example/", "events": []}, "events"),
        ({"url": "https://a.example/", "events": ["everything"]}, "events"),
        ({"url": "https://a.example/", "events": ["test"]}, "events"),
        ({"url": "https://a.example/", "events": ["message.sent"], "note": "x" * 201}, "note"),
    ],
)
def test_what_cannot_be_is_refused_with_words(program, wanted, field):
    answer = program.send("post", LIST, wanted)
    assert answer.status_code == 400
    assert list(answer.json()["fields"]) == [field]
    assert not Endpoint.everywhere.exists()


def test_what_is_not_named_stays(program, endpoint, one):
    assert program.send("patch", one, {"note": "Till"}).json()["note"] == "Till"
    answer = program.send("patch", one, {"is_on": False}).json()
    assert (answer["note"], answer["status"], answer["off_because"]) == ("Till", "off", "by_hand")
    endpoint.refresh_from_db()
    assert endpoint.events == ["message.sent", "message.failed"]
    assert program.send("patch", one, {"is_on": True}).json()["status"] == "on"


def test_a_new_secret_and_the_end(program, endpoint, one):
    secret = program.send("post", f"{one}secret/", {}).json()["secret"]
    assert secret == Endpoint.everywhere.get().secret != endpoint.secret
    assert program.delete(one).json()["id"] == endpoint.pk
    assert program.get(one).status_code == 404
    assert program.get(LIST).json() == {"results": []}


def test_the_log_and_replays(program, workspace, endpoint, one, receiver, serve):
    receiver.says.append(Says(410, b"gone"))
    hooks.emit(workspace.pk, Event.MESSAGE_SENT, "1", {"text": "Hi"})
    serve()
    (told,) = program.get(f"{one}deliveries/").json()["results"]
    assert (told["state"], told["status"], told["answer"]) == ("failed", 410, "gone")
    assert told["key"] == "message.sent:1"
    refused = program.send("post", f"{one}replays/", {})
    assert (refused.status_code, refused.json()["code"]) == (409, "webhook_off")
    program.send("patch", one, {"is_on": True})
    assert program.send("post", f"{one}replays/", {}).json() == {"replayed": 1}
    serve()
    again = program.send("post", f"{one}replays/", {"delivery": told["id"]})
    assert again.json() == {"replayed": 1}
    missing = {"delivery": "00000000-0000-4000-8000-000000000000"}
    assert program.send("post", f"{one}replays/", missing).status_code == 404
    assert len(receiver.got) == 2


def test_pages_of_the_log(program, endpoint, one):
    HookCall.everywhere.bulk_create(
        HookCall(
            workspace_id=endpoint.workspace_id, endpoint=endpoint, target="t", event="test",
            key=str(number), body="{}", created_at=timezone.now(),
        )
        for number in range(5)
    )  # fmt: skip
    first = program.get(f"{one}deliveries/?limit=3").json()
    second = program.get(first["next"]).json()
    keys = [row["key"] for row in first["results"] + second["results"]]
    assert keys == [f"test:{number}" for number in (4, 3, 2, 1, 0)]
    assert second["next"] is None


def test_a_stranger_finds_nothing(endpoint, one):
    stranger = Program(factories.workspace())
    assert stranger.get(LIST).json() == {"results": []}
    for path in (one, f"{one}deliveries/"):
        assert stranger.get(path).status_code == 404
    for method, path in (("patch", one), ("post", f"{one}secret/"), ("post", f"{one}replays/")):
        assert stranger.send(method, path, {}).status_code == 404
    assert stranger.delete(one).status_code == 404
    assert Endpoint.everywhere.get().removed_at is None


@pytest.mark.parametrize(
    ("role", "reads", "changes"), [("agent", 403, 403), ("lead", 200, 403), ("admin", 200, 200)]
)
def test_each_role_may_do_its_own(workspace, endpoint, one, role, reads, changes):
    person = Client()
    person.force_login(factories.member(workspace, role=role).user)
    for path in (LIST, one, f"{one}deliveries/"):
        assert person.get(path).status_code == reads
    answer = person.patch(one, {"note": "x"}, content_type="application/json")
    assert answer.status_code == changes
    assert person.delete(one).status_code == changes


def test_nobody_gets_nothing(endpoint, one):
    for path in (LIST, one, f"{one}deliveries/"):
        assert Client().get(path).status_code == 401
