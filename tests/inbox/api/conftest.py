"""Who calls the API in these tests."""

import pytest
from django.test import Client

from inbox.accounts import tokens
from inbox.accounts.models import ApiToken
from tests import factories


class Program:
    """A program with a token of one workspace."""

    def __init__(self, workspace):
        self.token = tokens.issue(workspace, "Order desk")
        self.row = ApiToken.everywhere.get(digest=tokens.digest_of(self.token))
        self._client = Client(headers={"Authorization": f"Bearer {self.token}"})

    def get(self, path, **query):
        return self._client.get(path, query)

    def post(self, path, body, **headers):
        return self._client.post(path, body, content_type="application/json", headers=headers)


@pytest.fixture
def account(db):
    return factories.account(human_agent_approved=True)


@pytest.fixture
def program(account):
    return Program(account.workspace)


@pytest.fixture
def stranger(db):
    """A program of another workspace."""
    return Program(factories.workspace())


@pytest.fixture
def member(account):
    return factories.member(account.workspace, name="Kim")


@pytest.fixture
def person(member):
    """The client of a signed-in member."""
    client = Client()
    client.force_login(member.user)
    return client
