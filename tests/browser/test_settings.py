"""Admins save settings: open conversations follow at once, and nothing is lost by leaving."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Dialog, Locator, Page, expect

from inbox.accounts.models import Account, AuditEntry, Member
from inbox.threads.models import Thread
from tests import factories
from tests.browser.conftest import Site

SignIn = Callable[[Page, Member], None]


@pytest.fixture
def account(site: Site) -> Account:
    return factories.account(username="shop", human_agent_approved=True, warms_up=False)


@pytest.fixture
def admin(account: Account) -> Member:
    return factories.member(account.workspace, role="admin", name="Ana Reis")


def windows_of(page: Page) -> Locator:
    """The form of an account's windows, one of several on its page."""
    return page.get_by_role("form", name="Windows")


def test_switching_the_approval_off_locks_an_open_conversation_without_reload(
    site: Site,
    page: Page,
    new_page: Callable[..., Page],
    sign_in: SignIn,
    account: Account,
    admin: Member,
) -> None:  # W-7, W-11
    kim = factories.member(account.workspace, name="Kim Duarte")
    person = factories.contact(account, name="Ada Moreno")
    thread = factories.thread_open_since(
        timezone.now() - timedelta(days=2), contact=person, handler=Thread.Handler.HUMAN
    )
    inbox = new_page()
    sign_in(inbox, kim)
    inbox.goto(f"{site.url}/inbox/all/t/{thread.pk}/")
    expect(inbox.locator("#thread[data-joined]")).to_be_attached()
    banner = inbox.get_by_test_id("banner")
    expect(banner).to_have_attribute("data-window", "human_agent")
    inbox.evaluate("window.stayed = true")

    sign_in(page, admin)
    page.get_by_role("link", name="Accounts").click()
    page.get_by_role("link", name="@shop").click()
    approval = page.get_by_role("group", name="Human Agent approval")
    approval.get_by_role("radio", name="No", exact=True).check()
    windows_of(page).get_by_role("button", name="Save").click()
    expect(page.locator("#say-polite")).to_have_text("Windows saved.")

    expect(banner).to_have_attribute("data-window", "locked")
    expect(inbox.get_by_test_id("composer")).to_contain_text("Human Agent")
    expect(inbox.locator(f"#row-{thread.pk}")).to_contain_text("Locked")
    assert inbox.evaluate("window.stayed")

    page.get_by_role("link", name="Settings").click()
    page.get_by_role("link", name="Audit log").click()
    expect(page.get_by_test_id("entry").first).to_contain_text("Human Agent approval changed")


def test_what_is_wrong_gets_the_focus_and_leads_to_its_field(
    site: Site, page: Page, sign_in: SignIn, account: Account, admin: Member, complaints
) -> None:  # STG-1
    complaints.expect(status=422, url=f"/accounts/{account.pk}/")
    sign_in(page, admin)
    page.goto(f"{site.url}/accounts/{account.pk}/#human-agent")
    confirmed = page.get_by_role("checkbox", name="I have confirmed with Meta")
    expect(confirmed).to_be_hidden()
    page.get_by_role("radio", name="7 days").check()
    expect(confirmed).to_be_visible()
    windows_of(page).get_by_role("button", name="Save").click()
    expect(page.locator("#errors")).to_be_focused()
    page.locator("#errors").get_by_role("link").click()
    expect(confirmed).to_be_focused()
    confirmed.check()
    windows_of(page).get_by_role("button", name="Save").click()
    expect(page.locator("#say-polite")).to_have_text("Windows saved.")
    account.refresh_from_db()
    assert account.ads_open_longer


def test_leaving_with_something_unsaved_asks_once(
    site: Site, page: Page, sign_in: SignIn, admin: Member
) -> None:  # STG-2
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    sign_in(page, admin)
    page.goto(f"{site.url}/settings/windows/")
    expect(page.locator("html[data-scripts]")).to_be_attached()
    expect(page.get_by_text("Not saved yet")).to_be_hidden()
    page.get_by_role("radio", name="Refuse").check()
    expect(page.get_by_text("Not saved yet")).to_be_visible()
    page.get_by_role("link", name="Audit log").click()
    expect(page.get_by_role("radio", name="Refuse")).to_be_checked()
    assert asked == ["beforeunload"]
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#say-polite")).to_have_text("Promotion check saved.")
    page.get_by_role("link", name="Audit log").click()
    expect(page.get_by_test_id("entry").first).to_contain_text("Promotion check changed")
    assert asked == ["beforeunload"]


def test_settings_are_saved_without_scripts_too(
    site: Site, new_page: Callable[..., Page], account: Account, admin: Member
) -> None:
    page = new_page(java_script_enabled=False)
    page.goto(f"{site.url}/accounts/login/?next=/accounts/{account.pk}/")
    page.get_by_label("E-mail address").fill(admin.user.email)
    page.get_by_label("Password").fill(factories.PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("radio", name="No", exact=True).check()
    windows_of(page).get_by_role("button", name="Save").click()
    expect(page.get_by_role("status")).to_contain_text("Windows saved.")
    assert AuditEntry.objects.in_workspace(account.workspace).count() == 1


def test_a_limit_above_its_default_warns_at_once_and_is_saved(
    site: Site, page: Page, sign_in: SignIn, account: Account, admin: Member
) -> None:  # L-11
    sign_in(page, admin)
    page.goto(f"{site.url}/accounts/{account.pk}/#limits")
    limits = page.get_by_role("form", name="Limits")
    limit = limits.get_by_test_id("limit").filter(has_text="Automated messages")
    field = limit.get_by_role("textbox", name="Automated messages in any hour")
    above, none = limit.get_by_text("Faster than is widely told"), limit.get_by_text("No limit:")
    expect(above).to_be_hidden()
    field.fill("300")
    expect(above).to_be_visible()
    field.fill("0")
    expect(above).to_be_hidden()
    expect(none).to_be_visible()
    limits.get_by_role("button", name="Save").click()
    expect(page.locator("#say-polite")).to_have_text("Limits saved.")
    expect(none).to_be_visible()
    account.refresh_from_db()
    assert account.messages_per_hour == 0
