"""A rule in a workspace, and the people who may and may not edit it."""

import pytest
from django.urls import reverse

from automations.definition import stored
from automations.models import Rule
from automations.publishing import publish, save_draft
from tests import factories
from tests.automations.editor.pages import posted

SIMPLE = {
    "on": ["comment"],
    "match": "contains",
    "keywords": ["size"],
    "steps": [
        {"id": "s1", "reply_publicly": {"texts": ["Sent you a message!"]}},
        {"id": "s2", "send": {"texts": ["Here are our sizes"]}},
    ],
}


@pytest.fixture
def account(db):
    return factories.account(username="shop")


@pytest.fixture
def admin(account):
    return factories.member(account.workspace, role="admin")


@pytest.fixture
def make_rule(account):
    """A rule with this draft; ``live`` publishes it first."""

    def make(definition=SIMPLE, *, name="Sizes", live=False):
        rule = Rule.everywhere.create(
            workspace=account.workspace,
            name=name,
            position=Rule.everywhere.count(),
            draft=definition,
            edition=1,
        )
        if live:
            publish(rule)
        else:
            save_draft(rule, definition)
        return rule

    return make


@pytest.fixture
def rule(make_rule):
    return make_rule()


class Editor:
    """One person's browser without scripts, at one rule."""

    def __init__(self, client, rule):
        self.client, self.rule = client, rule
        self.page = reverse("rule", args=[rule.pk])
        self.open()

    def open(self):
        self.answer = self.client.get(self.page)
        self.html = self.answer.content.decode()
        return self

    def press(self, act="save", follow=True, **changed):
        """Press a button of the form, with these fields changed."""
        fields = {name.replace("__", "-"): value for name, value in changed.items()}
        data = posted(self.html, act=act) | {
            name: value if isinstance(value, list) else [value] for name, value in fields.items()
        }
        self.answer = self.client.post(
            reverse("rule_draft", args=[self.rule.pk]), data, follow=follow
        )
        self.html = self.answer.content.decode()
        self.rule.refresh_from_db()
        return self

    @property
    def definition(self):
        return stored(self.rule.draft or self.rule.live.definition)


@pytest.fixture
def editor(client, admin, rule):
    client.force_login(admin.user)
    return Editor(client, rule)
