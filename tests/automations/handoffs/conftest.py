"""A workspace that opens at nine, its people, and a contact who has just written."""

from datetime import UTC, datetime, time

import pytest
from django.db import transaction

from automations import handoffs
from automations.models import AutomationSettings, Handoff
from inbox.accounts.models import Member, OpeningHours
from inbox.delivery.locks import lock_thread
from inbox.delivery.models import Outbound
from inbox.threads.models import Thread, TimelineEvent
from tests import factories

# A Wednesday in winter: Lisbon's clock shows the same.
NOON = datetime(2026, 1, 14, 12, tzinfo=UTC)


@pytest.fixture
def now(time_machine):
    """Noon of a Wednesday, and it stays until a test moves it."""
    time_machine.move_to(NOON, tick=False)
    return NOON


@pytest.fixture
def account(db, now):
    return factories.account(factories.workspace(time_zone="Europe/Lisbon"))


@pytest.fixture
def workspace(account):
    return account.workspace


@pytest.fixture
def thread(account, now):
    person = factories.contact(account, name="Ada Moreno")
    return factories.thread_open_since(now, contact=person)


@pytest.fixture
def opens(workspace):
    """From nine to six on weekdays."""
    for weekday in range(5):
        OpeningHours.everywhere.create(
            workspace=workspace, weekday=weekday, opens=time(9), closes=time(18)
        )


@pytest.fixture
def person(workspace):
    """Somebody of the workspace, there unless said otherwise."""

    def person(name, role="agent", team=None, **fields):
        made = factories.member(workspace, role, name=name)
        Member.everywhere.filter(pk=made.pk).update(**fields)
        made.refresh_from_db()
        if team:
            team.members.add(made, through_defaults={"workspace": workspace})
        return made

    return person


@pytest.fixture
def have(workspace):
    """Give the workspace these settings."""

    def have(**fields):
        made, _ = AutomationSettings.everywhere.update_or_create(
            workspace=workspace, defaults=fields
        )
        return made

    return have


def begin(thread, reason=Handoff.Reason.ASKED, **how):
    """As the automations do: in a transaction, under the thread's lock."""
    with transaction.atomic():
        return handoffs.begin(lock_thread(thread.pk), reason, **how)


def busy_with(member, number):
    """``number`` conversations that ``member`` has."""
    account = factories.account(member.workspace)
    for _ in range(number):
        factories.thread(account, assignee=member, handler=Thread.Handler.HUMAN)


def queued(thread):
    """What waits to be sent there, in order."""
    rows = Outbound.everywhere.filter(thread=thread, state="queued").order_by("pk")
    return [row.message.text for row in rows.select_related("message")]


def told(member):
    """The conversations to which ``member`` is called."""
    from inbox.threads import watching

    return [(watch.thread_id, watch.happened) for watch in watching.of(member)]


def events(thread):
    """What the timeline says, oldest first."""
    return list(TimelineEvent.everywhere.filter(thread=thread).order_by("pk"))
