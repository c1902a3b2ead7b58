"""Nobody reads rows without saying whose (A-5)."""

from pathlib import Path

import pytest
from django.apps import apps

from inbox.accounts.models import Account, Member, Workspace
from inbox.accounts.scoping import Door, ScopeForgotten
from inbox.contacts.models import Contact
from inbox.threads.models import Thread
from tests import factories

# Rows that are nobody's: a person may be in several workspaces, and a delivery is not yet read.
UNSCOPED = {"accounts.User", "accounts.Workspace", "meta.Delivery"}
ROOT = Path(__file__).parents[3]
OURS = ("inbox", "automations", "integrations")


@pytest.mark.parametrize("question", ["all", "filter", "get", "create", "count", "exists"])
def test_objects_without_a_scope_is_refused(question):
    with pytest.raises(ScopeForgotten, match=r"in_workspace"):
        getattr(Thread.objects, question)


def test_every_table_of_ours_stands_behind_the_door():
    models = [model for model in apps.get_models() if model.__module__.startswith(OURS)]
    open_ones = {model._meta.label for model in models if not isinstance(model.objects, Door)}
    assert open_ones == UNSCOPED
    for model in models:
        if model._meta.label not in UNSCOPED:
            assert model._meta.get_field("workspace").related_model is Workspace, model


def test_what_answers_requests_never_reads_across_workspaces():
    paths = [ROOT / "inbox" / "delivery" / "views.py", ROOT / "integrations" / "meta" / "views.py"]
    paths += (ROOT / "inbox" / "api").glob("*.py")
    paths += (ROOT / "inbox" / "threads" / "views").glob("*.py")
    assert len(paths) > 10
    assert [path for path in paths if ".everywhere" in path.read_text()] == []


@pytest.mark.django_db
def test_the_door_leads_to_one_workspace():
    here, elsewhere = factories.account(), factories.account()
    member = factories.member(here.workspace)
    assert list(Account.objects.visible_to(member)) == [here]
    assert list(Account.objects.in_workspace(elsewhere.workspace)) == [elsewhere]
    assert list(Account.objects.in_workspace(elsewhere.workspace_id)) == [elsewhere]
    assert Account.everywhere.count() == 2


@pytest.mark.django_db
def test_a_stranger_sees_nothing():
    thread = factories.thread()
    stranger = factories.member(role="admin")
    assert not Thread.objects.visible_to(stranger).exists()
    assert not Contact.objects.visible_to(stranger).exists()
    assert list(Thread.objects.visible_to(factories.member(thread.workspace))) == [thread]


@pytest.mark.django_db
def test_following_a_relation_stays_inside():
    """Related managers are built on the default manager, which must not be the door."""
    account = factories.account()
    contact = factories.contact(account)
    assert list(account.contacts.all()) == [contact]
    assert Member._default_manager.count() == 0
