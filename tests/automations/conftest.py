"""A workspace with rules, and contacts who set them off."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from automations.models import Firing
from automations.react import react
from automations.rulebook import import_rules
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
    """A contact says something; what the automations made of it."""

    def hear(text="What is the price?", in_thread=None, **fields):
        message = factories.message(in_thread or thread, text=text, **fields)
        react([whole(message)])
        return list(Firing.everywhere.filter(message=message).order_by("step"))

    return hear


@pytest.fixture
def comment(hear):
    """A contact comments."""
    return lambda text="price?", **fields: hear(text, kind="comment", **fields)


def whole(message):
    """The message as the intake hands it over."""
    related = ("thread__contact", "thread__account", "thread__workspace")
    return Message.everywhere.select_related(*related).get(pk=message.pk)


def ago(**span):
    return timezone.now() - timedelta(**span)
