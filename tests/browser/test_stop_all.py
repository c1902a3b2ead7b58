"""Stop all: told to everyone at once, nothing is sent until somebody resumes (K-11, AUT-11)."""

import json
import uuid
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from inbox.accounts import switches
from inbox.accounts.models import Account, AutomationStop, Member
from tests import factories
from tests.browser.conftest import Site
from tests.browser.test_whole_loop import play_new_person, sign_in, write

SECOND = 1_000  # milliseconds, as Playwright counts
SignIn = Callable[[Page, Member], None]
WIDE = {"width": 1440, "height": 900}


def rule(name: str, keyword: str, answer: str) -> str:
    steps = [{"send": {"texts": [answer]}}]
    one = {"name": name, "on": ["dm"], "match": "contains", "keywords": [keyword], "steps": steps}
    return json.dumps({"version": 1, "rules": [one]})


@pytest.fixture
def lead(stack, new_page) -> Iterator[Page]:
    """A lead on the page of the switches; what they stopped is resumed in the end."""
    page = new_page(viewport=WIDE)
    sign_in(page, stack.url, "lead@demo.example")
    page.goto(f"{stack.url}/settings/sending/")
    yield page
    page.goto(f"{stack.url}/settings/sending/")
    for button in page.get_by_test_id("switch").get_by_role("button", name="Resume").all():
        button.click()
        expect(button).to_have_count(0)


def stop(page: Page, panel: str, because: str) -> None:
    """Through the switch of ``panel``, with its question."""
    switch = page.get_by_test_id("switch").filter(has_text=panel)
    switch.get_by_role("button", name="Stop all automations").first.click()
    dialog = page.get_by_role("dialog", name="Stop all automations")
    dialog.get_by_label("Why? Everyone sees it.").fill(because)
    dialog.get_by_role("button", name="Stop all automations").click()


def test_a_stop_is_seen_elsewhere_within_a_second_and_a_keyword_sends_nothing(
    stack, new_page, lead
) -> None:  # AUT-11
    mark = uuid.uuid4().hex[:6]
    keyword, answer = f"tulips{mark}", f"Tulips are 3 euros {mark}"
    rules = rule(f"Tulips {mark}", keyword, answer)
    imported = stack.manage("import_rules", "--workspace", "demo", "-", stdin=rules)
    assert imported.returncode == 0, imported.stderr
    inbox, phone = new_page(viewport=WIDE), new_page()
    sign_in(inbox, stack.url, "agent@demo.example")
    play_new_person(phone, stack.sandbox_url, f"Ines {mark}")
    inbox.evaluate("window.stayed = true")
    banner = inbox.get_by_test_id("stopped")
    expect(banner).to_have_text("")

    stop(lead, "The whole workspace", f"wrong prices {mark}")
    line = banner.get_by_test_id("stopped-line")
    expect(line).to_contain_text(f"wrong prices {mark}. People can still answer.", timeout=SECOND)
    expect(line).to_contain_text("All automations are stopped since")
    expect(line.get_by_role("button", name="Resume")).to_be_hidden()
    assert inbox.evaluate("window.stayed")

    write(phone, f"{keyword} please")
    row = inbox.get_by_test_id("row").filter(has_text=keyword)
    expect(row).to_be_visible(timeout=10 * SECOND)
    row.click()
    composer = inbox.get_by_test_id("composer")
    composer.get_by_role("textbox").fill(f"A person answers {mark}")
    composer.get_by_test_id("send").click()
    expect(phone.get_by_test_id("bubble").filter(has_text="A person answers")).to_be_visible(
        timeout=10 * SECOND
    )  # and what a person writes is behind whatever else would have gone
    expect(phone.get_by_test_id("bubble").filter(has_text=answer)).to_have_count(0)

    own = lead.get_by_test_id("stopped")
    own.get_by_role("button", name="Resume").click()
    expect(own).to_have_text("")
    expect(banner).to_have_text("", timeout=SECOND)
    other = new_page()
    play_new_person(other, stack.sandbox_url, f"Otto {mark}")
    write(other, f"{keyword} please")
    expect(other.get_by_test_id("bubble").filter(has_text=answer)).to_be_visible(
        timeout=10 * SECOND
    )
    expect(phone.get_by_test_id("bubble").filter(has_text=answer)).to_have_count(0)


@pytest.fixture
def account(site: Site) -> Account:
    return factories.account(username="shop", warms_up=False)


@pytest.fixture
def kim(account: Account) -> Member:
    return factories.member(account.workspace, role="lead", name="Kim Duarte")


def test_a_page_that_was_cut_off_learns_of_a_stop_when_it_is_back(
    site: Site, page: Page, sign_in: SignIn, account: Account, kim: Member, complaints
) -> None:
    complaints.expect(text="WebSocket connection to")
    sign_in(page, kim)
    page.goto(f"{site.url}/settings/sending/")
    expect(page.locator("html[data-ready]")).to_be_attached()
    site.cut()
    expect(page.locator("html[data-ready]")).not_to_be_attached()
    switches.stop_automations(account, by=kim, because="wrong prices")
    site.come_back()
    expect(page.get_by_test_id("stopped")).to_contain_text("wrong prices", timeout=40 * SECOND)
    expect(page.locator(f"#switch-{account.pk}")).to_have_attribute("data-on", "no")


def test_an_empty_reason_is_asked_for_and_escape_changes_nothing(
    site: Site, page: Page, sign_in: SignIn, account: Account, kim: Member
) -> None:
    sign_in(page, kim)
    page.goto(f"{site.url}/settings/sending/")
    opener = page.get_by_test_id("switch").filter(has_text="@shop").get_by_role("button").first
    opener.click()
    why = page.get_by_role("textbox", name="Why? Everyone sees it.")
    expect(why).to_be_focused()
    page.keyboard.press("Enter")
    expect(why).to_be_focused()
    assert not AutomationStop.everywhere.exists()
    page.keyboard.press("Escape")
    expect(why).to_be_hidden()
    expect(opener).to_be_focused()


def test_without_scripts_the_switch_works_too(
    site: Site, new_page: Callable[..., Page], account: Account, kim: Member
) -> None:
    page = new_page(java_script_enabled=False)
    page.goto(f"{site.url}/accounts/login/?next=/settings/sending/")
    page.get_by_label("E-mail address").fill(kim.user.email)
    page.get_by_label("Password").fill(factories.PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    stop(page, "@shop", "wrong prices")
    expect(page.get_by_test_id("stopped")).to_contain_text("@shop")
    page.get_by_test_id("stopped").get_by_role("button", name="Resume").click()
    expect(page.get_by_test_id("stopped")).to_have_text("")
    assert not AutomationStop.everywhere.exists()
