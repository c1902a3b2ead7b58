"""The open inbox follows what happens, and loses no words. Two people, one web process."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import Page, expect

from inbox.accounts.models import Account, Member
from inbox.delivery.models import Outbound
from inbox.threads.changes import Change, announce
from inbox.threads.models import Message, Note, Thread
from tests import factories
from tests.browser.conftest import Site

SignIn = Callable[[Page, Member], None]


@pytest.fixture
def account(site: Site) -> Account:
    return factories.account(human_agent_approved=True, warms_up=False)


@pytest.fixture
def kim(account: Account) -> Member:
    return factories.member(account.workspace, name="Kim Silva")


def write(thread: Thread, text: str, **fields: object) -> Message:
    """The contact writes, as the intake would store it."""
    with transaction.atomic():
        message = factories.message(thread, text=text, **fields)
        Thread.everywhere.filter(pk=thread.pk).update(
            last_message=message,
            last_item_at=message.sent_at,
            last_contact_at=message.sent_at,
            last_inbound_at=message.sent_at,
            unread=thread.unread + 1,
        )
        announce([Change(thread.workspace_id, thread.pk, (f"message-{message.pk}",))])
    return message


def open_thread(account: Account, name: str, ago: timedelta = timedelta(hours=1)) -> Thread:
    person = factories.contact(account, name=name)
    return factories.thread_open_since(
        timezone.now() - ago, contact=person, handler=Thread.Handler.HUMAN
    )


def test_a_new_message_appears_in_list_and_thread_without_reload(
    site: Site, page: Page, sign_in: SignIn, account: Account, kim: Member
) -> None:
    thread = open_thread(account, "Ada Moreno")
    sign_in(page, kim)
    page.get_by_role("link", name=re.compile("Ada Moreno")).click()
    expect(page.locator("#thread[data-joined]")).to_be_attached()
    write(thread, "do you ship to Portugal?")
    expect(page.get_by_test_id("item").last).to_contain_text("do you ship to Portugal?")
    expect(page.locator(f"#row-{thread.pk}")).to_contain_text("do you ship to Portugal?")
    expect(page.locator("#say-polite")).to_contain_text("do you ship to Portugal?")
    expect(page.locator(f"#row-{thread.pk}")).to_have_attribute("data-unread", "0")


def test_a_reply_is_on_screen_at_once_and_becomes_the_servers(
    site: Site, page: Page, sign_in: SignIn, account: Account, kim: Member
) -> None:
    thread = open_thread(account, "Ada Moreno")
    sign_in(page, kim)
    page.goto(f"{site.url}/inbox/all/t/{thread.pk}/")
    expect(page.locator("html[data-ready]")).to_be_attached()
    held = []
    page.route("**/replies/", lambda route: held.append(route))  # noqa: PLW0108  # Playwright counts its arguments
    page.get_by_label("Your words").fill("We do, in three days.")
    page.keyboard.press("Enter")
    pending = page.get_by_test_id("item").last
    expect(pending).to_have_attribute("data-state", "queued")
    expect(pending).to_contain_text("We do, in three days.")
    expect(page.get_by_label("Your words")).to_have_value("")
    assert not Outbound.everywhere.exists()  # nobody has answered yet
    held.pop().continue_()
    expect(page.locator("[data-pending]")).to_have_count(0)
    outbound = Outbound.everywhere.get(thread=thread)
    ours = page.locator(f"[data-client-id='{outbound.client_key}']")
    expect(ours).to_have_count(1)
    expect(ours).to_have_id(f"message-{outbound.message_id}")
    assert outbound.message.member == kim


def test_a_stale_window_refuses_and_gives_the_words_back(
    site: Site, page: Page, sign_in: SignIn, account: Account, kim: Member, complaints
) -> None:
    complaints.expect(status=409, url="/replies/")
    thread = open_thread(account, "Ada Moreno")
    sign_in(page, kim)
    page.goto(f"{site.url}/inbox/all/t/{thread.pk}/")
    expect(page.locator("html[data-ready]")).to_be_attached()
    # The window closes behind the page's back: nothing is announced.
    Thread.everywhere.filter(pk=thread.pk).update(
        last_inbound_at=timezone.now() - timedelta(hours=30)
    )
    page.get_by_label("Your words").fill("Here is your answer")
    page.keyboard.press("Enter")
    composer = page.get_by_test_id("composer")
    expect(composer).to_have_attribute("data-composer", "human_agent")
    expect(composer.get_by_test_id("strip")).to_be_visible()
    expect(page.get_by_label("Your words")).to_have_value("Here is your answer")
    expect(page.get_by_test_id("send")).to_have_text("Send as human reply")
    expect(page.get_by_test_id("item")).to_have_count(1)
    assert not Outbound.everywhere.filter(thread=thread).exists()


def test_the_window_flips_on_the_screen_at_its_boundary(  # W-7
    site: Site, page: Page, sign_in: SignIn, account: Account, kim: Member
) -> None:
    thread = open_thread(account, "Ada Moreno", timedelta(hours=24) - timedelta(seconds=9))
    sign_in(page, kim)
    page.goto(f"{site.url}/inbox/all/t/{thread.pk}/")
    expect(page.locator("#thread[data-joined]")).to_be_attached()
    composer = page.get_by_test_id("composer")
    expect(composer).to_have_attribute("data-composer", "open")
    page.get_by_label("Your words").fill("half a sen")
    expect(composer).to_have_attribute("data-composer", "human_agent", timeout=15_000)
    chip = page.locator("#thread-header").get_by_test_id("chip")
    expect(chip).to_have_attribute("data-window", "human_agent")
    expect(page.locator(f"#row-{thread.pk}").get_by_test_id("chip")).to_contain_text("Human")
    expect(page.get_by_label("Your words")).to_have_value("half a sen")
    expect(page.get_by_label("Your words")).to_be_focused()


def test_a_row_that_time_alone_moved_leaves_its_view_and_the_numbers_follow(  # W-7
    site: Site, page: Page, sign_in: SignIn, account: Account, kim: Member
) -> None:
    thread = open_thread(account, "Ada Moreno", timedelta(hours=24) - timedelta(seconds=6))
    sign_in(page, kim)
    page.goto(f"{site.url}/inbox/closing/")
    row = page.locator(f"#row-{thread.pk}")
    expect(row).to_be_visible()
    expect(row).to_have_count(0, timeout=15_000)
    numbers = page.locator("#views")
    expect(numbers.get_by_role("link", name="Human agent")).to_contain_text("1")
    expect(numbers.get_by_role("link", name="Closing soon")).not_to_contain_text("1")


def test_a_draft_survives_a_reload_and_stays_with_its_thread_and_mode(
    site: Site, page: Page, sign_in: SignIn, account: Account, kim: Member
) -> None:
    ada, ben = open_thread(account, "Ada"), open_thread(account, "Ben")
    sign_in(page, kim)
    page.goto(f"{site.url}/inbox/all/t/{ada.pk}/")
    words = page.get_by_label("Your words")
    words.fill("for Ada")
    expect(page.get_by_text("Draft saved")).to_be_visible()
    page.get_by_text("Note", exact=True).click()
    expect(words).to_have_value("")
    words.fill("about Ada")
    page.reload()
    expect(words).to_have_value("for Ada")
    page.locator(f"#row-{ben.pk} a").click()
    expect(page.locator("#thread")).to_have_attribute("data-thread", str(ben.pk))
    expect(words).to_have_value("")
    expect(page.locator(f"#row-{ada.pk}")).to_contain_text("Draft: for Ada")
    page.locator(f"#row-{ada.pk} a").click()
    expect(words).to_have_value("for Ada")


def open_as(page: Page, member: Member, thread: Thread, site: Site, sign_in: SignIn) -> None:
    sign_in(page, member)
    page.goto(f"{site.url}/inbox/all/t/{thread.pk}/")
    expect(page.locator("#thread[data-joined]")).to_be_attached()


def test_a_note_goes_to_colleagues_and_nowhere_else(
    site: Site, page: Page, new_page, sign_in: SignIn, account: Account, kim: Member
) -> None:
    thread = open_thread(account, "Ada Moreno")
    other = new_page()
    for each, member in ((page, kim), (other, factories.member(account.workspace, name="Lea"))):
        open_as(each, member, thread, site, sign_in)
    page.keyboard.press("n")
    page.keyboard.type("check customs")
    page.keyboard.press("Enter")
    for each in (page, other):
        expect(each.locator(".item[data-kind=note]")).to_have_count(1)
        expect(each.locator(".item[data-kind=note]")).to_contain_text("check customs")
    assert Note.everywhere.get(thread=thread).member == kim
    assert not Outbound.everywhere.filter(thread=thread).exists()


def test_a_colleague_sees_who_took_a_thread(
    site: Site, page: Page, new_page, sign_in: SignIn, account: Account, kim: Member
) -> None:
    thread = open_thread(account, "Ada Moreno")
    other = new_page()
    for each, member in ((page, kim), (other, factories.member(account.workspace, name="Lea"))):
        open_as(each, member, thread, site, sign_in)
    page.keyboard.press("t")
    expect(other.get_by_role("button", name="Kim Silva has this conversation")).to_be_visible()
    expect(other.locator(".event")).to_contain_text("Kim Silva took this conversation")
    page.keyboard.press("e")
    expect(other.locator("#thread-header")).to_have_attribute("data-lifecycle", "resolved")
    expect(other.locator(f"#row-{thread.pk}")).to_have_attribute("data-gone", "")


def test_rows_do_not_move_under_the_pointer(  # LIST-3, LIST-4
    site: Site, page: Page, sign_in: SignIn, account: Account, kim: Member
) -> None:
    threads = [open_thread(account, name, timedelta(hours=20 - n)) for n, name in enumerate("ABCD")]
    sign_in(page, kim)
    page.goto(f"{site.url}/inbox/all/")
    expect(page.locator("html[data-ready]")).to_be_attached()
    order = "rows => rows.map(row => Number(row.dataset.id))"
    rows = page.locator("#rows > .row")
    assert rows.evaluate_all(order) == [thread.pk for thread in threads]
    rows.first.hover()
    write(threads[0], "it is me again")
    expect(page.get_by_role("button", name="1 update")).to_be_visible()
    expect(rows.first).to_contain_text("it is me again")
    assert rows.evaluate_all(order) == [thread.pk for thread in threads]
    page.mouse.move(900, 600)
    expect(page.get_by_role("button", name="1 update")).to_be_hidden()
    moved = [thread.pk for thread in (*threads[1:], threads[0])]
    assert rows.evaluate_all(order) == moved


def test_after_a_lost_connection_everything_is_there_once_and_in_order(  # SYS-1, SYS-5
    site: Site, page: Page, sign_in: SignIn, account: Account, kim: Member, complaints
) -> None:
    complaints.expect(text="WebSocket connection to")
    thread = open_thread(account, "Ada Moreno")
    sign_in(page, kim)
    page.goto(f"{site.url}/inbox/all/t/{thread.pk}/")
    expect(page.locator("#thread[data-joined]")).to_be_attached()
    words = page.get_by_label("Your words")
    words.fill("half a sen")
    words.evaluate("field => field.setSelectionRange(4, 4)")
    site.cut()
    expect(page.locator("html[data-ready]")).not_to_be_attached()
    for number in range(4):
        write(thread, f"while you were away {number}")
    expect(page.get_by_text("Reconnecting…")).to_be_visible(timeout=8_000)
    site.come_back()
    items = page.get_by_test_id("item")
    expect(items).to_have_count(5, timeout=40_000)
    for number in range(4):
        expect(items.nth(number + 1)).to_contain_text(f"while you were away {number}")
    expect(page.get_by_text("Reconnecting…")).to_be_hidden()
    expect(words).to_have_value("half a sen")
    expect(words).to_be_focused()
    assert words.evaluate("field => field.selectionStart") == 4


def test_words_without_a_connection_are_kept_and_sent_again(
    site: Site, page: Page, sign_in: SignIn, account: Account, kim: Member, complaints
) -> None:
    complaints.expect(text="net::ERR_FAILED")
    thread = open_thread(account, "Ada Moreno")
    sign_in(page, kim)
    page.goto(f"{site.url}/inbox/all/t/{thread.pk}/")
    expect(page.locator("html[data-ready]")).to_be_attached()
    page.route("**/replies/", lambda route: route.abort())
    page.get_by_label("Your words").fill("are you still there?")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Your words are kept here.")).to_be_visible()
    page.reload()
    expect(page.get_by_text("Your words are kept here.")).to_be_visible()
    page.unroute("**/replies/")
    page.get_by_role("button", name="Try again").click()
    expect(page.locator("[data-pending]")).to_have_count(0)
    assert Outbound.everywhere.get(thread=thread).message.text == "are you still there?"
