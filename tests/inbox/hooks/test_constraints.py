"""What must never be false of webhooks: the database itself refuses it."""

from uuid import uuid4

import pytest
from django.utils import timezone

from inbox.hooks.models import Endpoint, HookAttempt, HookCall, RuleKey
from tests import factories
from tests.constraints import names_of, refused_by

pytestmark = pytest.mark.django_db


def endpoint(**fields):
    made = {"url": "https://a.example/", "events": ["message.sent"], "secret": "hook_x"}
    return Endpoint.everywhere.create(**{"workspace": factories.workspace()} | made | fields)


def call(of=None, **fields):
    owner = of or endpoint()
    made = {"workspace_id": owner.workspace_id, "endpoint": owner, "target": "t", "body": "{}"}
    return HookCall.everywhere.create(**made | {"event": "test", "key": uuid4().hex} | fields)


def step(workspace=None, **fields):
    place = workspace or factories.workspace()
    made = {"workspace": place, "endpoint": None, "url": "https://a.example/", "target": "t"}
    made |= {"event": "rule.step", "body": "{}", "key": "run-1-1"}
    return HookCall.everywhere.create(**made | fields)


def attempt(of=None, **fields):
    owner = of or call()
    made = {"workspace_id": owner.workspace_id, "call": owner, "number": 1}
    return HookAttempt.everywhere.create(**made | fields)


def told_twice():
    first = call()
    call(first.endpoint, event=first.event, key=first.key)


def asked_twice():
    step(step().workspace)


def rule_key(**fields):
    return RuleKey.everywhere.create(**{"workspace": factories.workspace(), "secret": "s"} | fields)


BAD_ROWS = {
    "endpoint_has_an_address": lambda: endpoint(url=""),
    "endpoint_on_can_sign": lambda: endpoint(secret=""),
    "endpoint_off_says_why_and_when": lambda: endpoint(is_on=False),
    "endpoint_old_secret_has_its_end": lambda: endpoint(old_secret="hook_old"),
    "hook_call_once_per_endpoint": told_twice,
    "hook_call_once_per_step": asked_twice,
    "hook_call_endpoint_same_workspace": lambda: call(workspace_id=factories.workspace().pk),
    "hook_call_knows_where": lambda: step(url=""),
    "hook_call_waits_or_is_settled": lambda: call(state="done"),
    "hook_call_tells_an_end_of_a_step": lambda: step(tell_at=timezone.now()),
    "hook_call_says_something": lambda: call(body=""),
    "hook_attempt_numbered_once": lambda: attempt(attempt().call),
    "hook_attempt_call_same_workspace": lambda: attempt(workspace_id=factories.workspace().pk),
    "rule_key_can_sign": lambda: rule_key(secret=""),
    "rule_key_old_secret_has_its_end": lambda: rule_key(old_secret="hook_old"),
}
# Needed by other tables' keys to this one; nothing can break it, because the id alone is unique.
KEYS = {"endpoint_of_its_workspace", "hook_call_of_its_workspace"}


def test_every_constraint_is_shown_to_hold():
    assert set(BAD_ROWS) | KEYS == names_of("hooks")


@pytest.mark.parametrize("name", BAD_ROWS)
def test_the_database_refuses(name):
    with refused_by(name):
        BAD_ROWS[name]()


def test_secrets_are_ciphertext_where_they_are_stored():
    from django.db import connection

    made = endpoint(secret="hook_plain", old_secret="hook_older", old_secret_until=timezone.now())
    with connection.cursor() as cursor:
        cursor.execute("SELECT secret, old_secret FROM hooks_endpoint WHERE id = %s", [made.pk])
        stored = cursor.fetchone()
    assert "hook_" not in "".join(stored)
