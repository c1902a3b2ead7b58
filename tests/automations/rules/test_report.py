"""The figures of one rule, each with its edge."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from automations.models import StepDone
from automations.publishing import publish, save_draft
from automations.rules.report import report
from tests.automations.rules.conftest import definition

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def rule(add):
    steps = [
        {"reply_publicly": {"texts": ["Sent!"]}},
        {"send": {"texts": ["S to XL", "All sizes"]}},
        {"ask": {"texts": ["E-mail?"], "answer": "email", "save_to": "email"}},
    ]
    return add("Sizes", on=["comment"], steps=steps)


@pytest.fixture
def told(rule):
    return lambda days=7: report(rule, days, timezone.now())


def test_fired_and_replied_are_counted_in_the_time_asked_for(told, rule, fire):
    fire(rule, ago=HOUR, replied=True)
    fire(rule, ago=7 * DAY - HOUR)
    fire(rule, ago=7 * DAY + HOUR, replied=True)
    fire(rule, ago=91 * DAY)
    week, quarter = told(7), told(90)
    assert (week.fired, week.replied.count, week.replied.percent) == (2, 1, 50)
    assert (quarter.fired, quarter.replied.count) == (3, 2)


def test_runs_are_counted_by_how_they_ended(told, rule, fire):
    for ended in ("finished", "finished", "handed_off", "timed_out", ""):
        fire(rule, ended=ended, answers={"email": "a@b.example"} if ended == "finished" else {})
    figures = told()
    assert figures.runs == 5
    assert figures.finished.count == 2
    assert figures.captured.count == 2
    assert figures.handed_off.count == 1
    assert figures.under_way == 1
    ends = {str(share.name): share.count for share in figures.ends}
    assert ends == {"Finished": 2, "A person takes over": 1, "No answer came in time": 1}


def test_failures_are_counted_by_reason(told, rule, fire, say):
    for reason in ("content_rejected", "content_rejected", "contact_unavailable"):
        say(fire(rule), state="failed", reason=reason)
    say(fire(rule), state="sent")
    say(fire(rule), state="failed", reason="content_rejected", ago=8 * DAY)
    failures = [(str(share.name), share.count) for share in told().failures]
    assert failures == [("Content rejected", 2), ("Contact unavailable", 1)]


def step(run, place, **fields):
    made = {"workspace_id": run.workspace_id, "run": run, "rule": run.rule, "contact": run.contact}
    StepDone.everywhere.create(**made, place=place, kind="ask", **{"visit": place} | fields)


def test_the_funnel_counts_each_run_once_a_step_and_tells_what_was_skipped(told, rule, fire):
    first, second = fire(rule), fire(rule)
    for place in (0, 1, 2):
        step(first, place)
    step(first, 2, visit=3)  # asked again
    step(second, 0, skipped="no_comment")
    reached = told().steps
    assert [each.share.count for each in reached] == [2, 1, 1]
    assert [each.skipped for each in reached] == [1, 0, 0]
    assert [each.share.percent for each in reached] == [100, 50, 50]
    assert reached[1].said == "S to XL"


def test_the_funnel_is_of_the_newest_version_that_ran(told, rule, fire):
    step(fire(rule), 0)
    save_draft(rule, definition(on=["comment"]))
    publish(rule)
    figures = told()
    assert figures.version.number == 1
    assert len(figures.steps) == 3
    rule.refresh_from_db()
    step(fire(rule), 0)
    assert told().version.number == 2
    assert told().version_runs == 1


def test_wordings_are_compared_by_what_came_of_them(told, rule, fire, say):
    say(fire(rule, ago=2 * HOUR), "S to XL", state="seen", ago=HOUR)
    answered = fire(rule, ago=2 * HOUR)
    say(answered, "All sizes", state="sent", ago=HOUR)
    answered.thread.last_contact_at = timezone.now()
    answered.thread.save(update_fields=["last_contact_at"])
    say(fire(rule), "All sizes", state="failed", reason="content_rejected")
    rows = {row.words: row for row in told().wordings}
    assert (rows["S to XL"].sent, rows["S to XL"].seen.count) == (1, 1)
    assert rows["S to XL"].replied.count == 0
    assert (rows["All sizes"].sent, rows["All sizes"].seen.count) == (1, 0)
    assert rows["All sizes"].replied.percent == 100


def test_another_rule_is_not_counted(told, add, fire, say):
    other = add("Price")
    say(fire(other, replied=True), state="failed", reason="content_rejected")
    figures = told()
    assert (figures.fired, figures.runs, figures.failures, figures.wordings) == (0, 0, [], [])


def test_the_page_tells_the_figures_with_as_many_queries_for_many_runs(
    visit, lead, rule, fire, say
):
    client = visit(lead)
    say(fire(rule))
    address = f"/automation/{rule.pk}/figures/"
    assert 'data-testid="funnel"' in client.get(address).content.decode()
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    for _round in range(10):
        say(fire(rule, replied=True))
    with CaptureQueriesContext(connection) as many:
        text = client.get(f"{address}?range=90d").content.decode()
    assert len(many) == len(few)
    assert 'aria-current="true">90 days' in text
    assert client.get(f"{address}?range=nonsense").status_code == 200


def test_a_rule_that_never_ran_has_empty_figures(visit, lead, add):
    rule = add("New", is_live=False)
    text = visit(lead).get(f"/automation/{rule.pk}/figures/").content.decode()
    assert "Nothing that this rule sent has failed" in text
