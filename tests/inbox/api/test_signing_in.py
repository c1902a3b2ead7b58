"""Who may ask the API, and how they say who they are."""

import pytest
from django.test import Client

from inbox.accounts import tokens
from tests import factories

THREADS = "/api/v1/threads/"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer wrong", "Basic a2ltOnB3", "Token abc", "Bearer a b"]
)
def test_nobody_is_answered_401_in_the_one_shape(header):
    answer = Client(headers={"Authorization": header} if header else {}).get(THREADS)
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    assert set(answer.json()) == {"code", "detail"}


def test_a_token_opens_its_own_workspace_only(program, stranger, account):
    thread = factories.thread(account)
    assert [row["id"] for row in program.get(THREADS).json()["results"]] == [thread.pk]
    assert stranger.get(THREADS).json()["results"] == []
    for path in (f"{THREADS}{thread.pk}/", f"{THREADS}{thread.pk}/messages/"):
        assert program.get(path).status_code == 200
        assert stranger.get(path).status_code == 404
        assert stranger.post(path, {"text": "hi"}).status_code in (404, 405)


def test_a_session_opens_its_persons_workspace_only(person, account):
    thread, foreign = factories.thread(account), factories.thread()
    assert [row["id"] for row in person.get(THREADS).json()["results"]] == [thread.pk]
    assert person.get(f"{THREADS}{foreign.pk}/").status_code == 404


def test_a_wrong_token_is_not_saved_by_a_session(person):
    answer = person.get(THREADS, headers={"Authorization": "Bearer wrong"})
    assert answer.status_code == 401


@pytest.mark.django_db
def test_a_person_without_a_workspace_is_told_so():
    client = Client()
    client.force_login(factories.user())
    answer = client.get(THREADS)
    assert answer.status_code == 403
    assert answer.json()["code"] == "permission_denied"
    assert "workspace" in answer.json()["detail"]


def test_a_session_that_writes_needs_the_csrf_token(account, member):
    thread = factories.thread(account)
    client = Client(enforce_csrf_checks=True)
    client.force_login(member.user)
    path = f"{THREADS}{thread.pk}/messages/"
    answer = client.post(path, {"text": "hi"}, content_type="application/json")
    assert answer.status_code == 403
    assert "CSRF" in answer.json()["detail"]


def test_a_token_that_writes_needs_none(account, program):
    thread = factories.thread(account)
    headers = {"Authorization": f"Bearer {program.token}"}
    client = Client(enforce_csrf_checks=True, headers=headers)
    path = f"{THREADS}{thread.pk}/messages/"
    answer = client.post(path, {"text": "hi"}, content_type="application/json")
    assert answer.status_code == 409  # past the door; it is the window that is shut


def test_a_member_who_left_is_out(person, member):
    member.delete()
    assert person.get(THREADS).status_code == 403


def test_a_deleted_token_is_out(program):
    program.row.delete()
    assert program.get(THREADS).status_code == 401


def test_the_word_bearer_is_read_in_any_case(account):
    token = tokens.issue(account.workspace, "n")
    answer = Client(headers={"Authorization": f"bearer {token}"}).get(THREADS)
    assert answer.status_code == 200
