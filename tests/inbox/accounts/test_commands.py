"""People, accounts and tokens without a browser: the commands, through their front door."""

import io
import sys

import pytest
from django.core.management import CommandError, call_command

from inbox.accounts.models import Account, ApiToken, AuditEntry, Member, User, Workspace
from tests import factories

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery"


@pytest.fixture
def run(monkeypatch, capsys):
    """Run a command with ``stdin``; gives what it printed."""

    def run(*arguments, stdin=""):
        monkeypatch.setattr(sys, "stdin", io.StringIO(stdin))
        call_command(*arguments)
        return capsys.readouterr().out

    return run


def add(run, slug, email="kim@example.org", role="agent", stdin=PASSWORD):
    return run("add_member", "--workspace", slug, "--email", email, "--role", role, stdin=stdin)


def connect(run, *options, slug="bakery", ig_id="17841400000000001", stdin="IGAA-1\n"):
    named = ["--workspace", slug, "--ig-id", ig_id, "--username", "bakery.one"]
    return run("connect_account", *named, *options, stdin=stdin)


# --- add_member -----------------------------------------------------------------------------------
def test_a_person_is_added_and_can_sign_in(run, client):
    workspace = factories.workspace()
    printed = add(run, workspace.slug, " Kim@Example.org ", stdin=f"{PASSWORD}\n")
    member = Member.objects.in_workspace(workspace).get()
    assert (member.user.email, member.role) == ("kim@example.org", "agent")
    assert member.user.check_password(PASSWORD)
    assert "kim@example.org is now a member" in printed
    assert PASSWORD not in printed
    answer = client.post("/accounts/login/", {"login": "kim@example.org", "password": PASSWORD})
    assert answer.status_code == 302


def test_a_member_gets_another_role_and_keeps_the_password(run):
    workspace = factories.workspace()
    add(run, workspace.slug)
    add(run, workspace.slug, role="lead", stdin="")
    member = Member.objects.in_workspace(workspace).get()
    assert member.role == "lead"
    assert member.user.check_password(PASSWORD)


def test_a_password_given_again_replaces_the_old_one(run):
    workspace = factories.workspace()
    add(run, workspace.slug)
    add(run, workspace.slug, stdin="another long passphrase")
    assert User.objects.get().check_password("another long passphrase")


def test_one_person_can_be_in_two_workspaces(run):
    first, second = factories.workspace(), factories.workspace()
    add(run, first.slug)
    add(run, second.slug, role="admin", stdin="")
    assert User.objects.count() == 1
    assert Member.everywhere.count() == 2


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"slug": "nowhere"}, "no workspace “nowhere”"),
        ({"role": "owner"}, "agent, lead or admin"),
        ({"email": "kim"}, "not an e-mail address"),
        ({"stdin": ""}, "needs a password"),
        ({"stdin": "short"}, "too short"),
        ({"stdin": "password123"}, "too common"),
        ({"stdin": "kim@example.org"}, "too similar"),
    ],
)
def test_who_can_not_be_added_is_said_in_one_sentence(run, wrong, says):
    given = {"slug": factories.workspace().slug} | wrong
    with pytest.raises(CommandError, match=says) as refused:
        add(run, **given)
    assert refused.value.returncode == 1
    assert not User.objects.exists()


# --- connect_account ------------------------------------------------------------------------------
def test_an_account_is_connected_and_its_workspace_made(run):
    assert connect(run) == "Connected @bakery.one in bakery.\n"
    account = Account.everywhere.get()
    assert account.workspace == Workspace.objects.get(slug="bakery")
    assert (account.external_id, account.token) == ("17841400000000001", "IGAA-1")
    defaults = (account.messages_per_hour, account.calls_per_second, account.tier)
    assert defaults == (200, 2, 1)  # L-1, L-2, L-3
    assert (account.warms_up, account.human_agent_approved) == (True, False)


def test_limits_are_options(run):  # L-11
    limits = ["--per-hour", "0", "--per-second", "100", "--tier", "3"]
    connect(run, *limits, "--no-warmup", "--human-agent", "--token", "IGAA-2", stdin="")
    account = Account.everywhere.get()
    assert (account.messages_per_hour, account.calls_per_second, account.tier) == (0, 100, 3)
    assert (account.warms_up, account.human_agent_approved) == (False, True)
    assert account.token == "IGAA-2"


def test_limits_of_replies_and_other_calls_are_options_too(run):  # L-11
    limits = ["--replies-per-hour", "300", "--live-replies-per-second", "10"]
    connect(run, *limits, "--calls-per-hour", "0")
    account = Account.everywhere.get()
    assert (account.private_replies_per_hour, account.live_replies_per_second) == (300, 10)
    assert account.calls_per_hour == 0
    changed = AuditEntry.objects.in_workspace(account.workspace).filter(action="limit_changed")
    assert {entry.who for entry in changed} == {""}
    assert changed.count() == 3


def test_connecting_again_changes_only_what_is_named(run):
    connect(run, "--per-hour", "50", "--human-agent")
    connect(run, "--per-second", "9", stdin="IGAA-3")
    printed = connect(run, "--no-human-agent", stdin="")
    account = Account.everywhere.get()
    assert printed.startswith("Updated")
    assert (account.messages_per_hour, account.calls_per_second) == (50, 9)
    assert (account.token, account.human_agent_approved) == ("IGAA-3", False)


def test_a_new_token_reconnects(run):
    connect(run)
    Account.everywhere.update(status="disconnected", status_detail="expired")
    connect(run, stdin="")
    assert Account.everywhere.get().status == "disconnected"
    connect(run, stdin="IGAA-4")
    account = Account.everywhere.get()
    assert (account.status, account.status_detail) == ("connected", "")


def test_an_account_of_another_workspace_stays_there(run):
    connect(run)
    with pytest.raises(CommandError, match="connected in another workspace"):
        connect(run, slug="butcher", stdin="IGAA-stolen")
    account = Account.everywhere.get()
    assert (account.workspace.slug, account.token) == ("bakery", "IGAA-1")
    assert not Workspace.objects.filter(slug="butcher").exists()


@pytest.mark.parametrize(
    ("wrong", "options", "says"),
    [
        ({"slug": "no spaces"}, [], "letters, digits"),
        ({"slug": "x" * 51}, [], "at most 50"),
        ({"ig_id": "bakery.one"}, [], "is a number"),
        ({}, ["--username", "two words"], "username"),
        ({"stdin": ""}, [], "needs an access token"),
        ({}, ["--tier", "4"], "tier is 1, 2 or 3"),
        ({}, ["--per-hour", "-1"], "from 0 up"),
        ({}, ["--per-second", "99999999999"], "from 0 up"),
        ({}, ["--per-hour", "many"], "invalid int value"),
    ],
)
def test_what_can_not_be_connected_is_said_in_one_sentence(run, wrong, options, says):
    with pytest.raises(CommandError, match=says):
        connect(run, *options, **wrong)
    assert not Account.everywhere.exists()
    assert not Workspace.objects.exists()


# --- create_token ---------------------------------------------------------------------------------
def test_a_token_is_printed_alone(run, client):
    workspace = factories.workspace()
    printed = run("create_token", "--workspace", workspace.slug, "--name", "Order desk")
    token = printed.removesuffix("\n")
    assert not set(token) & set(" \n\t")
    assert ApiToken.objects.in_workspace(workspace).get().name == "Order desk"
    answer = client.get("/api/v1/threads/", headers={"Authorization": f"Bearer {token}"})
    assert answer.json() == {"results": [], "next": None}


@pytest.mark.parametrize(("slug", "name"), [("nowhere", "x"), (None, " ")])
def test_a_token_for_nothing_is_refused(run, slug, name):
    slug = slug or factories.workspace().slug
    with pytest.raises(CommandError, match=r"workspace|name"):
        run("create_token", "--workspace", slug, "--name", name)
    assert not ApiToken.everywhere.exists()
