"""Lanes look again when people resume automations or change limits."""

from datetime import timedelta

import pytest
from django.utils import timezone

from inbox.accounts import limits, switches
from inbox.delivery.models import Lane
from tests import factories

pytestmark = pytest.mark.django_db
LATER = timedelta(minutes=30)


@pytest.fixture
def asleep():
    """An account whose lane sleeps for long."""
    account = factories.account()
    later = timezone.now() + LATER
    Lane.everywhere.create(workspace=account.workspace, account=account, wakes_at=later)
    return account


def is_due(account):
    return Lane.everywhere.get(account=account).wakes_at <= timezone.now()


@pytest.mark.parametrize("whole", [True, False])
def test_resuming_wakes_the_lanes_it_concerns(
    asleep, whole, django_capture_on_commit_callbacks
):  # K-11
    kim = factories.member(asleep.workspace, role="lead")
    other = factories.account()
    Lane.everywhere.create(
        workspace=other.workspace, account=other, wakes_at=timezone.now() + LATER
    )
    target = asleep.workspace if whole else asleep
    with django_capture_on_commit_callbacks(execute=True):
        switches.stop_automations(target, by=kim, because="wrong prices")
    assert not is_due(asleep)
    with django_capture_on_commit_callbacks(execute=True):
        switches.resume_automations(target, by=kim)
    assert is_due(asleep)
    assert not is_due(other)


def test_a_changed_limit_wakes_the_lane(asleep, django_capture_on_commit_callbacks):  # L-11
    with django_capture_on_commit_callbacks(execute=True):
        limits.set_limits(asleep, {"messages_per_hour": 500})
    assert is_due(asleep)


def test_an_account_that_never_sent_gets_no_lane(django_capture_on_commit_callbacks):
    account = factories.account()
    with django_capture_on_commit_callbacks(execute=True):
        limits.set_limits(account, {"messages_per_hour": 500})
    assert not Lane.everywhere.filter(account=account).exists()
