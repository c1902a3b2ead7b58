"""What must never be false of rules, runs and handoffs: the database itself refuses it."""

import pytest

from automations.models import Decision, Handoff, Rule, Run
from tests import factories
from tests.automations.rows import (
    a_decision,
    a_handoff,
    a_route,
    a_rule,
    a_run,
    a_step,
    a_team,
    a_version,
    now,
    some_settings,
)
from tests.constraints import names_of, refused_by
from tests.inbox.delivery.test_constraints import outbound

pytestmark = pytest.mark.django_db


def two_rules(**same):
    workspace = factories.workspace()
    for _ in range(2):
        a_rule(workspace, **same)


def elsewhere():
    return factories.workspace().pk


def a_run_of(**foreign):
    Run.everywhere.filter(pk=a_run().pk).update(**foreign)


BAD_ROWS = {
    "rule_one_per_position": lambda: two_rules(position=1),
    "rule_named_once": lambda: two_rules(name="Price"),
    "rule_account_same_workspace": lambda: a_rule(account=factories.account()),
    "rule_live_same_workspace": lambda: a_rule(live=a_version()),
    "rule_has_a_name": lambda: a_rule(name=""),
    "rule_is_drafted_or_live": lambda: a_rule(draft=None),
    "rule_version_numbered_once": lambda: a_version(a_rule(), number=1),
    "rule_version_member_same_workspace": lambda: a_version(published_by=factories.member()),
    "run_one_per_message": lambda: a_run(a_run().message),
    "run_rule_same_workspace": lambda: a_run_of(rule=a_rule()),
    "run_version_same_workspace": lambda: a_run_of(version=a_version()),
    "run_thread_same_workspace": lambda: a_run_of(thread=factories.thread()),
    "run_contact_same_workspace": lambda: a_run_of(contact=factories.contact()),
    "run_message_same_workspace": lambda: a_run_of(message=factories.message()),
    "run_waits_or_has_ended": lambda: a_run(waits_for=""),
    "run_ended_is_known": lambda: a_run(waits_for="", ended_at=now(), ended="tired"),
    "run_waiting_for_its_time_knows_it": lambda: a_run(waits_for="time"),
    "step_done_once": lambda: a_step(a_step().run),  # K-5
    "step_run_same_workspace": lambda: a_step(run=a_run(), workspace_id=elsewhere()),
    "step_rule_same_workspace": lambda: a_step(rule=a_rule()),
    "step_contact_same_workspace": lambda: a_step(contact=factories.contact()),
    "step_outbound_same_workspace": lambda: a_step(outbound=outbound()),
    "decision_message_same_workspace": lambda: Decision.everywhere.filter(
        pk=a_decision().pk
    ).update(message=factories.message()),
    "decision_thread_same_workspace": lambda: a_decision(thread=factories.thread()),
    "decision_silence_says_why": lambda: a_decision(outcome="silent"),
    "decision_outcome_is_known": lambda: a_decision(outcome="shrugged"),
    "handoff_one_open_per_thread": lambda: a_handoff(a_handoff().thread),  # H-4
    "handoff_thread_same_workspace": lambda: a_handoff(workspace_id=elsewhere()),
    "handoff_message_same_workspace": lambda: a_handoff(message=factories.message()),
    "handoff_run_same_workspace": lambda: a_handoff(run=a_run()),
    "handoff_team_same_workspace": lambda: a_handoff(team=a_team()),
    "handoff_offered_to_same_workspace": lambda: a_handoff(offered_to=factories.member()),
    "handoff_outbound_same_workspace": lambda: a_handoff(acknowledged_by=outbound()),
    "handoff_taken_by_same_workspace": lambda: a_handoff(taken_by=factories.member()),
    "handoff_reason_is_known": lambda: a_handoff(reason="mood"),
    "handoff_ended_says_how": lambda: a_handoff(ended_at=now()),
    "handoff_escalates_while_it_waits": lambda: a_handoff(taken_at=now(), escalates_at=now()),
    "automation_routing_is_known": lambda: some_settings(routing="dice"),
    "automation_numbers_are_positive": lambda: some_settings(misses=0),
    "automation_default_team_same_workspace": lambda: some_settings(default_team=a_team()),
    "topic_route_named_once": lambda: a_route(a_route().team),
    "topic_route_team_same_workspace": lambda: a_route(workspace=factories.workspace()),
}
# For other tables' keys; the id alone is unique already.
KEYS = {"rule_of_its_workspace", "rule_version_of_its_workspace", "run_of_its_workspace"}


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


@pytest.mark.parametrize(
    ("model", "field", "constraint"),
    [
        (Run, "ended", "run_ended_is_known"),
        (Decision, "outcome", "decision_outcome_is_known"),
        (Handoff, "reason", "handoff_reason_is_known"),
        (Handoff, "ended", "handoff_ended_says_how"),
    ],
)
def test_the_database_knows_every_word_that_the_code_knows(model, field, constraint):
    condition = str(next(c for c in model._meta.constraints if c.name == constraint).condition)
    for value in model._meta.get_field(field).choices:
        assert repr(value[0]) in condition
