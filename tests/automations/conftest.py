"""A workspace with rules, and contacts who set them off."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from automations.models import Decision
from automations.react import react
from automations.rulebook import import_rules
from inbox.delivery.models import Outbound
from inbox.threads.models import Message
from tests import factories


def rule(name="Price", **fields):
    """One rule of the JSON, with whatever is not said."""
    usual = {
        "on": ["dm", "comment"],
        "match": "contains",
        "keywords": ["price"],
        "steps": [{"send": {"texts": ["Our prices: …"]}}],
    }
    return {"name": name} | usual | fields


def flow(*steps, name="Price", **fields):
    """A rule with these steps."""
    return rule(name, steps=list(steps), **fields)


def document(*rules):
    return json.dumps({"version": 1, "rules": list(rules)})


@pytest.fixture
def account(db):
    return factories.account()


@pytest.fixture
def have_rules(account):
    """Give the workspace these rules."""
    return lambda *rules: import_rules(account.workspace, document(*rules))


@pytest.fixture
def thread(account):
    return factories.thread_open_since(timezone.now(), account)


@pytest.fixture
def hear(thread):
    """A contact says something; what the automations decided, None if it set nothing off."""

    def hear(text="What is the price?", in_thread=None, **fields):
        place = in_thread or thread
        message = factories.message(place, text=text, **fields)
        if message.sent_at and message.kind != "comment" and message.origin == "contact":
            type(place).everywhere.filter(pk=place.pk).update(last_contact_at=message.sent_at)
        react([whole(message)])
        return Decision.everywhere.filter(message=message).select_related("run", "rule").first()

    return hear


@pytest.fixture
def comment(hear):
    """A contact comments."""
    return lambda text="price?", **fields: hear(text, kind="comment", **fields)


@pytest.fixture
def said(thread):
    """All that automations have queued for the contact and not taken back, in order."""

    def said(in_thread=None):
        sent = Outbound.everywhere.filter(thread=in_thread or thread, author="automation")
        alive = sent.exclude(state="withdrawn").select_related("message").order_by("pk")
        return [outbound.message.text for outbound in alive]

    return said


def steps_of(decision):
    """What the run that a decision began or moved has done, in order."""
    return list(decision.run.steps.select_related("outbound__message").order_by("visit"))


def whole(message):
    """The message as the intake hands it over."""
    related = ("thread__contact", "thread__account", "thread__workspace")
    return Message.everywhere.select_related(*related).get(pk=message.pk)


def ago(**span):
    return timezone.now() - timedelta(**span)
