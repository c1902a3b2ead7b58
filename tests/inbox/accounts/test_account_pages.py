"""The connected accounts' pages: who may see them, and what changing an account's windows does."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from inbox.accounts.models import Account, AuditEntry
from inbox.threads import changes
from inbox.threads.models import Thread
from inbox.threads.window import State
from tests import factories

pytestmark = pytest.mark.django_db
Action = AuditEntry.Action
SAME = {"human_agent": "yes", "ad_window": "day"}


@pytest.fixture
def account():
    return factories.account(username="shop", name="The shop", human_agent_approved=True)


@pytest.fixture
def admin(account):
    return factories.member(account.workspace, role="admin", name="Ana Reis")


@pytest.fixture
def as_admin(client, admin):
    client.force_login(admin.user)
    return client


@pytest.fixture
def told(monkeypatch):
    """What pages are told, in the order it happens."""
    heard = []
    monkeypatch.setattr(changes, "_listeners", [heard.extend])
    return heard


def visitor(member):
    client = Client()
    client.force_login(member.user)
    return client


def address(account):
    return f"/accounts/{account.pk}/"


def wrote(account, ago, **fields):
    return factories.thread_open_since(timezone.now() - ago, account, **fields)


def test_each_account_has_a_card_with_what_an_admin_asks_first(as_admin, account):
    Account.everywhere.filter(pk=account.pk).update(last_event_at=timezone.now())
    trouble = "The token has been revoked."
    factories.account(
        account.workspace, username="other", status="disconnected", status_detail=trouble
    )
    page = as_admin.get("/accounts/").content.decode()
    assert "@shop" in page
    assert page.index("@other") < page.index("@shop"), "what needs a hand comes first"
    for words in ("Connected", "Reconnect needed", trouble, "Approved", "24 hours", "now"):
        assert words in page


def test_without_accounts_the_page_says_how_to_connect_one(client):
    client.force_login(factories.member(role="admin").user)
    assert "connect_account" in client.get("/accounts/").content.decode()


@pytest.mark.parametrize("role", ["lead", "agent"])
def test_others_are_told_who_can_let_them_in(account, admin, role):  # IA-1
    factories.member(role="admin", name="Someone Elsewhere")
    other = visitor(factories.member(account.workspace, role=role))
    for path in ("/accounts/", address(account)):
        refusal = other.get(path)
        assert refusal.status_code == 403
        assert "Ana Reis" in refusal.content.decode()
        assert "Elsewhere" not in refusal.content.decode()


def test_strangers_find_nothing(account):
    stranger = visitor(factories.member(role="admin"))
    assert stranger.get(address(account)).status_code == 404
    assert stranger.post(address(account), {**SAME, "human_agent": "no"}).status_code == 404
    account.refresh_from_db()
    assert account.human_agent_approved
    assert "@shop" not in stranger.get("/accounts/").content.decode()


def test_without_a_session_the_way_leads_to_sign_in(client, account):
    assert client.get(address(account))["Location"].startswith("/accounts/login/")


def test_switching_the_approval_off_is_noted_with_who_and_what(as_admin, account, admin):  # W-11
    assert as_admin.post(address(account), {**SAME, "human_agent": "no"}).status_code == 302
    account.refresh_from_db()
    assert not account.human_agent_approved
    entry = AuditEntry.objects.in_workspace(account.workspace).get()
    assert (entry.action, entry.who) == (Action.HUMAN_AGENT_CHANGED, "Ana Reis")
    assert (entry.member_id, entry.subject) == (admin.pk, f"account:{account.pk}")
    assert (entry.detail["from"], entry.detail["to"]) == (True, False)


def test_the_week_after_an_ad_needs_a_confirmation(as_admin, account):  # W-2
    answer = as_admin.post(address(account), {**SAME, "ad_window": "week"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'href="#id_ad_confirmed"' in page
    assert 'id="id_ad_confirmed"' in page
    assert 'aria-describedby="id_ad_confirmed_error"' in page
    assert "<title>Error: " in page
    account.refresh_from_db()
    assert not account.ads_open_longer
    assert not AuditEntry.objects.in_workspace(account.workspace).exists()
    as_admin.post(address(account), {**SAME, "ad_window": "week", "ad_confirmed": "on"})
    account.refresh_from_db()
    assert account.ads_open_longer
    entry = AuditEntry.objects.in_workspace(account.workspace).get()
    assert entry.action == Action.AD_WINDOW_CHANGED


def test_once_confirmed_it_is_not_asked_again(as_admin, account):  # W-2
    Account.everywhere.filter(pk=account.pk).update(ads_open_longer=True)
    assert as_admin.post(address(account), {**SAME, "ad_window": "week"}).status_code == 302
    assert "id_ad_confirmed" not in as_admin.get(address(account)).content.decode()


def test_saving_what_was_so_already_notes_nothing(as_admin, account):
    answer = as_admin.post(address(account), SAME, follow=True)
    assert "Nothing was changed." in answer.content.decode()
    assert not AuditEntry.objects.in_workspace(account.workspace).exists()


@pytest.mark.parametrize(
    "bad",
    [{}, {"human_agent": "maybe", "ad_window": "day"}, {"human_agent": "yes", "ad_window": "\0"}],
)
def test_nonsense_is_answered_with_words(as_admin, account, bad):  # STG-1
    answer = as_admin.post(address(account), bad)
    assert answer.status_code == 422
    assert 'id="errors"' in answer.content.decode()


def test_pages_hear_of_the_threads_whose_window_changes(  # W-7
    as_admin, account, told, django_capture_on_commit_callbacks
):
    day = timedelta(days=1)
    changing = [wrote(account, 3 * day), wrote(account, timedelta(hours=1))]
    resolved = wrote(account, 2 * day, lifecycle=Thread.Lifecycle.RESOLVED)
    wrote(account, 7 * day + timedelta(minutes=1))
    factories.thread(account)
    wrote(factories.account(account.workspace), 3 * day)
    with django_capture_on_commit_callbacks(execute=True):
        as_admin.post(address(account), {**SAME, "human_agent": "no"})
    assert {change.thread_id for change in told} == {one.pk for one in changing}
    assert all(change.whole for change in told)
    assert resolved.pk not in {change.thread_id for change in told}, "it is left to the task"
    assert Thread.everywhere.get(pk=changing[0].pk).window(timezone.now()).state is State.LOCKED


def test_the_page_says_what_the_channel_allows(as_admin, account):  # T-1
    page = as_admin.get(address(account)).content.decode()
    for words in (
        "A mention in a story", "1, within 7 days of the comment", "1,000 bytes", "PNG, JPEG, GIF",
        "Up to 13, of 20 characters each", "Refused by Meta since 27 Apr 2026", "HUMAN_AGENT",
    ):  # fmt: skip
        assert words in page
    assert 'id="human-agent"' in page
    assert "https://developers.facebook.com/docs/features-reference/human-agent" in page


def test_without_the_approval_the_table_says_what_is_missing(as_admin, account):  # W-11
    Account.everywhere.filter(pk=account.pk).update(human_agent_approved=False)
    page = as_admin.get(address(account)).content.decode()
    assert "7 days with the approval" in page
    assert "Needs the approval" in page


def test_what_others_named_is_shown_as_text(as_admin, account):
    Account.everywhere.filter(pk=account.pk).update(name="<b>x</b>", status_detail="<i>")
    for path in ("/accounts/", address(account)):
        assert "<b>x</b>" not in as_admin.get(path).content.decode()
