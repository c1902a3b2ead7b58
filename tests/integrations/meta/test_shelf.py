"""The screen and the command for what was set aside."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from inbox.threads.models import Message
from integrations.meta.models import Event
from integrations.meta.tasks import replay_shelf
from tests import factories
from tests.integrations.meta.payloads import SHOP, event, message, messaging, take_in

pytestmark = pytest.mark.django_db
ODD = messaging(event(poll={"question": "<script>alert(1)</script>"}))


@pytest.fixture
def sign_in(client, shop):
    def as_role(role, workspace=None):
        person = factories.member(workspace or shop.workspace, role=role, name=f"The {role}")
        client.force_login(person.user)
        return client

    return as_role


@pytest.mark.parametrize("role", ["lead", "admin"])
def test_leads_see_what_was_not_understood_with_its_error_and_raw_item(sign_in, role):
    take_in(ODD)
    page = sign_in(role).get(reverse("intake")).content.decode()
    assert "An event of an unknown kind: poll." in page
    assert "&lt;script&gt;" in page
    assert "<script>alert" not in page


def test_agents_are_told_who_can_let_them_in(sign_in, shop):
    factories.member(shop.workspace, role="admin", name="Grace Admin")
    answer = sign_in("agent").get(reverse("intake"))
    assert answer.status_code == 403
    assert "Grace Admin" in answer.content.decode()


def test_a_stranger_signs_in_first(client):
    assert client.get(reverse("intake")).status_code == 302


def test_another_workspace_sees_none_of_it(sign_in):
    take_in(ODD)
    kept = Event.everywhere.get()
    stranger = sign_in("admin", factories.workspace())
    assert "poll" not in stranger.get(reverse("intake")).content.decode()
    address = reverse("intake_event_replays", args=[kept.pk])
    assert stranger.post(address).status_code == 404


def test_what_belongs_to_nobody_is_shown_only_where_there_is_one_workspace(sign_in):
    take_in(messaging(message("M1", "for nobody"), owner="17841499999999999"))
    lead = sign_in("lead")
    assert "for nobody" in lead.get(reverse("intake")).content.decode()
    factories.workspace()
    assert "for nobody" not in lead.get(reverse("intake")).content.decode()


def test_a_long_shelf_is_paged_newest_first(sign_in):
    take_in(
        *[
            messaging(event(1_790_000_000_000 + number, **{f"odd{number}": {}}))
            for number in range(30)
        ]
    )
    lead = sign_in("lead")
    first = lead.get(reverse("intake"))
    assert next(one.event.error for one in first.context["shown"]).endswith("odd29.")
    older = lead.get(reverse("intake"), {"before": first.context["older"]})
    shown = [one.event.pk for page in (first, older) for one in page.context["shown"]]
    assert shown == sorted(shown, reverse=True)
    assert len(set(shown)) == 30
    assert older.context["older"] is None


@pytest.mark.parametrize("before", ["x", "-1", "9" * 40, "١"])
def test_an_odd_page_is_no_error(sign_in, before):
    assert sign_in("lead").get(reverse("intake"), {"before": before}).status_code == 200


def test_replaying_one_from_the_screen(client, db):
    take_in(messaging(message("M1", "late")))
    kept = Event.everywhere.get()
    shop = factories.account(external_id=SHOP)
    person = factories.member(shop.workspace, role="lead")
    client.force_login(person.user)
    answer = client.post(reverse("intake_event_replays", args=[kept.pk]), follow=True)
    assert "it has been applied" in answer.content.decode()
    assert Message.everywhere.get().text == "late"


def test_replaying_needs_a_post_and_its_token(sign_in, shop):
    take_in(ODD)
    lead = sign_in("lead")
    address = reverse("intake_event_replays", args=[Event.everywhere.get().pk])
    assert lead.get(address).status_code == 405
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(factories.member(shop.workspace, role="lead").user)
    assert strict.post(address).status_code == 403
    assert strict.post(reverse("intake_replays")).status_code == 403


def test_replaying_all_does_what_a_workspace_may_see(db):
    take_in(messaging(message("M1", "late")))
    shop = factories.account(external_id=SHOP)
    replay_shelf(shop.workspace_id)
    assert Message.everywhere.get().text == "late"


class TestCommand:
    def run(self, *arguments):
        out = StringIO()
        call_command("replay_intake", *arguments, stdout=out)
        return out.getvalue()

    def test_it_lists_what_needs_a_look(self, shop):
        take_in(ODD)
        assert "On the shelf: 1" in self.run()
        assert "poll" in self.run()

    @pytest.mark.parametrize("which", ["--all", "--event"])
    def test_it_tries_again(self, db, which):
        take_in(messaging(message("M1", "late")))
        factories.account(external_id=SHOP)
        chosen = [which] if which == "--all" else [which, str(Event.everywhere.get().pk)]
        assert "On the shelf: 0" in self.run(*chosen)
        assert Message.everywhere.get().text == "late"

    def test_an_unknown_event_is_named(self, db):
        with pytest.raises(CommandError, match="no event 7"):
            self.run("--event", "7")
