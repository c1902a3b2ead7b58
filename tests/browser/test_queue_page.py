"""The queue as leads see it: how full the hour is, what would be late, and who goes first."""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from inbox.accounts.models import Account, Member
from inbox.delivery.guard import Automation, Person
from inbox.delivery.models import Lane, Outbound
from inbox.delivery.outbox import queue_reply
from tests import factories
from tests.browser.conftest import Site

SignIn = Callable[[Page, Member], None]
RULE = Automation(1, "Prices")


@pytest.fixture
def account(site: Site) -> Account:
    made = factories.account(username="shop", messages_per_hour=2, warms_up=False)
    Lane.everywhere.create(workspace=made.workspace, account=made)
    return made


@pytest.fixture
def lead(account: Account) -> Member:
    return factories.member(account.workspace, role="lead", name="Lena Sousa")


def wait(account: Account, name: str, opened_ago: timedelta = timedelta(hours=1)) -> Outbound:
    person = factories.contact(account, name=name)
    thread = factories.thread_open_since(timezone.now() - opened_ago, contact=person)
    outbound = queue_reply(thread, f"Hello {name}.", author=RULE, key=uuid4())
    assert isinstance(outbound, Outbound)
    return outbound


def test_the_gauge_is_read_by_eye_and_by_ear(
    site: Site, page: Page, sign_in: SignIn, account: Account, lead: Member
) -> None:  # OPS-1
    sign_in(page, lead)
    page.goto(f"{site.url}/queue/")
    gauge = page.get_by_test_id("gauge").first
    expect(gauge).to_have_text("0 / 2")
    expect(gauge).to_have_role("meter")
    words = "0 of 2 automated messages in the last 60 minutes"
    expect(gauge).to_have_attribute("aria-valuetext", words)


def test_what_would_be_late_is_at_risk_and_goes_to_a_person_at_a_press(
    site: Site, page: Page, sign_in: SignIn, account: Account, lead: Member
) -> None:  # OPS-2
    for name in ("Ada", "Ben"):
        wait(account, name, timedelta(hours=23, minutes=50))
    cleo = wait(account, "Cleo Diaz", timedelta(hours=23, minutes=40))
    sign_in(page, lead)
    page.goto(f"{site.url}/queue/")
    expect(page.locator("html[data-scripts]")).to_be_attached()
    risk = page.get_by_test_id("at-risk")
    expect(risk.get_by_role("row")).to_have_count(2)
    expect(risk.get_by_role("link", name="Cleo Diaz")).to_be_visible()
    page.evaluate("window.stayed = true")
    risk.get_by_role("button", name="Hand to a person: Cleo Diaz").click()
    expect(risk).to_have_count(0)
    expect(page.locator("#say-polite")).to_have_text("Cleo Diaz waits for a person now.")
    assert page.evaluate("window.stayed")
    cleo.refresh_from_db()
    assert cleo.state == Outbound.State.WITHDRAWN


def test_a_persons_reply_enters_ahead_of_all_automated_ones_without_a_reload(
    site: Site, page: Page, sign_in: SignIn, account: Account, lead: Member
) -> None:  # OPS-3
    waiting = [wait(account, f"Person {number}") for number in range(200)]
    sign_in(page, lead)
    page.goto(f"{site.url}/queue/")
    expect(page.locator('[data-figure="depth"]')).to_have_text("200")
    page.evaluate("window.stayed = true")
    reply = queue_reply(waiting[-1].thread, "I am here.", author=Person(lead), key=uuid4())
    first = page.get_by_test_id("waiting-row").first
    expect(first).to_contain_text("I am here.", timeout=15_000)
    expect(first).to_have_attribute("data-class", "people")
    assert isinstance(reply, Outbound)
    assert page.evaluate("window.stayed")


def test_pausing_asks_why_and_resuming_is_one_press(
    site: Site, page: Page, sign_in: SignIn, account: Account, lead: Member
) -> None:  # K-11
    sign_in(page, lead)
    page.goto(f"{site.url}/queue/")
    expect(page.locator("html[data-scripts]")).to_be_attached()
    page.get_by_role("button", name="Pause", exact=True).click()
    page.get_by_label("Why? Everyone sees it.").fill("Wrong prices")
    page.get_by_role("button", name="Pause automations").click()
    board = page.get_by_test_id("board")
    expect(board).to_have_attribute("data-state", "stopped")
    expect(board).to_contain_text("Wrong prices")
    board.get_by_role("button", name="Resume").click()
    expect(board).to_have_attribute("data-state", "idle")
