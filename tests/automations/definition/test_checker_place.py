"""The checker says what a rule needs that is not there (O-6, K-11)."""

from dataclasses import replace
from datetime import date

import pytest
from django.utils import timezone

from automations.definition.checker import Beside, beside, check
from automations.definition.checker_beside import AccountFacts, Surroundings
from automations.models import AutomationSettings
from automations.publishing import save_draft
from inbox.accounts.models import OpeningHours, Team
from inbox.threads.models import Post
from tests import factories
from tests.automations.definition.made import SAY, anything, rule
from tests.automations.rows import DEFINITION, a_rule

SHOP = AccountFacts("shop")
AROUND = Beside(accounts=(SHOP,), today=date(2026, 11, 22))


def found(definition, around=AROUND):
    return [(finding.level, finding.code, finding.where) for finding in check(definition, around)]


def test_an_account_that_can_not_send_is_named():
    lost = replace(SHOP, is_connected=False)
    assert found(rule(), replace(AROUND, accounts=(lost,))) == [
        ("warning", "account_disconnected", "")
    ]
    assert found(rule(), replace(AROUND, accounts=())) == [("warning", "account_disconnected", "")]


def test_stopped_automations_are_named():  # K-11
    stopped = replace(SHOP, automations_on=False)
    assert found(rule(), replace(AROUND, accounts=(stopped,))) == [
        ("warning", "automations_off", "")
    ]
    assert found(rule(), replace(AROUND, automations_on=False)) == [
        ("warning", "automations_off", "")
    ]


def test_a_post_that_is_gone_or_unknown_is_named():
    around = replace(AROUND, posts={"1": "known", "2": "gone", "3": "unknown"})
    definition = rule(on=["comment"], where={"posts": ["1", "2", "3", "4"]})
    assert found(definition, around) == [
        ("warning", "post_gone", "where.posts[1]"),
        ("warning", "post_unknown", "where.posts[2]"),
    ]


@pytest.mark.parametrize("hours", ["open", "closed"])
def test_hours_that_nobody_has_set_are_named(hours):
    definition = rule(schedule={"hours": hours})
    assert found(definition, replace(AROUND, has_hours=False)) == [
        ("warning", "no_hours", "schedule.hours")
    ]
    assert found(definition) == []


def test_a_schedule_that_is_over_is_named():
    assert found(rule(schedule={"ends": "2026-11-21"})) == [
        ("warning", "schedule_over", "schedule.ends")
    ]
    assert found(rule(schedule={"ends": "2026-11-22"})) == []


def test_an_opt_in_needs_access():  # O-6
    definition = rule({"opt_in": {"topic": "Drops"}}, SAY)
    assert found(definition) == [("error", "no_opt_in_access", "steps[0].opt_in")]
    able = replace(SHOP, may_ask_opt_in=True)
    assert found(definition, replace(AROUND, accounts=(able,))) == []
    assert found(definition, replace(AROUND, accounts=(able, SHOP)))[0][1] == "no_opt_in_access"


def test_teams_and_members_have_to_be_there():
    around = replace(AROUND, teams=frozenset({"Sales"}), members=frozenset({"kim@example.org"}))
    right = [{"assign": {"team": "Sales"}}, {"assign": {"member": "Kim@example.org"}}]
    assert found(rule(*right, {"handoff": {"team": "Sales"}}), around) == []
    wrong = [{"assign": {"team": "Ghosts"}}, {"assign": {"member": "no@example.org"}}]
    assert found(rule(*wrong, {"handoff": {"team": "Ghosts"}}), around) == [
        ("error", "no_team", "steps[0].assign.team"),
        ("error", "no_member", "steps[1].assign.member"),
        ("warning", "no_team", "steps[2].handoff.team"),
    ]


@pytest.fixture
def shop(db):
    workspace = factories.workspace(time_zone="Asia/Tokyo")
    return factories.account(workspace, username="shop")


def test_the_surroundings_are_what_the_workspace_has(shop):
    workspace = shop.workspace
    member = factories.member(workspace, email="Kim@Example.org")
    Team.everywhere.create(workspace=workspace, name="Sales")
    OpeningHours.everywhere.create(workspace=workspace, weekday=0, opens="09:00", closes="18:00")
    AutomationSettings.everywhere.create(workspace=workspace, in_a_row=5)
    Post.everywhere.create(workspace=workspace, account=shop, external_id="1")
    Post.everywhere.create(workspace=workspace, account=shop, external_id="2", problem="gone")
    other = a_rule(workspace, position=0)
    row = a_rule(workspace, position=1)
    named = DEFINITION | {"on": ["comment"], "where": {"posts": ["1", "2", "3"]}}
    save_draft(row, named)
    around = beside(row)
    assert around.accounts == (AccountFacts("shop"),)
    assert around.posts == {"1": "known", "2": "gone", "3": "unknown"}
    assert (around.teams, around.members) == ({"Sales"}, {member.user.email.lower()})
    assert (around.has_hours, around.automations_on, around.most_in_a_row) == (True, True, 5)
    assert [one.pk for one in around.neighbours.rules] == [other.pk, row.pk]
    assert around.today in {timezone.now().date(), around.today}


def test_a_rule_of_one_account_has_only_that_one_beside_it(shop):
    factories.account(shop.workspace, username="other")
    assert [one.username for one in beside(a_rule(shop.workspace, account=shop)).accounts] == [
        "shop"
    ]
    assert len(beside(a_rule(shop.workspace)).accounts) == 2


def test_nothing_of_another_workspace_is_beside_a_rule(shop):
    stranger = a_rule()
    Team.everywhere.create(workspace=stranger.workspace, name="Theirs")
    around = beside(a_rule(shop.workspace))
    assert around.teams == frozenset()
    assert len(around.neighbours.rules) == 1


def test_the_queries_are_few_however_many_rules_there_are(shop, django_assert_max_num_queries):
    rows = [a_rule(shop.workspace) for _ in range(12)]
    with django_assert_max_num_queries(9):
        around = Surroundings.load(shop.workspace_id)
        for row in rows:
            check(anything(), around.of(row, looks_down=False))


def test_a_rule_that_is_off_or_never_was_live_hides_nothing(shop):
    a_rule(shop.workspace, position=0, is_on=False)
    a_rule(shop.workspace, position=1, live=None)
    row = a_rule(shop.workspace, position=2)
    assert [finding.code for finding in check(rule(), beside(row))] == []
