"""Signing in: by e-mail and password, by invitation only, and the demo only where it may be."""

import pytest
from django.test import Client

from inbox.accounts.models import Workspace
from tests import factories

PASSWORD = "a-long-enough-one"
pytestmark = pytest.mark.django_db


def sign_in(client: Client, email: str, password: str = PASSWORD):
    return client.post("/accounts/login/", {"login": email, "password": password})


@pytest.fixture
def member():
    made = factories.member(factories.workspace())
    made.user.set_password(PASSWORD)
    made.user.save()
    return made


def test_the_right_password_opens_the_inbox_in_whatever_case_the_address_is(client, member):
    answer = sign_in(client, member.user.email.upper())
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/inbox/"


def test_a_wrong_password_is_refused_in_plain_words(client, member):
    answer = sign_in(client, member.user.email, "not-this-one")
    assert answer.status_code == 200
    assert "_auth_user_id" not in client.session


def test_nobody_signs_up_by_themselves(client):
    client.post("/accounts/signup/", {"email": "new@person.example", "password1": PASSWORD})
    assert "_auth_user_id" not in client.session


def test_the_demos_people_sign_in_only_on_a_development_machine(client, member, settings):
    Workspace.objects.filter(pk=member.workspace_id).update(is_demo=True)
    settings.DEVELOPMENT = False
    refused = sign_in(client, member.user.email)
    assert "only where DEBUG is on" in refused.content.decode()
    settings.DEVELOPMENT = True
    assert sign_in(client, member.user.email).status_code == 302


def test_a_session_of_the_demo_shows_nothing_once_debug_is_off(client, member, settings):
    Workspace.objects.filter(pk=member.workspace_id).update(is_demo=True)
    settings.DEVELOPMENT = True
    sign_in(client, member.user.email)
    assert client.get("/inbox/all/").status_code == 200
    settings.DEVELOPMENT = False
    assert client.get("/inbox/all/").status_code == 403
