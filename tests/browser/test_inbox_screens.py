"""The inbox at every width, by keyboard, and with scripts off."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from inbox.accounts.models import Account, Member
from inbox.delivery.models import Outbound
from inbox.threads.models import Message, Thread
from tests import factories
from tests.browser.conftest import Site

SignIn = Callable[[Page, Member], None]
WIDTHS = [320, 390, 768, 1024, 1200, 1440]


@pytest.fixture
def account(site: Site) -> Account:
    return factories.account(human_agent_approved=True, warms_up=False)


@pytest.fixture
def kim(account: Account) -> Member:
    return factories.member(account.workspace, name="Kim Silva")


@pytest.fixture
def threads(account: Account) -> list[Thread]:
    """Three threads that need a reply, the first to close first."""
    names = ["Ada Moreno", "ليلى الحسن", "Iris Okafor-Lindqvist von der Hohenstaufenallee"]
    found = []
    for hours, name in zip((22, 10, 5), names, strict=True):
        person = factories.contact(account, name=name, username="a.handle.of.thirty.characters")
        since = timezone.now() - timedelta(hours=hours)
        thread = factories.thread_open_since(since, contact=person, handler=Thread.Handler.HUMAN)
        factories.message(thread, text="o" * 300, sent_at=since + timedelta(minutes=1))
        found.append(thread)
    return found


def test_no_width_scrolls_sideways(  # LAY-1
    site: Site, page: Page, sign_in: SignIn, kim: Member, threads: list[Thread]
) -> None:
    sign_in(page, kim)
    for address in ("/inbox/all/", *(f"/inbox/all/t/{thread.pk}/" for thread in threads)):
        page.goto(site.url + address)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 700})
            wide = page.evaluate("document.documentElement.scrollWidth")
            assert wide <= width, f"{address} at {width} px is {wide} px wide"


def test_a_phone_shows_one_pane_and_back_returns_to_the_same_place(  # LAY-2, LAY-4
    site: Site, new_page, sign_in: SignIn, account: Account, kim: Member
) -> None:
    for _ in range(30):
        factories.thread_open_since(timezone.now() - timedelta(hours=1), account)
    page = new_page(viewport={"width": 390, "height": 844}, has_touch=True)
    sign_in(page, kim)
    rows = page.locator("#rows")
    expect(page.locator("#pane")).to_be_hidden()
    rows.evaluate("rows => { rows.scrollTop = 700 }")
    page.get_by_test_id("row").nth(12).click()
    expect(page.get_by_test_id("composer")).to_be_visible()
    expect(rows).to_be_hidden()
    page.go_back()
    expect(rows).to_be_visible()
    assert abs(rows.evaluate("rows => rows.scrollTop") - 700) <= 1


def test_back_steps_through_the_threads_that_were_open(  # IA-3
    site: Site, page: Page, sign_in: SignIn, kim: Member, threads: list[Thread]
) -> None:
    sign_in(page, kim)
    for thread in threads:
        page.locator(f"#row-{thread.pk} a").click()
        expect(page.locator("#thread")).to_have_attribute("data-thread", str(thread.pk))
    for thread in reversed(threads[:-1]):
        page.go_back()
        expect(page.locator("#thread")).to_have_attribute("data-thread", str(thread.pk))
    expect(page).to_have_title("Ada Moreno · Inbox")


def test_a_pass_by_keyboard_alone(  # KEY-1, KEY-4
    site: Site, page: Page, sign_in: SignIn, kim: Member, threads: list[Thread]
) -> None:
    sign_in(page, kim)
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    page.keyboard.press("Enter")
    thread = threads[0]
    expect(page.locator("#thread[data-joined]")).to_have_attribute("data-thread", str(thread.pk))
    page.keyboard.press("r")
    page.keyboard.type("yes, see e and t")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("item").last).to_contain_text("yes, see e and t")
    expect(page.locator("[data-pending]")).to_have_count(0)
    page.keyboard.press("Escape")
    page.keyboard.press("e")
    expect(page.locator("#thread-header")).to_have_attribute("data-lifecycle", "resolved")
    page.keyboard.press("Escape")
    expect(page.get_by_text("Choose a conversation.")).to_be_visible()
    page.keyboard.press("?")
    expect(page.get_by_role("heading", name="Keyboard shortcuts")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("heading", name="Keyboard shortcuts")).to_be_hidden()
    assert Outbound.everywhere.get(thread=thread).member == kim
    thread.refresh_from_db()
    assert thread.lifecycle == Thread.Lifecycle.RESOLVED


def test_enter_while_composing_sends_nothing(  # CMP-7
    site: Site, page: Page, sign_in: SignIn, kim: Member, threads: list[Thread]
) -> None:
    sign_in(page, kim)
    page.goto(f"{site.url}/inbox/all/t/{threads[0].pk}/")
    words = page.get_by_label("Your words")
    words.fill("にほん")
    enter = {"key": "Enter", "isComposing": True, "bubbles": True, "cancelable": True}
    words.evaluate("(f, key) => f.dispatchEvent(new KeyboardEvent('keydown', key))", enter)
    expect(words).to_have_value("にほん")
    expect(page.locator("[data-pending]")).to_have_count(0)


def test_too_many_bytes_are_counted_and_not_sent(  # CMP-11, C-4
    site: Site, page: Page, sign_in: SignIn, kim: Member, threads: list[Thread]
) -> None:
    sign_in(page, kim)
    page.goto(f"{site.url}/inbox/all/t/{threads[0].pk}/")
    expect(page.locator("html[data-ready]")).to_be_attached()
    words = page.get_by_label("Your words")
    words.fill("😀" * 250)  # four bytes each
    expect(page.get_by_text("0 left", exact=True)).to_be_visible()
    words.fill("😀" * 250 + "!")
    expect(page.get_by_test_id("send")).to_be_disabled()
    page.keyboard.press("Enter")
    expect(words).not_to_have_value("")


def test_older_messages_come_above_without_moving_what_is_read(  # THR-5, A11Y-3
    site: Site, page: Page, sign_in: SignIn, account: Account, kim: Member
) -> None:
    thread = factories.thread_open_since(timezone.now() - timedelta(hours=1), account)
    for number in range(150):
        sent_at = timezone.now() - timedelta(hours=2, minutes=number * 7)
        factories.message(thread, text=f"said {number}", sent_at=sent_at)
    sign_in(page, kim)
    page.goto(f"{site.url}/inbox/all/t/{thread.pk}/")
    items = page.get_by_test_id("item")
    expect(items).to_have_count(60)
    top = items.first
    name = top.get_attribute("id")
    place = f"document.getElementById('{name}').getBoundingClientRect().top"
    page.locator("#timeline").evaluate("line => { line.scrollTop = -line.scrollHeight }")
    before = page.evaluate(place)
    expect(items).not_to_have_count(60)
    assert abs(page.evaluate(place) - before) <= 2
    page.locator("#timeline").evaluate("line => { line.scrollTop = -line.scrollHeight }")
    expect(items).to_have_count(151)
    assert len(set(items.evaluate_all("items => items.map(item => item.id)"))) == 151
    expect(page.locator("#say-polite")).to_be_empty()


def test_the_chosen_theme_stays_and_is_there_before_the_first_paint(  # VIS-3
    site: Site, page: Page, sign_in: SignIn, kim: Member
) -> None:
    sign_in(page, kim)
    page.get_by_role("button", name=re.compile("profile and theme")).click()
    page.get_by_text("Dark", exact=True).click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.reload(wait_until="commit")
    expect(page.locator("body")).to_be_attached()
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"


def test_the_persons_details_stay_folded_away(  # LAY-3
    site: Site, new_page, sign_in: SignIn, kim: Member, threads: list[Thread]
) -> None:
    page = new_page(viewport={"width": 1440, "height": 900})
    sign_in(page, kim)
    page.goto(f"{site.url}/inbox/all/t/{threads[0].pk}/")
    details = page.get_by_role("complementary", name="About this person")
    expect(details).to_be_visible()
    expect(page.locator("html[data-ready]")).to_be_attached()
    page.get_by_role("button", name="About this person").click()
    expect(details).to_be_hidden()
    page.reload()
    expect(details).to_be_hidden()


def test_with_scripts_off_one_can_read_reply_note_and_resolve(  # IA-4
    site: Site, new_page, kim: Member, threads: list[Thread]
) -> None:
    page = new_page(java_script_enabled=False)
    page.goto(f"{site.url}/inbox/")
    page.get_by_label("E-mail address").fill(kim.user.email)
    page.get_by_label("Password").fill(factories.PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("link", name=re.compile("Ada Moreno")).click()
    page.get_by_label("Your words").fill("Without a single script")
    page.get_by_role("button", name="Send and take").click()
    expect(page.locator(".item[data-kind='out-agent']")).to_contain_text("Without a single script")
    page.get_by_text("Note", exact=True).click()
    page.get_by_label("Your words").fill("and a note")
    page.get_by_role("button", name="Add note").click()
    expect(page.locator(".item[data-kind='note']")).to_contain_text("and a note")
    page.get_by_role("button", name="Resolve").click()
    expect(page.get_by_role("button", name="Reopen")).to_be_visible()


def test_a_thread_that_breaks_leaves_the_list_usable(  # SYS-2
    site: Site, page: Page, sign_in: SignIn, kim: Member, threads: list[Thread], complaints
) -> None:
    complaints.expect(status=500, url="/t/")
    sign_in(page, kim)
    broken = f"**/t/{threads[0].pk}/"
    page.route(broken, lambda route: route.fulfill(status=500, body="no"))
    page.locator(f"#row-{threads[0].pk} a").click()
    expect(page.get_by_text("could not be loaded")).to_be_visible()
    page.unroute(broken)
    page.get_by_role("button", name="Try again").click()
    expect(page.locator("#thread")).to_have_attribute("data-thread", str(threads[0].pk))


def test_every_kind_of_item_says_what_it_is(  # THR-1
    site: Site, page: Page, sign_in: SignIn, account: Account, kim: Member
) -> None:
    thread = factories.thread_open_since(timezone.now() - timedelta(hours=1), account)
    kinds, origins = Message.Kind, Message.Origin
    fixtures = {
        "in-tap": {"kind": kinds.TAP, "context": {"tap": {"title": "Track my order"}}},
        "in-story-reply": {"kind": kinds.STORY_REPLY},
        "in-story-mention": {"kind": kinds.STORY_MENTION},
        "in-comment": {"kind": kinds.COMMENT, "context": {"post": {"kind": "reel"}}},
        "in-media": {"kind": kinds.MEDIA},
        "out-app": {"origin": origins.APP},
        "out-bot": {"origin": origins.AUTOMATION, "author_name": "Sizes"},
        "unsent": {"unsent_at": timezone.now(), "text": ""},
        "unsupported": {"kind": kinds.UNSUPPORTED},
    }
    for fields in fixtures.values():
        factories.message(thread, **fields)
    sign_in(page, kim)
    page.goto(f"{site.url}/inbox/all/t/{thread.pk}/")
    for kind in fixtures:
        item = page.locator(f".item[data-kind='{kind}']")
        expect(item).to_be_visible()
        assert item.inner_text().strip()
    expect(page.locator("[data-kind='out-bot']")).to_contain_text("Rule: Sizes")
    expect(page.locator("[data-kind='out-app']")).to_contain_text("Sent from the Instagram app")
