"""API tokens: shown once, known by their digest."""

from datetime import timedelta

import pytest
from django.utils import timezone

from inbox.accounts import tokens
from inbox.accounts.models import ApiToken
from tests import factories

pytestmark = pytest.mark.django_db


def test_a_token_is_kept_as_its_digest_only():
    workspace = factories.workspace()
    token = tokens.issue(workspace, " Order desk ")
    row = ApiToken.objects.in_workspace(workspace).get()
    assert row.name == "Order desk"
    stored = {str(value) for value in vars(row).values()}
    assert not any(token in value for value in stored)
    assert row.digest == tokens.digest_of(token)
    assert len(token) > 40


def test_two_tokens_are_never_the_same():
    workspace = factories.workspace()
    assert len({tokens.issue(workspace, "n") for _ in range(20)}) == 20


@pytest.mark.parametrize("wrong", ["", "handoff_", "x" * 10_000, "\udcff\x00", "handoff_ä"])
def test_an_unknown_token_is_nobody(wrong):
    assert tokens.find(wrong) is None


@pytest.mark.parametrize("name", ["", "   ", "x" * 81])
def test_a_token_needs_a_name(name):
    with pytest.raises(tokens.NoName):
        tokens.issue(factories.workspace(), name)


def test_its_use_is_noted_once_a_minute(time_machine, django_assert_num_queries):
    now = timezone.now()
    time_machine.move_to(now, tick=False)
    token = tokens.issue(factories.workspace(), "n")
    assert tokens.find(token) is not None
    assert ApiToken.everywhere.get().last_used_at == now
    time_machine.move_to(now + timedelta(seconds=59), tick=False)
    with django_assert_num_queries(1):
        tokens.find(token)
    assert ApiToken.everywhere.get().last_used_at == now
    time_machine.move_to(now + timedelta(seconds=60), tick=False)
    tokens.find(token)
    assert ApiToken.everywhere.get().last_used_at == now + timedelta(seconds=60)
