"""An account's limits are settings, each with its reason (L-11)."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from inbox.accounts import changes, limits
from inbox.accounts.changes import LimitsChanged
from inbox.accounts.limit_form import LimitsForm
from inbox.accounts.models import Account, AuditEntry
from tests import factories

pytestmark = pytest.mark.django_db
DEFAULTS = {
    "messages_per_hour": 200, "calls_per_second": 2, "private_replies_per_hour": 750,
    "live_replies_per_second": 100, "calls_per_hour": 200, "tier": 1,
}  # fmt: skip
SHOWN = {name: str(value) for name, value in DEFAULTS.items()} | {"warms_up": "yes"}
SEEN = {f"seen_{name}": value for name, value in SHOWN.items()}


@pytest.fixture
def account():
    return factories.account(username="shop")


@pytest.fixture
def admin(account):
    return factories.member(account.workspace, role="admin", name="Ana Reis")


@pytest.fixture
def as_admin(client, admin):
    client.force_login(admin.user)
    return client


def address(account):
    return f"/accounts/{account.pk}/limits/"


def stored(account):
    return Account.everywhere.get(pk=account.pk)


def test_the_defaults_are_those_of_the_rules(account):  # L-1, L-2, L-3, L-5
    assert {limit.name: limit.default for limit in (*limits.LIMITS, limits.TIER)} == DEFAULTS
    assert LimitsForm(account).initial == SHOWN


def test_each_limit_stands_with_its_default_reason_and_source(as_admin, account):
    page = as_admin.get(f"/accounts/{account.pk}/").content.decode()
    for limit in (*limits.LIMITS, limits.TIER):
        for words in (limit.title, limit.why, limit.told):
            assert str(words).replace("'", "&#x27;") in page
        assert f'name="{limit.name}"' in page
    assert "Default: 1,000." in page
    assert page.count("Widely told; found on no page of Meta&#x27;s.") == 3 - 1
    assert "Now: day 1 of 14, 20 % of the limits." in page


@pytest.mark.parametrize(
    ("age", "says"),
    [
        (timedelta(0), "day 1 of 14, 20 %"),
        (timedelta(days=13), "day 14 of 14, 30 %"),
        (timedelta(days=14), "over, all of the limits"),
    ],
)
def test_the_page_says_how_far_the_warm_up_is(as_admin, account, age, says):  # L-4
    Account.everywhere.filter(pk=account.pk).update(connected_at=timezone.now() - age)
    page = as_admin.get(f"/accounts/{account.pk}/").content.decode().replace(" ", " ")
    assert says in page


def test_a_change_is_saved_told_and_audited_from_and_to(
    as_admin, account, monkeypatch, django_capture_on_commit_callbacks
):
    told = []
    monkeypatch.setattr(changes.limits, "_listeners", [told.append])
    with django_capture_on_commit_callbacks(execute=True):
        answer = as_admin.post(address(account), SHOWN | SEEN | {"messages_per_hour": " 300 "})
    assert answer.status_code == 302
    assert stored(account).messages_per_hour == 300
    assert told == [LimitsChanged(account.workspace_id, account.pk)]
    entry = AuditEntry.objects.in_workspace(account.workspace).get()
    assert (entry.action, entry.who) == (AuditEntry.Action.LIMIT_CHANGED, "Ana Reis")
    assert (entry.detail["from"], entry.detail["to"]) == (200, 300)
    page = as_admin.get("/settings/audit/").content.decode()
    assert "Automated messages in any hour: from 200 to 300" in page


def test_no_limit_and_warm_up_are_said_in_words(as_admin, account):
    values = {"tier": "0", "warms_up": "no", "calls_per_hour": "0"}
    as_admin.post(address(account), SHOWN | SEEN | values)
    now = stored(account)
    assert (now.tier, now.warms_up, now.calls_per_hour) == (0, False, 0)
    page = as_admin.get("/settings/audit/").content.decode()
    for words in (
        "People reached by automations in any 24 hours: from 1,000 to no limit",
        "Other calls to Meta in any hour: from 200 to no limit",
        "Warm-up switched off",
    ):
        assert words in page


def test_saving_what_was_so_already_notes_nothing(as_admin, account):
    answer = as_admin.post(address(account), SHOWN | SEEN, follow=True)
    assert "Nothing was changed." in answer.content.decode()
    assert not AuditEntry.objects.in_workspace(account.workspace).exists()


def test_two_admins_at_once_keep_each_others_fields(as_admin, account):
    Account.everywhere.filter(pk=account.pk).update(messages_per_hour=50)
    as_admin.post(address(account), SHOWN | SEEN | {"calls_per_second": "5"})
    now = stored(account)
    assert (now.messages_per_hour, now.calls_per_second) == (50, 5)


def test_two_admins_at_the_same_field_are_told_and_asked_again(as_admin, account):
    Account.everywhere.filter(pk=account.pk).update(messages_per_hour=50)
    mine = SHOWN | SEEN | {"messages_per_hour": "300", "calls_per_second": "5"}
    answer = as_admin.post(address(account), mine)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Automated messages: somebody changed this to 50 meanwhile. Save again" in page
    assert 'name="seen_messages_per_hour" value="50"' in page
    assert 'name="messages_per_hour" value="300"' in page
    now = stored(account)
    assert (now.messages_per_hour, now.calls_per_second) == (50, 2), "nothing of it was saved"
    as_admin.post(address(account), mine | {"seen_messages_per_hour": "50"})
    now = stored(account)
    assert (now.messages_per_hour, now.calls_per_second) == (300, 5)


def test_what_both_wanted_is_no_quarrel(as_admin, account):
    Account.everywhere.filter(pk=account.pk).update(messages_per_hour=300, warms_up=False)
    values = {"messages_per_hour": "300", "warms_up": "no"}
    assert as_admin.post(address(account), SHOWN | SEEN | values).status_code == 302


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"messages_per_hour": ""}, "Automated messages: write a whole number; 0 means no limit."),
        ({"messages_per_hour": "many"}, "write a whole number, such as 200; 0 means no limit."),
        (
            {"calls_per_second": "1.5"},
            "Messages sent: write a whole number, such as 2;",
        ),
        ({"calls_per_hour": "-1"}, "Other calls to Meta: no limit can be below 0"),
        ({"private_replies_per_hour": "2147483648"}, "write at most 2147483647; 0 means no limit."),
        ({"live_replies_per_second": "9" * 5000}, "write a whole number"),
        ({"tier": "4"}, "The tier is 1, 2 or 3, or 0 for no limit."),
        ({"tier": "\0"}, "The tier is 1, 2 or 3"),
        ({"warms_up": "maybe"}, "Warm-up is either on or off."),
    ],
)
def test_nonsense_is_answered_with_what_and_how(as_admin, account, values, says):  # STG-1
    answer = as_admin.post(address(account), SHOWN | SEEN | values)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert says in page
    assert f'href="#id_{next(iter(values))}"' in page
    assert "<title>Error: " in page
    assert not AuditEntry.objects.in_workspace(account.workspace).exists()


@pytest.mark.parametrize(
    ("value", "above", "none"),
    [(200, False, False), (201, True, False), (0, False, True), (1, False, False)],
)
def test_above_the_default_and_no_limit_are_warned_about(account, value, above, none):
    account.messages_per_hour = value
    row = LimitsForm(account).rows()[0]
    assert (row.is_above, row.is_none) == (above, none)


@pytest.mark.parametrize("role", ["agent", "lead"])
def test_only_admins_set_limits(account, role):
    other = Client()
    other.force_login(factories.member(account.workspace, role=role).user)
    assert other.post(address(account), SHOWN | {"messages_per_hour": "0"}).status_code == 403
    assert stored(account).messages_per_hour == 200


def test_strangers_find_nothing(account):
    stranger = Client()
    stranger.force_login(factories.member(role="admin").user)
    assert stranger.post(address(account), SHOWN).status_code == 404
