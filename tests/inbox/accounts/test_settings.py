"""The workspace's settings: who may see which, and what saving does."""

import pytest
from django.test import Client

from inbox.accounts.models import AuditEntry
from tests import factories

pytestmark = pytest.mark.django_db
WINDOWS, SENDING, AUDIT = "/settings/windows/", "/settings/sending/", "/settings/audit/"


@pytest.fixture
def workspace():
    return factories.workspace()


@pytest.fixture
def admin(workspace):
    return factories.member(workspace, role="admin", name="Ana Reis")


def visitor(member):
    client = Client()
    client.force_login(member.user)
    return client


def test_settings_open_at_the_first_section_a_member_may_see(workspace, admin):
    assert visitor(admin).get("/settings/")["Location"] == WINDOWS
    lead = visitor(factories.member(workspace, role="lead"))
    assert lead.get("/settings/")["Location"] == SENDING


@pytest.mark.parametrize(
    ("role", "path", "status"),
    [
        ("agent", "/settings/", 403), ("agent", WINDOWS, 403), ("agent", AUDIT, 403),
        ("agent", SENDING, 403), ("lead", SENDING, 200), ("admin", SENDING, 200),
        ("lead", WINDOWS, 403), ("lead", AUDIT, 200), ("admin", WINDOWS, 200),
        ("admin", AUDIT, 200),
    ],
)  # fmt: skip
def test_each_role_sees_its_own(workspace, admin, role, path, status):  # IA-1
    answer = visitor(factories.member(workspace, role=role)).get(path)
    assert answer.status_code == status
    if status == 403:
        assert "Ana Reis" in answer.content.decode()


def test_a_lead_may_not_save_either(workspace, admin):
    lead = visitor(factories.member(workspace, role="lead"))
    assert lead.post(WINDOWS, {"promotions": "block"}).status_code == 403
    workspace.refresh_from_db()
    assert workspace.promotions == "warn"


def test_an_admin_turns_the_warning_into_a_refusal(workspace, admin):  # W-12
    page = visitor(admin).post(WINDOWS, {"promotions": "block"}, follow=True).content.decode()
    assert "Promotion check saved." in page
    assert 'value="block" checked' in page
    entry = AuditEntry.objects.in_workspace(workspace).get()
    assert (entry.action, entry.subject, entry.who) == (
        AuditEntry.Action.PROMOTIONS_CHANGED, "workspace", "Ana Reis",
    )  # fmt: skip


def test_the_change_just_made_is_in_the_audit_log(admin):  # STG-4
    client = visitor(admin)
    client.post(WINDOWS, {"promotions": "block"})
    page = client.get(AUDIT).content.decode()
    assert "Promotion check changed" in page
    assert "From “Warn, and let the person confirm” to “Refuse”" in page


@pytest.mark.parametrize("value", ["", "maybe", "\0", "block" * 1000])
def test_nonsense_is_answered_with_words(workspace, admin, value):  # STG-1
    answer = visitor(admin).post(WINDOWS, {"promotions": value})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'href="#id_promotions"' in page
    assert 'id="id_promotions"' in page
    assert "<title>Error: " in page
    assert not AuditEntry.objects.in_workspace(workspace).exists()


@pytest.mark.parametrize(
    ("role", "links"),
    [("agent", set()), ("lead", {"settings"}), ("admin", {"accounts", "settings"})],
)
def test_the_rail_leads_where_a_member_may_go(workspace, role, links):
    page = visitor(factories.member(workspace, role=role)).get("/inbox/all/").content.decode()
    assert {name for name in ("accounts", "settings") if f'data-rail="{name}"' in page} == links


@pytest.mark.parametrize("path", [WINDOWS, SENDING, AUDIT, "/accounts/"])
def test_a_page_has_one_heading_one_main_and_marks_where_it_is(admin, path):  # IA-5
    page = visitor(admin).get(path).content.decode()
    assert page.count("<h1") == 1
    assert page.count("<main") == 1
    rail = page.partition("</nav>")[0]
    assert rail.count('aria-current="page"') == 1
