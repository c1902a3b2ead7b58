"""A workspace with rules, the people who read and edit them, and what the rules did."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from automations.models import Decision, Rule, Run, StepDone
from automations.publishing import publish
from automations.rules import making
from automations.rules.order import in_order
from inbox.delivery.guard import Envelope, Surface
from inbox.delivery.models import Outbound
from inbox.threads.models import Message
from tests import factories

HOUR = timedelta(hours=1)
SAYS = {"on": ["dm"], "match": "contains", "keywords": ["price"], "steps": []}


def definition(**fields):
    """A rule's JSON that may be published, with whatever is not said."""
    return SAYS | {"steps": [{"send": {"texts": ["Our prices: …"]}}]} | fields


@pytest.fixture
def account(db):
    return factories.account(username="shop")


@pytest.fixture
def workspace(account):
    return account.workspace


@pytest.fixture
def admin(workspace):
    return factories.member(workspace, role="admin", name="Ada Byron")


@pytest.fixture
def lead(workspace):
    return factories.member(workspace, role="lead", name="Robin Hale")


@pytest.fixture
def agent(workspace):
    return factories.member(workspace, name="Kim Duarte")


@pytest.fixture
def add(workspace):
    """A rule that is live, unless it is said that it is not."""

    def add(name="Price", *, is_live=True, account=None, **fields):
        rule = making.add(workspace, name, definition(**fields), account)
        if is_live:
            publish(rule)
        return Rule.everywhere.select_related("live").get(pk=rule.pk)

    return add


@pytest.fixture
def names(workspace):
    """The rules' names in the order in which they are asked."""
    return lambda: [
        rule.name for rule in in_order(Rule.objects.in_workspace(workspace).select_related("live"))
    ]


@pytest.fixture
def visit():
    """A member's browser without scripts."""

    def visit(member):
        client = Client()
        client.force_login(member.user)
        return client

    return visit


@pytest.fixture
def fire(account):
    """A rule answers somebody, ``ago``; ``replied``: they wrote again. The run that it began."""

    def fire(rule, *, ago=HOUR, replied=False, ended="finished", **of_run):
        at = timezone.now() - ago
        thread = factories.thread_open_since(at, account)
        if replied:
            thread.last_contact_at = at + timedelta(minutes=5)
            thread.save(update_fields=["last_contact_at"])
        made = {"workspace_id": rule.workspace_id, "rule": rule, "thread": thread}
        run = Run.everywhere.create(
            **made, version=rule.live, contact=thread.contact, message=thread.last_message,
            started_at=at, ended=ended, ended_at=at if ended else None,
            waits_for="" if ended else "answer", **of_run,
        )  # fmt: skip
        Decision.everywhere.create(
            **made, message=thread.last_message, outcome="fired", run=run, at=at
        )
        return run

    return fire


@pytest.fixture
def say(account):
    """What a run's step said, and how far that came."""

    def say(run, words="Our prices: …", *, place=0, visit=0, state="sent", reason="", ago=HOUR):
        at = timezone.now() - ago
        message = factories.message(
            run.thread, origin=Message.Origin.AUTOMATION, text=words, external_id=None, sent_at=at,
            author_name=run.rule.name,
        )  # fmt: skip
        outbound = Outbound.everywhere.create(
            workspace_id=run.workspace_id, account=account, thread=run.thread, message=message,
            author="automation", rule_id=run.rule_id, priority=2, state=state, reason=reason,
            envelope=Envelope(Surface.MESSAGE, run.contact.scoped_id, words).to_json(),
            client_key=uuid4(), created_at=at,
            settled_at=None if state in ("queued", "sending", "unknown") else at,
        )  # fmt: skip
        StepDone.everywhere.create(
            workspace_id=run.workspace_id, run=run, rule=run.rule, contact=run.contact,
            visit=visit, place=place, kind="send", outbound=outbound, wording=0, words=words, at=at,
        )  # fmt: skip
        return outbound

    return say
