"""What must never be false of rules and firings: the database itself refuses it."""

import pytest

from automations.models import Firing, Rule
from tests import factories
from tests.constraints import names_of, refused_by
from tests.inbox.delivery.test_constraints import outbound

pytestmark = pytest.mark.django_db


def a_rule(workspace=None, **fields):
    owner = workspace or factories.workspace()
    made = {"name": f"rule {Rule.everywhere.count()}", "position": Rule.everywhere.count()}
    return Rule.everywhere.create(workspace=owner, definition={}, version=1, **made | fields)


def firing(message=None, **fields):
    about = message or factories.message()
    made = {
        "rule": fields.pop("rule", None) or a_rule(about.workspace),
        "contact": about.thread.contact,
        "workspace_id": about.workspace_id,
        "skipped": "refused",
    }
    return Firing.everywhere.create(message=about, **made | fields)


def two_rules(**same):
    workspace = factories.workspace()
    for _ in range(2):
        a_rule(workspace, **same)


def two_firings():
    first = firing()
    firing(first.message)


BAD_ROWS = {
    "rule_one_per_position": lambda: two_rules(position=1),
    "rule_named_once": lambda: two_rules(name="Price"),
    "rule_account_same_workspace": lambda: a_rule(account=factories.account()),
    "rule_has_a_name": lambda: a_rule(name=""),
    "firing_one_rule_per_message": two_firings,  # K-4
    "firing_rule_same_workspace": lambda: firing(rule=a_rule()),
    "firing_message_same_workspace": lambda: Firing.everywhere.filter(pk=firing().pk).update(
        message=factories.message()
    ),
    "firing_contact_same_workspace": lambda: firing(contact=factories.contact()),
    "firing_outbound_same_workspace": lambda: firing(skipped="", outbound=outbound()),
    "firing_sent_or_says_why": lambda: firing(skipped=""),
}
KEYS = {"rule_of_its_workspace"}  # for other tables' keys; the id alone is unique already


def test_every_constraint_is_shown_to_hold():
    assert set(BAD_ROWS) | KEYS == names_of("automations")


@pytest.mark.parametrize("name", BAD_ROWS)
def test_the_database_refuses(name):
    with refused_by(name):
        BAD_ROWS[name]()


def test_two_rules_may_change_places():
    workspace = factories.workspace()
    first, second = a_rule(workspace, position=0), a_rule(workspace, position=1)
    Rule.everywhere.filter(pk=first.pk).update(position=1)
    Rule.everywhere.filter(pk=second.pk).update(position=0)
