"""One trouble that makes most of the newest failures is named with its cause."""

from datetime import timedelta

import pytest
from django.utils import timezone

from inbox.accounts.models import Account
from inbox.delivery.models import Lane
from tests import factories

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def shown(browser):
    page = browser.get("/failures/").content.decode()
    if 'data-testid="spike"' not in page:
        return ""
    return " ".join(page.split('data-testid="spike"')[1].split("</aside>")[0].split())


def test_a_disconnected_account_is_named_with_the_time(account, fail, call, visit):
    admin = factories.member(account.workspace, role="admin")
    other = factories.account(account.workspace, username="other")
    for _ in range(7):
        last = fail("permission_missing")
    call(last, code=190)
    for _ in range(3):
        fail("media_rejected", account=other)
    Account.everywhere.filter(pk=account.pk).update(status="disconnected")
    words = shown(visit(admin))
    assert "70 % of the unhandled failures of the last 24 hours" in words
    assert "@shop is disconnected since" in words
    assert f'href="/accounts/{account.pk}/"' in words
    assert f"/failures/permission_missing/?account={account.pk}" in words


def test_without_a_refused_call_no_time_is_made_up(account, fail, lead, visit):
    for _ in range(5):
        fail("window_expired")
    Account.everywhere.filter(pk=account.pk).update(status="disconnected")
    words = shown(visit(lead))
    assert "@shop is disconnected." in words
    assert "/accounts/" not in words, "a lead could not open it"


def test_a_pause_that_instagram_asked_for_is_named_with_its_end(account, fail, lead, visit):
    for _ in range(5):
        fail("window_expired")
    Lane.everywhere.create(
        account=account,
        workspace_id=account.workspace_id,
        held_until=timezone.now() + HOUR,
        held_because="rate_limited",
    )
    assert "Instagram asked @shop to pause until" in shown(visit(lead))


def test_a_cause_that_is_not_known_is_not_guessed(account, fail, lead, visit):
    for _ in range(5):
        fail("content_rejected")
    words = shown(visit(lead))
    assert "Instagram refused the words" in words
    assert "disconnected" not in words


@pytest.mark.parametrize(("most", "others"), [(4, 0), (5, 5)])
def test_few_or_mixed_failures_are_no_spike(account, fail, lead, visit, most, others):
    for number in range(most):
        fail("content_rejected" if number < 5 else "refused_here")
    for _ in range(others):
        fail("refused_here")
    assert shown(visit(lead)) == ""


def test_yesterdays_and_handled_failures_are_no_spike(fail, lead, visit):
    for _ in range(9):
        fail("content_rejected", ago=25 * HOUR)
        fail("content_rejected", handled_at=timezone.now())
    assert shown(visit(lead)) == ""
