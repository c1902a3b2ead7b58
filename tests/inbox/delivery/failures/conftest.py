"""Failed messages, each with the fewest fields, and people who look at them."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from inbox.delivery.guard import Envelope, Surface
from inbox.delivery.models import Attempt, Outbound
from inbox.threads.models import Message
from tests import factories

HOUR = timedelta(hours=1)
STATES = {"window_expired": "expired", "outcome_unknown": "unknown"}


@pytest.fixture
def account(db):
    return factories.account(username="shop", messages_per_hour=0, calls_per_second=0)


@pytest.fixture
def lead(account):
    return factories.member(account.workspace, role="lead", name="Robin Hale")


@pytest.fixture
def agent(account):
    return factories.member(account.workspace, name="Kim Duarte")


@pytest.fixture
def fail(account, agent):
    """A message of the agent's, unless said otherwise, that did not go ``ago``; the contact had
    written an hour before."""

    def fail(reason="contact_unavailable", *, ago=HOUR, **fields):
        at = timezone.now() - ago
        place = fields.pop("thread", None) or factories.thread_open_since(
            at - HOUR, fields.pop("account", account)
        )
        rule = fields.pop("rule", None)
        member = fields.pop("member", None if rule else agent)
        state = fields.pop("state", STATES.get(reason, "failed"))
        message = factories.message(
            place,
            origin=Message.Origin.AUTOMATION if rule else Message.Origin.MEMBER,
            author_name=rule[1] if rule else "",
            member=member,
            text=fields.pop("text", "Three days."),
            external_id=None,
            sent_at=at,
        )
        made = {
            "author": "automation" if rule else "person",
            "member": member,
            "rule_id": rule[0] if rule else None,
            "priority": 2 if rule else 1,
            "envelope": Envelope(Surface.MESSAGE, place.contact.scoped_id, message.text).to_json(),
            "client_key": uuid4(),
            "state": state,
            "reason": reason,
            "created_at": at,
            "settled_at": at if state in ("failed", "expired") else None,
            "window_ends_at": at + 23 * HOUR,
        }
        return Outbound.everywhere.create(
            workspace_id=place.workspace_id,
            account=place.account,
            thread=place,
            message=message,
            **made | fields,
        )

    return fail


@pytest.fixture
def call():
    """The last call made for a message, as the platform refused it."""

    def call(outbound, **fields):
        at = outbound.settled_at or outbound.created_at
        made = {"number": 1, "fence": 1, "started_at": at, "finished_at": at}
        made |= {"outcome": Attempt.Outcome.REFUSED, "http_status": 400, "code": 551}
        return Attempt.everywhere.create(
            workspace_id=outbound.workspace_id,
            outbound=outbound,
            account_id=outbound.account_id,
            **made | fields,
        )

    return call


@pytest.fixture
def visit():
    """A member's browser without scripts."""

    def visit(member):
        client = Client()
        client.force_login(member.user)
        return client

    return visit
