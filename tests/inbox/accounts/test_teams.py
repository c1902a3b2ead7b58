"""Teams, the room that people have, and whether they are there (H-4)."""

import pytest
from django.test import Client

from inbox.accounts import changes
from inbox.accounts.availability import Availability, set_availability
from inbox.accounts.changes import WentOffDuty
from inbox.accounts.models import AuditEntry, Member, Team
from inbox.threads.models import Thread
from tests import factories

pytestmark = pytest.mark.django_db
TEAMS, NEW, AUDIT = "/settings/teams/", "/settings/teams/new/", "/settings/audit/"


@pytest.fixture
def workspace():
    return factories.workspace()


@pytest.fixture
def admin(workspace):
    return factories.member(workspace, role="admin", name="Ana Reis")


@pytest.fixture
def kim(workspace):
    return factories.member(workspace, name="Kim Silva")


@pytest.fixture
def sales(workspace, kim):
    team = Team.everywhere.create(workspace=workspace, name="Sales")
    team.members.add(kim, through_defaults={"workspace": workspace})
    return team


def visitor(member):
    client = Client()
    client.force_login(member.user)
    return client


@pytest.mark.parametrize(
    ("role", "path", "status"),
    [("agent", TEAMS, 403), ("lead", TEAMS, 200), ("admin", TEAMS, 200), ("lead", NEW, 403),
     ("admin", NEW, 200)],
)  # fmt: skip
def test_leads_read_and_admins_change(workspace, admin, role, path, status):
    assert visitor(factories.member(workspace, role=role)).get(path).status_code == status


def test_a_lead_may_not_save(workspace, admin, kim):
    lead = visitor(factories.member(workspace, role="lead"))
    answer = lead.post(TEAMS, {f"capacity-{kim.pk}": "3"})
    assert answer.status_code == 403
    assert "Ana Reis" in answer.content.decode()


def test_an_admin_makes_a_team_of_people(workspace, admin, kim):
    page = visitor(admin).post(NEW, {"name": "Sales", "members": [kim.pk]}, follow=True)
    assert "Team Sales saved." in page.content.decode()
    assert list(Team.everywhere.get().members.all()) == [kim]
    assert "Sales: added" in visitor(admin).get(AUDIT).content.decode()


def test_an_admin_changes_who_is_in_it(workspace, admin, sales):
    lea = factories.member(workspace, name="Lea Costa")
    visitor(admin).post(f"{TEAMS}{sales.pk}/", {"name": "Shop", "members": [lea.pk]})
    assert [one.name for one in Team.everywhere.get().members.all()] == ["Lea Costa"]
    said = visitor(admin).get(AUDIT).content.decode()
    assert "Sales is now Shop · in: Lea Costa · out: Kim Silva" in said


def test_saved_unchanged_nothing_is_noted(admin, sales, kim):
    visitor(admin).post(f"{TEAMS}{sales.pk}/", {"name": "Sales", "members": [kim.pk]})
    assert not AuditEntry.everywhere.exists()


def test_two_teams_have_two_names(workspace, admin, sales):
    answer = visitor(admin).post(NEW, {"name": "Sales"})
    assert answer.status_code == 422
    assert "There is a team with this name already." in answer.content.decode()
    assert Team.everywhere.count() == 1


def test_without_a_name_the_summary_leads_to_the_field(admin):  # STG-1
    page = visitor(admin).post(NEW, {"name": ""})
    assert page.status_code == 422
    assert 'href="#id_name">Give the team a name.' in page.content.decode()


def test_somebody_of_another_workspace_can_not_be_in_it(admin):
    stranger = factories.member()
    assert visitor(admin).post(NEW, {"name": "X", "members": [stranger.pk]}).status_code == 422


def test_a_team_is_removed_by_typing_its_name(admin, sales, workspace):
    thread = factories.thread(factories.account(workspace), team=sales)
    path = f"{TEAMS}{sales.pk}/removal/"
    wrong = visitor(admin).post(path, {"remove-name": "sales"})
    assert wrong.status_code == 422
    assert "That is not its name" in wrong.content.decode()
    visitor(admin).post(path, {"remove-name": "Sales"})
    assert not Team.everywhere.exists()
    thread.refresh_from_db()
    assert thread.team is None


@pytest.mark.parametrize("path", ["", "removal/"])
def test_a_stranger_finds_no_team(sales, path):
    stranger = visitor(factories.member(role="admin"))
    assert stranger.post(f"{TEAMS}{sales.pk}/{path}", {"name": "X"}).status_code == 404


def test_an_admin_sets_how_much_each_can_carry(admin, kim):  # H-4
    posted = {f"capacity-{kim.pk}": "3", f"capacity-{admin.pk}": "20"}
    visitor(admin).post(TEAMS, posted)
    kim.refresh_from_db()
    assert kim.capacity == 3
    said = visitor(admin).get(AUDIT).content.decode()
    assert "Kim Silva: at most 3 open conversations instead of 20" in said


@pytest.mark.parametrize("value", ["", "-1", "1001", "many"])
def test_room_is_a_number(admin, kim, value):
    posted = {f"capacity-{kim.pk}": value, f"capacity-{admin.pk}": "20"}
    answer = visitor(admin).post(TEAMS, posted)
    assert answer.status_code == 422
    assert "Kim Silva: write" in answer.content.decode()
    kim.refresh_from_db()
    assert kim.capacity == 20


def test_the_page_tells_who_is_there_and_what_they_have(workspace, admin, kim):
    account = factories.account(workspace)
    for handler in ("human", "human", "automation"):
        factories.thread(account, assignee=kim, handler=Thread.Handler(handler))
    set_availability(kim, Availability.BUSY)
    page = visitor(admin).get(TEAMS).content.decode()
    assert 'data-availability="busy"' in page
    assert '<td class="room-number" data-label="Open now">2</td>' in page


def test_everybody_says_whether_they_are_there(kim):
    page = visitor(kim).post("/availability/", {"availability": "away"}, HTTP_HX_REQUEST="true")
    kim.refresh_from_db()
    assert kim.availability == "away"
    assert 'data-availability="away"' in page.content.decode()


def test_without_scripts_one_is_led_back(kim):
    posted = {"availability": "busy", "next": "/queue/"}
    assert visitor(kim).post("/availability/", posted)["Location"] == "/queue/"
    outside = {"availability": "online", "next": "https://elsewhere.example/"}
    assert visitor(kim).post("/availability/", outside)["Location"] == "/inbox/"


def test_what_is_no_availability_changes_nothing(kim):
    answer = visitor(kim).post("/availability/", {"availability": "x"}, HTTP_HX_REQUEST="true")
    assert answer.status_code == 422
    assert Member.everywhere.get(pk=kim.pk).availability == "online"


def test_only_going_is_told(kim, monkeypatch, django_capture_on_commit_callbacks):
    told = []
    monkeypatch.setattr(changes.off_duty, "_listeners", [told.append])
    with django_capture_on_commit_callbacks(execute=True):
        set_availability(kim, Availability.BUSY)
        set_availability(kim, Availability.BUSY)
        set_availability(kim, Availability.ONLINE)
    assert told == [WentOffDuty(kim.pk)]
