"""Opening hours as an admin sets them, and what is wrong with some."""

from datetime import date, time

import pytest
from django.test import Client

from inbox.accounts.hours import Hours
from inbox.accounts.models import AuditEntry, Holiday, OpeningHours
from tests import factories

pytestmark = pytest.mark.django_db
HOURS = "/settings/hours/"


@pytest.fixture
def workspace():
    return factories.workspace()


@pytest.fixture
def admin(workspace):
    client = Client()
    client.force_login(factories.member(workspace, role="admin", name="Ana Reis").user)
    return client


def post(client, follow=False, **fields):
    usual = {"time_zone": "Europe/Lisbon", "when": "these"}
    named = {name.replace("_", "-") if name[0] in "do" else name: value
             for name, value in fields.items()}  # fmt: skip
    return client.post(HOURS, usual | named, follow=follow)


MONDAY = {"day_0_0_opens": "09:00", "day_0_0_closes": "12:00"}


@pytest.mark.parametrize(("role", "status"), [("agent", 403), ("lead", 200), ("admin", 200)])
def test_leads_read_and_admins_change(workspace, role, status):
    client = Client()
    client.force_login(factories.member(workspace, role=role).user)
    assert client.get(HOURS).status_code == status
    if role != "admin":
        assert post(client, **MONDAY).status_code == 403
        assert not OpeningHours.everywhere.exists()


def test_an_admin_sets_spans_midnight_zone_and_days_off(workspace, admin):
    answer = post(
        admin, follow=True, **MONDAY,
        day_0_1_opens="13:00", day_0_1_closes="00:00",
        off_0_on="2026-12-25", off_0_name="Christmas",
    )  # fmt: skip
    assert "Opening hours saved." in answer.content.decode()
    workspace.refresh_from_db()
    hours = Hours.of(workspace)
    assert str(hours.zone) == "Europe/Lisbon"
    assert hours.spans == {0: ((time(9), time(12)), (time(13), time.max))}
    assert hours.holidays == {date(2026, 12, 25)}
    page = admin.get(HOURS).content.decode()
    assert 'name="day-0-1-closes" value="00:00"' in page
    said = admin.get("/settings/audit/").content.decode()
    assert "time zone: UTC → Europe/Lisbon" in said
    assert "Mon 09:00-12:00, 13:00-24:00" in said


def test_saved_again_unchanged_nothing_is_noted(admin):
    post(admin, **MONDAY)
    assert "Nothing was changed." in post(admin, follow=True, **MONDAY).content.decode()
    assert AuditEntry.everywhere.count() == 1


def test_round_the_clock_keeps_no_spans(workspace, admin):
    post(admin, **MONDAY)
    post(admin, **MONDAY, when="always")
    assert Hours.of(workspace).always


def test_an_emptied_day_off_is_gone(admin):
    post(admin, **MONDAY, off_0_on="2026-12-25")
    post(admin, **MONDAY, off_0_on="")
    assert not Holiday.everywhere.exists()


@pytest.mark.parametrize(
    ("fields", "words", "where"),
    [
        ({"day_0_0_opens": "09:00"}, "Monday: write when it closes.", "day-0-0-closes"),
        ({"day_1_0_closes": "09:00"}, "Tuesday: write when it opens.", "day-1-0-opens"),
        ({"day_4_0_opens": "22:00", "day_4_0_closes": "02:00"}, "Friday: it closes before it opens",
         "day-4-0-closes"),
        (MONDAY | {"day_0_1_opens": "11:00", "day_0_1_closes": "14:00"},
         "Monday: the second time begins before the first one ends.", "day-0-1-opens"),
        ({"day_0_0_opens": "nine", "day_0_0_closes": "10:00"}, "write a time: 09:00",
         "day-0-0-opens"),
        ({}, "Write when people answer on at least one day", "when"),
        (MONDAY | {"off_0_name": "Christmas"}, "Write the day that nobody answers on.", "off-0-on"),
        (MONDAY | {"off_0_on": "soon"}, "Write the day off as a date", "off-0-on"),
        (MONDAY | {"time_zone": "Lisbon"}, "“Lisbon” is no time zone.", "time_zone"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_and_leads_to_its_field(admin, fields, words, where):  # STG-1
    answer = post(admin, **fields)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in page
    assert f'href="#id_{where}"' in page
    assert f'id="id_{where}"' in page
    assert not OpeningHours.everywhere.exists()


def test_two_who_set_the_same_day_off_twice_keep_one(admin):
    post(admin, **MONDAY, off_0_on="2026-12-25", off_1_on="2026-12-25", off_1_name="Again")
    assert [day.name for day in Holiday.everywhere.all()] == ["Again"]
