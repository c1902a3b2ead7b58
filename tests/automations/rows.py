"""Rows of the automations for tests that look at the database itself."""

from django.utils import timezone

from automations.models import (
    AutomationSettings,
    Decision,
    Handoff,
    Rule,
    RuleVersion,
    Run,
    StepDone,
    TopicRoute,
)
from inbox.accounts.models import Team
from tests import factories

DEFINITION = {
    "on": ["dm"],
    "match": "contains",
    "keywords": ["price"],
    "steps": [{"send": {"texts": ["Our prices: …"]}}],
}


def a_rule(workspace=None, **fields):
    """A rule that is live, with one version."""
    owner = workspace or factories.workspace()
    count = Rule.everywhere.count()
    made = {"name": f"rule {count}", "position": count, "draft": DEFINITION, "edition": 1}
    row = Rule.everywhere.create(workspace=owner, **made | fields)
    if "live" not in fields:
        row.live = a_version(row)
        row.save()
    return row


def a_version(of_rule=None, **fields):
    rule = of_rule or a_rule()
    made = {"number": rule.versions.count() + 1, "definition": DEFINITION}
    made["workspace_id"] = rule.workspace_id
    return RuleVersion.everywhere.create(rule=rule, **made | fields)


def a_run(message=None, **fields):
    about = message or factories.message()
    rule = fields.pop("rule", None) or a_rule(about.workspace)
    made = {
        "workspace_id": about.workspace_id,
        "rule": rule,
        "version": rule.live,
        "thread": about.thread,
        "contact": about.thread.contact,
        "waits_for": "answer",
    }
    return Run.everywhere.create(message=about, **made | fields)


def a_step(run=None, **fields):
    of_run = run or a_run()
    made = {
        "workspace_id": of_run.workspace_id,
        "rule": of_run.rule,
        "contact": of_run.contact,
        "visit": 0,
        "place": 0,
        "kind": "send",
    }
    return StepDone.everywhere.create(run=of_run, **made | fields)


def a_decision(message=None, **fields):
    about = message or factories.message()
    made = {"workspace_id": about.workspace_id, "thread": about.thread, "outcome": "unmatched"}
    return Decision.everywhere.create(message=about, **made | fields)


def a_handoff(thread=None, **fields):
    about = thread or factories.thread()
    made = {"workspace_id": about.workspace_id, "thread": about, "reason": "asked"}
    return Handoff.everywhere.create(**made | fields)


def some_settings(**fields):
    owner = fields.pop("workspace", None) or factories.workspace()
    return AutomationSettings.everywhere.create(workspace=owner, **fields)


def a_team(workspace=None, name="Sales"):
    owner = workspace or factories.workspace()
    return Team.everywhere.create(workspace=owner, name=name)


def a_route(team=None, **fields):
    of_team = team or a_team()
    made = {"workspace": of_team.workspace, "name": "Orders", "words": ["order"]}
    return TopicRoute.everywhere.create(team=of_team, **made | fields)


def now():
    return timezone.now()
