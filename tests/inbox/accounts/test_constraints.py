"""What must never be false of workspaces, people and accounts: the database itself refuses it."""

import pytest
from django.db import IntegrityError, connection, transaction

from inbox.accounts.models import (
    Account,
    ApiToken,
    AuditEntry,
    AutomationStop,
    Holiday,
    Member,
    OpeningHours,
    Team,
    TeamMember,
    User,
)
from inbox.accounts.models.audit import record
from tests import factories
from tests.constraints import names_of, refused_by

pytestmark = pytest.mark.django_db


def same_address_in_capitals():
    person = factories.user(email="kim@example.org")
    User.objects.bulk_create([User(email=person.email.upper())])


def member_twice():
    member = factories.member()
    Member.everywhere.create(workspace=member.workspace, user=member.user, role="lead")


def account_twice():
    account = factories.account()
    factories.account(factories.workspace(), external_id=account.external_id)


def stop(account=None, workspace=None, **fields):
    of = {"workspace": workspace or account.workspace, "account": account}
    AutomationStop.everywhere.create(**of, **{"who": "Kim", "because": "wrong prices"} | fields)


def account_stopped_twice():
    account = factories.account()
    for _ in range(2):
        stop(account)


def workspace_stopped_twice():
    workspace = factories.workspace()
    for _ in range(2):
        stop(workspace=workspace)


def team(in_workspace=None, **fields):
    owner = in_workspace or factories.workspace()
    return Team.everywhere.create(workspace=owner, **{"name": "Sales"} | fields)


def team_named_twice():
    team(team().workspace)


def place(of_team=None, of_member=None, workspace=None):
    of_team = of_team or team()
    of_member = of_member or factories.member(of_team.workspace)
    owner = workspace or of_team.workspace
    return TeamMember.everywhere.create(workspace=owner, team=of_team, member=of_member)


def place_twice():
    first = place()
    place(first.team, first.member)


def hours(in_workspace=None, **fields):
    usual = {"weekday": 0, "opens": "09:00", "closes": "18:00"}
    owner = in_workspace or factories.workspace()
    return OpeningHours.everywhere.create(workspace=owner, **usual | fields)


def hours_twice():
    hours(hours().workspace, closes="12:00")


def holiday_twice():
    workspace = factories.workspace()
    for _ in range(2):
        Holiday.everywhere.create(workspace=workspace, on="2026-12-25")


BAD_ROWS = {
    "workspace_promotions_is_known": lambda: factories.workspace(promotions="perhaps"),
    "user_email_is_one_person": same_address_in_capitals,
    "member_once_per_workspace": member_twice,
    "member_role_is_known": lambda: factories.member(role="owner"),
    "account_connected_once": account_twice,
    "account_channel_is_known": lambda: factories.account(channel="fax"),
    "account_status_is_known": lambda: factories.account(status="asleep"),
    "account_tier_is_known": lambda: factories.account(tier=4),
    "automation_stop_once_per_account": account_stopped_twice,
    "automation_stop_once_per_workspace": workspace_stopped_twice,
    "automation_stop_has_who_and_why": lambda: stop(factories.account(), because=""),
    "automation_stop_account_same_workspace": lambda: stop(
        factories.account(), factories.workspace()
    ),
    "member_availability_is_known": lambda: factories.member_who(availability="asleep"),
    "team_named_once": team_named_twice,
    "team_has_a_name": lambda: team(name=""),
    "team_member_once": place_twice,
    "team_member_team_same_workspace": lambda: place(
        workspace=(stranger := factories.member()).workspace, of_member=stranger
    ),
    "team_member_member_same_workspace": lambda: place(of_member=factories.member()),
    "opening_hours_open_before_they_close": lambda: hours(closes="09:00"),
    "opening_hours_weekday": lambda: hours(weekday=7),
    "opening_hours_once": hours_twice,
    "holiday_once": holiday_twice,
    "account_has_an_external_id": lambda: factories.account(external_id=""),
}
# Keys that others point to with their workspace; the primary key makes them unique already, and
# the constraints that rely on them are shown where they are declared.
TARGETS = {
    "member_of_its_workspace",
    "account_of_its_workspace",
    "api_token_of_its_workspace",
    "team_of_its_workspace",
}


@pytest.mark.parametrize("name", BAD_ROWS)
def test_the_database_refuses(name):
    with refused_by(name):
        BAD_ROWS[name]()


def test_every_constraint_is_shown():
    assert names_of("accounts") == set(BAD_ROWS) | TARGETS


@pytest.mark.parametrize("change", ["UPDATE accounts_auditentry SET who = 'somebody else'",
                                    "DELETE FROM accounts_auditentry"])  # fmt: skip
def test_what_was_audited_stays_as_it_was_written(change):  # W-10
    record(factories.workspace().pk, AuditEntry.Action.TAG_USED, "thread:1")
    with pytest.raises(IntegrityError, match="never changed or deleted"), transaction.atomic():
        connection.cursor().execute(change)


def test_an_unlimited_tier_is_zero():  # L-11
    assert factories.account(tier=0).pk
    assert Account.everywhere.filter(tier=0).exists()


def test_a_token_is_known_by_one_digest():
    workspace = factories.workspace()
    ApiToken.everywhere.create(workspace=workspace, name="a", digest="0" * 64)
    with refused_by("accounts_apitoken_digest_key"):
        ApiToken.everywhere.create(workspace=workspace, name="b", digest="0" * 64)
