"""The composer in each state, and what it does with words, files and quick replies."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from inbox.accounts.models import Account, Member
from inbox.delivery.models import Outbound
from inbox.threads.changes import Change, announce
from inbox.threads.models import Note, Thread
from tests import factories
from tests.browser.composing import HOUR, PNG, SignIn, open_as, sent, thread_since
from tests.browser.conftest import Site


@pytest.fixture
def account(site: Site) -> Account:
    return factories.account(human_agent_approved=True, warms_up=False)


@pytest.fixture
def kim(account: Account) -> Member:
    return factories.member(account.workspace, name="Kim Silva")


def closes_soon(account: Account, seconds: int, ago: timedelta = HOUR * 24) -> Thread:
    return thread_since(account, ago - timedelta(seconds=seconds))


def test_every_state_has_its_icon_words_and_controls(  # CMP-1
    site: Site, page: Page, sign_in: SignIn, account: Account, kim: Member
) -> None:
    other = {"other_app_until": timezone.now() + HOUR}
    off = factories.account(account.workspace, status="disconnected")
    states = [
        (thread_since(account, HOUR), "open", "bubble-check", "Free-reply window open", True),
        (thread_since(account, HOUR * 23), "open", "hourglass", "then Human Agent tag", True),
        (thread_since(account, HOUR * 30), "human_agent", "person", "text only", True),
        (thread_since(account, HOUR * 200), "locked", "lock", "opens when Ada Moreno", False),
        (thread_since(account, HOUR, **other), "other_app", "plug", "Another app", False),
        (thread_since(off, HOUR), "account_off", "plug-off", "Disconnected", False),
    ]
    sign_in(page, kim)
    heights = set()
    for thread, state, icon, words, can_send in states:
        page.goto(f"{site.url}/inbox/all/t/{thread.pk}/")
        expect(page.locator("#thread[data-joined]")).to_be_attached()
        composer, banner = page.get_by_test_id("composer"), page.get_by_test_id("banner")
        expect(composer).to_have_attribute("data-composer", state)
        expect(banner.locator(f"use[href='#i-{icon}']").first).to_be_attached()
        expect(banner).to_contain_text(words)
        expect(page.get_by_test_id("send")).to_be_visible(visible=can_send)
        expect(page.get_by_test_id("attach")).to_be_enabled(enabled=state == "open")
        heights.add(banner.bounding_box()["height"])
    assert len(heights) == 1


def test_the_window_ends_by_the_pages_own_clock_when_the_socket_is_gone(  # CMP-2, W-7
    site: Site, page: Page, sign_in: SignIn, account: Account, kim: Member
) -> None:
    thread = closes_soon(account, 8)
    page.route_web_socket("**/live/", lambda route: None)  # it opens, and stays silent
    page.goto(f"{site.url}/accounts/login/")
    page.get_by_label("E-mail address").fill(kim.user.email)
    page.get_by_label("Password").fill(factories.PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.goto(f"{site.url}/inbox/all/t/{thread.pk}/")
    words = page.get_by_label("Your words")
    words.fill("half a sen")
    words.evaluate("field => field.setSelectionRange(4, 4)")
    composer = page.get_by_test_id("composer")
    expect(composer).to_have_attribute("data-composer", "human_agent", timeout=15_000)
    expect(words).to_have_value("half a sen")
    expect(words).to_be_focused()
    assert words.evaluate("field => field.selectionStart") == 4
    expect(page.get_by_test_id("send")).to_have_text("Send as human reply")
    expect(composer.get_by_test_id("strip")).to_contain_text("Text only from here.")


def test_at_the_end_of_the_human_window_the_words_stay_and_become_a_note(  # CMP-10
    site: Site, page: Page, sign_in: SignIn, account: Account, kim: Member
) -> None:
    thread = closes_soon(account, 8, timedelta(days=7))
    open_as(page, kim, thread, site, sign_in)
    words, composer = page.get_by_label("Your words"), page.get_by_test_id("composer")
    words.fill("too late for this")
    expect(composer).to_have_attribute("data-composer", "locked", timeout=15_000)
    expect(words).to_have_value("too late for this")
    expect(words).not_to_be_editable()
    expect(page.get_by_test_id("send")).to_be_hidden()
    last = composer.get_by_role("button", name="Tell me when they write").bounding_box()
    around = composer.bounding_box()
    assert last
    assert around
    assert last["x"] + last["width"] <= around["x"] + around["width"]  # four ways on, all inside
    composer.get_by_role("button", name="Keep as note").click()
    expect(page.get_by_test_id("banner")).to_contain_text("Only your team")
    page.get_by_test_id("keep").click()
    expect(page.locator(".item[data-kind=note]")).to_contain_text("too late for this")
    expect(page.locator("[data-pending]")).to_have_count(0)
    assert Note.everywhere.get(thread=thread).text == "too late for this"


def test_when_they_write_the_field_opens_with_the_draft_and_takes_no_focus(
    site: Site, page: Page, sign_in: SignIn, account: Account, kim: Member
) -> None:
    thread = thread_since(account, HOUR * 24 * 8)
    open_as(page, kim, thread, site, sign_in)
    words = page.get_by_label("Your words")
    expect(words).not_to_be_editable()
    page.get_by_role("button", name="Resolve").focus()
    now = timezone.now()
    Thread.everywhere.filter(pk=thread.pk).update(last_inbound_at=now)
    announce([Change(thread.workspace_id, thread.pk)])
    expect(page.get_by_test_id("composer")).to_have_attribute("data-composer", "open")
    expect(words).to_be_editable()
    expect(words).not_to_be_focused()
    expect(page.locator("#say-polite")).to_contain_text("The window is open again")


def test_what_looks_promotional_is_named_and_confirmed_with_a_reason(  # CMP-4, W-12
    site: Site, page: Page, sign_in: SignIn, account: Account, kim: Member
) -> None:
    thread = thread_since(account, HOUR * 30)
    open_as(page, kim, thread, site, sign_in)
    words, composer = page.get_by_label("Your words"), page.get_by_test_id("composer")
    words.fill("Come back and get 20% off")
    strip = composer.get_by_test_id("strip")
    expect(strip.locator("u")).to_contain_text("20% off")
    page.keyboard.press("Enter")
    expect(strip.get_by_role("button", name="Edit")).to_be_focused()
    assert not Outbound.everywhere.filter(thread=thread).exists()
    strip.get_by_role("button", name="It is support, send").click()
    strip.get_by_role("button", name="About their order").click()
    expect(page.locator("[data-pending]")).to_have_count(0)
    outbound = Outbound.everywhere.get(thread=thread)
    assert (outbound.tag, outbound.support_because) == ("HUMAN_AGENT", "About their order")


def test_in_an_open_window_nothing_is_said_of_promotion(  # CMP-4
    site: Site, page: Page, sign_in: SignIn, account: Account, kim: Member
) -> None:
    thread = thread_since(account, HOUR)
    open_as(page, kim, thread, site, sign_in)
    page.get_by_label("Your words").fill("Come back and get 20% off")
    page.keyboard.press("Enter")
    expect(page.locator("[data-pending]")).to_have_count(0)
    assert Outbound.everywhere.get(thread=thread).tag == ""


def test_a_workspace_that_blocks_promotion_offers_no_way_round(  # W-12
    site: Site, page: Page, sign_in: SignIn, account: Account, kim: Member
) -> None:
    account.workspace.promotions = "block"
    account.workspace.save(update_fields=["promotions"])
    open_as(page, kim, thread_since(account, HOUR * 30), site, sign_in)
    page.get_by_label("Your words").fill("Come back and get 20% off")
    strip = page.get_by_test_id("composer").get_by_test_id("strip")
    expect(strip).to_contain_text("an admin decided")
    expect(strip.get_by_role("button", name="It is support")).to_have_count(0)


def test_files_and_quick_replies_wait_in_the_tray_and_go_before_the_words(
    site: Site, page: Page, sign_in: SignIn, account: Account, kim: Member
) -> None:
    thread = thread_since(account, HOUR)
    open_as(page, kim, thread, site, sign_in)
    page.locator("input[data-files]").set_input_files([PNG])
    tray = page.get_by_test_id("tray")
    expect(tray.get_by_role("button", name="Remove shelf.png")).to_be_visible()
    page.get_by_test_id("quick-replies").click()
    page.get_by_test_id("quick-title").fill("Size M")
    page.keyboard.press("Enter")
    page.get_by_label("Your words").fill("This one?")
    expect(tray).to_contain_text("Goes as 2 messages")
    page.reload()  # nothing is lost
    expect(tray.get_by_test_id("tray-item")).to_have_count(1)
    expect(page.locator(".quick-item")).to_have_text("Size M")
    page.get_by_test_id("send").click()
    expect(page.locator("[data-pending]")).to_have_count(0)
    expect(tray).to_be_hidden()
    first, second = Outbound.everywhere.filter(thread=thread).order_by("pk")
    assert first.upload is not None
    assert second.envelope["text"] == "This one?"
    assert [each["title"] for each in second.envelope["quick_replies"]] == ["Size M"]


def test_a_file_the_channel_does_not_take_is_refused_before_it_is_uploaded(
    site: Site, page: Page, sign_in: SignIn, account: Account, kim: Member
) -> None:
    open_as(page, kim, thread_since(account, HOUR), site, sign_in)
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    program = {"name": "setup.exe", "mimeType": "application/x-msdownload", "buffer": b"MZ"}
    page.locator("input[data-files]").set_input_files([program])
    strip = page.get_by_test_id("composer").get_by_test_id("strip")
    expect(strip).to_contain_text("setup.exe cannot be sent here")
    huge = {"name": "huge.png", "mimeType": "image/png", "buffer": b"0" * (8 * 2**20 + 1)}
    page.locator("input[data-files]").set_input_files([huge])
    expect(strip).to_contain_text("huge.png is 1 B over the limit of 8.0 MB")
    assert not [url for url in asked if "uploads" in url]


def test_why_names_what_opened_the_window_and_jumps_to_it(  # CMP-13, W-5
    site: Site, page: Page, sign_in: SignIn, account: Account, kim: Member
) -> None:
    thread = thread_since(account, HOUR * 20)
    for minute in range(150):
        at = timezone.now() - HOUR * 10 + timedelta(minutes=minute)
        factories.message(thread, origin="app", text="…", sent_at=at)
    open_as(page, kim, thread, site, sign_in)
    opened = page.locator(f"#message-{thread.opened_by_id}")
    expect(opened).to_have_count(0)
    page.get_by_role("button", name="Why?").click()
    page.get_by_role("link", name="Ada Moreno wrote").click()
    expect(opened).to_be_in_viewport()
    expect(opened).to_be_focused()


def test_control_and_slash_toggles_the_note_and_each_keeps_its_words(
    site: Site, page: Page, sign_in: SignIn, account: Account, kim: Member
) -> None:
    open_as(page, kim, thread_since(account, HOUR), site, sign_in)
    words = page.get_by_label("Your words")
    words.fill("for Ada")
    page.keyboard.press("Control+/")
    expect(words).to_have_value("")
    words.fill("about Ada")
    page.keyboard.press("Control+/")
    expect(words).to_have_value("for Ada")
    page.keyboard.press("Control+/")
    expect(words).to_have_value("about Ada")


def test_an_expired_reply_is_written_again_as_a_human_one(
    site: Site, page: Page, sign_in: SignIn, account: Account, kim: Member
) -> None:
    thread = thread_since(account, HOUR * 30)
    sent(thread, kim, "expired", reason="window_expired")
    open_as(page, kim, thread, site, sign_in)
    page.get_by_role("button", name="Write as human reply").click()
    expect(page.get_by_label("Your words")).to_have_value("It left today.")
    expect(page.get_by_test_id("send")).to_have_text("Send as human reply")


def test_a_contact_who_cannot_be_reached_gets_one_more_try(
    site: Site, page: Page, sign_in: SignIn, account: Account, kim: Member
) -> None:
    thread = thread_since(account, HOUR)
    failed = sent(thread, kim, "failed", reason="contact_unavailable")
    open_as(page, kim, thread, site, sign_in)
    composer = page.get_by_test_id("composer")
    expect(composer).to_have_attribute("data-overlay", "unreachable")
    expect(composer).to_contain_text("Ada Moreno cannot receive messages")
    page.get_by_role("button", name="Try once more").click()
    expect(page.locator("[data-pending]")).to_have_count(0)
    again = Outbound.everywhere.exclude(pk=failed.pk).get(thread=thread)
    assert again.envelope["text"] == "It left today."


def test_words_pressed_offline_go_by_themselves_when_the_connection_is_back(
    site: Site, page: Page, sign_in: SignIn, account: Account, kim: Member, complaints
) -> None:
    complaints.expect(text="ERR_INTERNET_DISCONNECTED")
    complaints.expect(text="WebSocket connection to")
    thread = thread_since(account, HOUR)
    open_as(page, kim, thread, site, sign_in)
    page.context.set_offline(True)
    expect(page.get_by_test_id("send")).to_have_text("Send when back")
    page.get_by_label("Your words").fill("are you there?")
    page.keyboard.press("Enter")
    expect(page.get_by_text("This goes when you are back")).to_be_visible()
    page.context.set_offline(False)
    expect(page.locator("[data-pending]")).to_have_count(0, timeout=20_000)
    assert Outbound.everywhere.get(thread=thread).message.text == "are you there?"


def test_admins_are_led_to_the_account_and_nobody_else(  # W-11
    site: Site, page: Page, new_page, sign_in: SignIn, kim: Member
) -> None:
    lacking = factories.account(kim.workspace)
    thread = thread_since(lacking, HOUR * 30)
    open_as(page, kim, thread, site, sign_in)
    banner = page.get_by_test_id("banner")
    expect(banner).to_contain_text("no Human Agent approval")
    expect(banner.get_by_role("link", name="Get approval")).to_be_hidden()
    other = new_page()
    open_as(other, factories.member(kim.workspace, role="admin"), thread, site, sign_in)
    link = other.get_by_test_id("banner").get_by_role("link", name="Get approval")
    expect(link).to_have_attribute("href", f"/accounts/{lacking.pk}/")
