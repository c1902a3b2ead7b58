"""Switching what an account may send: noted once, and told to every thread it concerns."""

from datetime import timedelta

import pytest
from django.utils import timezone

from inbox.accounts import switches
from inbox.accounts.changes import WindowsChanged
from inbox.accounts.models import AuditEntry
from inbox.threads import changes, of_accounts, tasks
from inbox.threads.models import Thread
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(monkeypatch):
    """What pages are told, a list for each batch."""
    heard = []
    monkeypatch.setattr(changes, "_listeners", [heard.append])
    return heard


def test_a_refusal_by_the_platform_is_nobodys_act():  # W-11
    account = factories.account(human_agent_approved=True)
    assert switches.set_windows(account, human_agent=False)
    entry = AuditEntry.objects.in_workspace(account.workspace).get()
    assert (entry.who, entry.member) == ("", None)


def test_who_comes_second_changes_and_notes_nothing():
    account = factories.account(human_agent_approved=True)
    same = type(account).everywhere.get(pk=account.pk)
    assert switches.set_windows(account, human_agent=False)
    assert not switches.set_windows(same, human_agent=False)
    assert AuditEntry.objects.in_workspace(account.workspace).count() == 1


def test_both_settings_at_once_are_two_entries_and_one_announcement(
    django_capture_on_commit_callbacks,
):
    account = factories.account()
    with django_capture_on_commit_callbacks() as announced:
        switches.set_windows(account, human_agent=True, ads_open_longer=True)
    assert AuditEntry.objects.in_workspace(account.workspace).count() == 2
    assert len({call.args for call in announced}) == 1


def test_an_ads_window_concerns_only_who_came_from_an_ad(told, django_capture_on_commit_callbacks):
    account, now = factories.account(), timezone.now()
    ago = now - timedelta(days=2)
    factories.thread_open_since(ago, account)
    from_ad = factories.thread_open_since(ago, account, last_ad_at=ago)
    with django_capture_on_commit_callbacks(execute=True):
        of_accounts.tell_newest(WindowsChanged(account.workspace_id, account.pk, ads_only=True))
    assert [change.thread_id for batch in told for change in batch] == [from_ad.pk]


def test_what_lists_do_not_show_first_is_told_by_a_task(
    told, monkeypatch, django_capture_on_commit_callbacks
):
    monkeypatch.setattr(of_accounts, "BATCH", 2)
    account, now = factories.account(), timezone.now()
    resolved = factories.thread_open_since(now, account, lifecycle=Thread.Lifecycle.RESOLVED)
    threads = [factories.thread_open_since(now, account) for _ in range(4)]
    change = WindowsChanged(account.workspace_id, account.pk)
    with django_capture_on_commit_callbacks(execute=True):
        first = of_accounts.tell_newest(change)
        tasks.tell_others(account.workspace_id, account.pk, False, first)
    assert max(map(len, told)) == 2
    everybody = [change.thread_id for batch in told for change in batch]
    assert sorted(everybody) == sorted([resolved.pk, *(one.pk for one in threads)])


def test_the_promotion_check_is_noted_with_from_and_to():  # W-12
    admin = factories.member(role="admin", name="Ana Reis")
    assert switches.set_promotions(admin.workspace_id, "block", by=admin)
    assert not switches.set_promotions(admin.workspace_id, "block", by=admin)
    entry = AuditEntry.objects.in_workspace(admin.workspace).get()
    assert entry.detail == {"from": "warn", "to": "block"}
