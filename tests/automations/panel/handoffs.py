"""Handoffs and the flows before them, as rows."""

from django.utils import timezone

from automations.models import Handoff, Run, StepDone
from tests import factories
from tests.automations.rows import a_rule, a_run


def handed_off(thread, **fields):
    """An open handoff of ``thread``, unless ``fields`` say that it ended."""
    made = {"reason": Handoff.Reason.ASKED} | fields
    return Handoff.everywhere.create(workspace_id=thread.workspace_id, thread=thread, **made)


def run_of(thread, name="Sizes", **fields):
    """A flow that the contact was in, and that a handoff ended."""
    rule = a_rule(thread.workspace, name=name)
    made = {"ended": Run.Ended.HANDED_OFF, "ended_at": timezone.now(), "waits_for": ""}
    return a_run(factories.message(thread), rule=rule, **made | fields)


def step(run, kind, **fields):
    """The next step of ``run``; what is asked and its answer stand at one place."""
    done = run.steps.count()
    place = fields.pop("place", done if kind != "answer" else max(0, done - 1))
    return StepDone.everywhere.create(
        workspace_id=run.workspace_id, run=run, rule_id=run.rule_id, contact_id=run.contact_id,
        visit=done, place=place, kind=kind, **fields,
    )  # fmt: skip
