"""Letting time pass in the demo, and nowhere else."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db.models import DateTimeField
from django.utils import timezone

from inbox.accounts.models import Workspace
from inbox.delivery import outbox
from inbox.delivery.guard import Person
from inbox.delivery.models import Lane, Outbound
from inbox.demo import ageing
from inbox.threads import acts, changes
from inbox.threads.models import Message, Note, Thread
from inbox.threads.window import State
from tests import factories

pytestmark = pytest.mark.django_db
NOW = timezone.now()
DAY = timedelta(days=1)


@pytest.fixture
def demo():
    return factories.workspace(slug="demo", is_demo=True)


@pytest.fixture
def thread(demo):
    account = factories.account(demo, human_agent_approved=True)
    thread = factories.thread_open_since(NOW, account)
    member = factories.member(demo)
    acts.write_note(thread, member, "call back")
    outbox.queue_reply(thread, "hi", author=Person(member), key=UUID(int=1))
    Lane.everywhere.create(workspace=demo, account=account, wakes_at=NOW)
    return thread


def times(workspace):
    """Every stored time of the workspace, by table, row and field."""
    found = {}
    for model in apps.get_models():
        if not hasattr(model, "everywhere"):
            continue
        names = [f.name for f in model._meta.concrete_fields if isinstance(f, DateTimeField)]
        for row in model.everywhere.filter(workspace=workspace):
            for name in names:
                found[model._meta.label, row.pk, name] = getattr(row, name)
    return found


def test_everything_moves_by_the_same_time_and_the_lane_stays(demo, thread):
    before = times(demo)
    assert {label for label, _, _ in before} >= {
        "threads.Thread", "threads.Message", "threads.Note", "contacts.Contact",
        "delivery.Outbound", "delivery.Lane", "accounts.Account", "accounts.Member",
    }  # fmt: skip
    assert ageing.let_pass(demo, 3 * DAY) == 1
    for place, then in times(demo).items():
        stays = place[0] == "delivery.Lane" or then is None
        assert then == (before[place] if stays else before[place] - 3 * DAY), place


def test_windows_close_by_it(demo, thread):
    assert thread.window(NOW).state is State.OPEN
    ageing.let_pass(demo, DAY)
    assert Thread.everywhere.get().window(NOW).state is State.HUMAN_AGENT
    ageing.let_pass(demo, 6 * DAY)
    assert Thread.everywhere.get().window(NOW).state is State.LOCKED


def test_nothing_of_another_workspace_moves(demo, thread):
    other = factories.thread_open_since(NOW)
    before = times(other.workspace)
    ageing.let_pass(demo, DAY)
    assert times(other.workspace) == before


def test_every_thread_is_announced(demo, thread, monkeypatch, django_capture_on_commit_callbacks):
    heard = []
    monkeypatch.setattr(changes, "_listeners", [heard.append])
    with django_capture_on_commit_callbacks(execute=True):
        ageing.let_pass(demo, DAY)
    assert heard == [(changes.Change(demo.pk, thread.pk, whole=True),)]


def test_a_workspace_that_is_not_the_demo_is_refused():
    thread = factories.thread_open_since(NOW)
    shop = Workspace.objects.get()
    before = times(shop)
    with pytest.raises(ageing.NotTheDemo):
        ageing.let_pass(shop, DAY)
    with pytest.raises(CommandError, match="is not the demo"):
        call_command("age_demo", "--hours", "1", "--workspace", shop.slug)
    assert times(shop) == before
    assert Thread.everywhere.get() == thread


@pytest.mark.parametrize("hours", ["0", "-1", "nan", "inf", "1e9"])
def test_nonsense_hours_are_refused(demo, thread, hours):
    before = times(demo)
    with pytest.raises(CommandError, match="more than 0"):
        call_command("age_demo", f"--hours={hours}")
    assert times(demo) == before


def test_the_command_says_what_it_did(demo, thread, capsys):
    call_command("age_demo", "--hours", "2.5")
    assert capsys.readouterr().out == "2.5 h have passed in demo; threads moved: 1.\n"
    assert Message.everywhere.latest("pk").sent_at < NOW
    assert Note.everywhere.get().created_at < NOW - timedelta(hours=2)
    assert Outbound.everywhere.get().created_at < NOW - timedelta(hours=2)
    assert Lane.everywhere.get().wakes_at == NOW
