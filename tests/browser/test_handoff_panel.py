"""The handoff panel: what led to it, taking over, giving on, giving back. Two people at once."""

import re
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import Page, expect

from automations.models import Handoff
from inbox.accounts.models import Account, Member, Team
from inbox.threads import acts
from inbox.threads.changes import Change, announce
from inbox.threads.models import Note, Thread
from tests import factories
from tests.automations.panel.handoffs import handed_off, run_of, step
from tests.browser.composing import SignIn, open_as
from tests.browser.conftest import Site

WIDE = {"width": 1440, "height": 900}


@pytest.fixture
def account(site: Site) -> Account:
    return factories.account(human_agent_approved=True, warms_up=False)


@pytest.fixture
def kim(account: Account) -> Member:
    return factories.member(account.workspace, name="Kim Silva")


@pytest.fixture
def lea(account: Account) -> Member:
    return factories.member(account.workspace, name="Lea Brandt")


@pytest.fixture
def thread(account: Account) -> Thread:
    """Ada was asked two things by a rule, and then asked for a person."""
    person = factories.contact(account, name="Ada Moreno", username="ada.makes")
    hour_ago = timezone.now() - timedelta(hours=1)
    thread = factories.thread_open_since(hour_ago, contact=person, handler="waiting")
    run = run_of(thread, "Sizes", answers={"size": "M"})
    step(run, "ask", words="Which size do you need?")
    step(run, "answer", detail="size = M")
    factories.message(thread, text="can I talk to someone?")
    begun = timezone.now() - timedelta(minutes=18)
    handed_off(thread, run=run, words="talk to someone", started_at=begun)
    return thread


def opened(
    new_page, sign_in: SignIn, site: Site, member: Member, thread: Thread, **options
) -> Page:
    page = new_page(**{"viewport": WIDE} | options)
    open_as(page, member, thread, site, sign_in)
    expect(page.locator("#thread[data-joined]")).to_be_attached()
    return page


def test_t_takes_over_at_once_and_for_good(  # HND-1, HND-2
    site: Site, new_page, sign_in: SignIn, kim: Member, thread: Thread
) -> None:
    page = opened(new_page, sign_in, site, kim, thread)
    panel = page.get_by_test_id("handoff")
    expect(panel).to_contain_text("Asked for a person")
    expect(panel).to_contain_text("Waiting 18 min")
    expect(panel).to_contain_text("Which size do you need?")
    expect(panel).to_contain_text("size M")
    held = []
    page.route("**/assignment/", lambda route: held.append(route))  # noqa: PLW0108  # Playwright counts its arguments
    page.keyboard.press("t")
    expect(panel.get_by_role("button", name="Yours")).to_be_visible()  # before any answer
    held.pop().continue_()
    expect(panel).to_have_attribute("data-state", "taken")
    expect(panel).to_contain_text("Kim Silva has it")
    expect(page.locator("#thread-header")).to_have_attribute("data-handler", "human")
    page.reload()
    expect(page.get_by_test_id("handoff")).to_have_attribute("data-state", "taken")
    thread.refresh_from_db()
    assert (thread.assignee, thread.handler) == (kim, "human")


def test_two_press_take_over_together_and_one_is_told_who_has_it(  # HND-6, H-7
    site: Site, new_page, sign_in: SignIn, kim: Member, lea: Member, thread: Thread, complaints
) -> None:
    complaints.expect(status=409, url="/assignment/")
    pages = {
        kim: opened(new_page, sign_in, site, kim, thread),
        lea: opened(new_page, sign_in, site, lea, thread),
    }
    waiting = []
    for page in pages.values():
        page.route("**/assignment/", lambda route: waiting.append(route))  # noqa: PLW0108
        page.get_by_role("button", name=re.compile("Take over")).click()
        expect(page.get_by_role("button", name="Yours").first).to_be_visible()
    for press in waiting:  # both are on their way before either arrives
        press.continue_()
    expect(pages[kim].get_by_test_id("handoff")).to_have_attribute("data-state", "taken")
    winner = Thread.everywhere.get(pk=thread.pk).assignee
    loser = lea if winner == kim else kim
    strip = pages[loser].locator(".composer-strip")
    expect(strip).to_contain_text(f"{winner.name} has it.")
    expect(pages[winner].locator(".composer-strip")).to_have_count(0)
    strip.get_by_role("button", name=f"Ask {winner.name}").click()
    words = pages[loser].get_by_label("Your words")
    expect(words).to_have_value(f"@{winner.name} ")
    words.press_sequentially("may I?")
    pages[loser].keyboard.press("Enter")
    pages[winner].get_by_test_id("notice").wait_for()
    expect(pages[winner].get_by_test_id("notice")).to_contain_text(f"{loser.name} asks you about")
    assert Note.everywhere.get(thread=thread).text == f"@{winner.name} may I?"


def test_the_panel_follows_what_happens_without_a_reload(  # H-4
    site: Site, new_page, sign_in: SignIn, account: Account, kim: Member, lea: Member
) -> None:
    person = factories.contact(account, name="Ada Moreno")
    thread = factories.thread_open_since(timezone.now(), contact=person, handler="automation")
    page = opened(new_page, sign_in, site, kim, thread)
    panel = page.get_by_test_id("handoff")
    expect(panel).to_be_hidden()
    with transaction.atomic():
        handoff = handed_off(thread, words="agent", offered_to=kim)
        Thread.everywhere.filter(pk=thread.pk).update(handler="waiting")
        announce([Change(thread.workspace_id, thread.pk)])
    expect(panel).to_be_visible()
    expect(panel).to_contain_text("Asked now: Kim Silva")
    with transaction.atomic():  # untaken: the next is asked (HND-5)
        soon = timezone.now() + timedelta(minutes=9, seconds=30)
        Handoff.everywhere.filter(pk=handoff.pk).update(
            offered_to=lea, asked=[kim.pk], escalates_at=soon
        )
        announce([Change(thread.workspace_id, thread.pk)])
    expect(panel).to_contain_text("Asked before: Kim Silva")
    expect(panel).to_contain_text("Asked now: Lea Brandt")
    expect(panel.get_by_role("timer")).to_have_text(re.compile(r"^9:\d\d$"))
    acts.take(thread, lea)
    expect(panel).to_contain_text("Lea Brandt has it")
    acts.give_back(thread, lea)
    expect(panel).to_have_attribute("data-state", "ended")
    expect(panel).to_contain_text("Given back to automation")
    expect(page.locator("#thread-header")).to_have_attribute("data-handler", "automation")


def test_b_gives_it_back_to_automation(  # K-7
    site: Site, new_page, sign_in: SignIn, kim: Member, thread: Thread
) -> None:
    page = opened(new_page, sign_in, site, kim, thread)
    page.keyboard.press("t")
    expect(page.get_by_test_id("handoff")).to_have_attribute("data-state", "taken")
    page.keyboard.press("b")
    expect(page.get_by_test_id("handoff")).to_have_attribute("data-state", "ended")
    expect(page.get_by_test_id("item").last).to_contain_text("gave this back to automation")
    expect(page.get_by_test_id("composer")).to_have_attribute("data-overlay", "bot_active")
    thread.refresh_from_db()
    assert (thread.assignee, thread.handler) == (None, "automation")


def test_it_is_given_to_a_colleague_with_a_note_and_they_are_told(
    site: Site, new_page, sign_in: SignIn, kim: Member, lea: Member, thread: Thread
) -> None:
    Team.everywhere.create(workspace=thread.workspace, name="Returns")
    theirs = new_page(viewport=WIDE)
    sign_in(theirs, lea)
    page = opened(new_page, sign_in, site, kim, thread)
    page.keyboard.press("a")
    dialog = page.get_by_role("dialog", name=re.compile("Give .*Ada Moreno.* to"))
    expect(dialog).to_contain_text("Returns")
    page.keyboard.press("t")  # a dialog has its own keys: nothing is taken behind it
    dialog.get_by_text("Lea Brandt").click()
    dialog.get_by_label(re.compile("Note for them")).fill("knows the shop in Porto")
    dialog.get_by_role("button", name="Give").click()
    expect(dialog).to_be_hidden()
    expect(page.get_by_test_id("handoff")).to_contain_text("Lea Brandt has it")
    expect(page.locator("#items")).to_contain_text("knows the shop in Porto")
    expect(theirs.get_by_test_id("notice")).to_contain_text("Ada Moreno was given to you")
    thread.refresh_from_db()
    assert thread.assignee == lea


def test_escape_closes_the_dialog_and_not_the_conversation(
    site: Site, new_page, sign_in: SignIn, kim: Member, thread: Thread
) -> None:
    page = opened(new_page, sign_in, site, kim, thread)
    link = page.get_by_test_id("handoff").get_by_role("link", name=re.compile("Assign"))
    link.click()
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(page.locator("#thread")).to_be_visible()
    expect(link).to_be_focused()


def test_the_last_words_lead_to_their_message(
    site: Site, new_page, sign_in: SignIn, kim: Member, thread: Thread
) -> None:
    page = opened(new_page, sign_in, site, kim, thread)
    page.get_by_test_id("handoff").get_by_role("link", name="can I talk to someone?").click()
    said = thread.messages.get(text="can I talk to someone?")
    expect(page.locator(f"#message-{said.pk}")).to_be_focused()


@pytest.mark.parametrize("width", [1200, 1440])
def test_the_pane_beside_the_thread_stays_as_it_was_left(  # LAY-3, LAY-1
    site: Site, new_page, sign_in: SignIn, kim: Member, thread: Thread, width: int
) -> None:
    page = opened(new_page, sign_in, site, kim, thread, viewport={"width": width, "height": 800})
    pane = page.locator("#contact")
    expect(pane).to_be_visible()
    assert page.locator("#thread").bounding_box()["width"] >= 480
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.keyboard.press("\\")
    expect(pane).to_be_hidden()
    page.reload()
    expect(page.locator("html[data-ready]")).to_be_attached()
    expect(pane).to_be_hidden()
    page.get_by_role("button", name="About this person").click()
    expect(pane).to_be_visible()


@pytest.mark.parametrize(("width", "covers"), [(390, 390), (1024, 320)])
def test_where_there_is_no_room_it_is_a_sheet_that_keeps_the_focus(
    site: Site, new_page, sign_in: SignIn, kim: Member, thread: Thread, width: int, covers: int
) -> None:
    page = opened(new_page, sign_in, site, kim, thread, viewport={"width": width, "height": 800})
    pane = page.locator("#contact")
    expect(pane).to_be_hidden()
    page.get_by_role("button", name="About this person").click()
    expect(pane).to_be_visible()
    assert pane.bounding_box()["width"] == covers
    for _ in range(30):
        page.keyboard.press("Tab")
        assert page.evaluate(
            "document.activeElement === document.body || "
            "document.querySelector('#contact').contains(document.activeElement)"
        )
    page.keyboard.press("Escape")
    expect(pane).to_be_hidden()
    expect(page.locator("#thread")).to_be_visible()


def test_without_scripts_it_is_taken_given_and_given_back(  # IA-4
    site: Site, new_page, sign_in: SignIn, kim: Member, lea: Member, thread: Thread
) -> None:
    signed_in = new_page(viewport=WIDE)
    sign_in(signed_in, kim)
    page = signed_in.context.browser.new_context(
        java_script_enabled=False, storage_state=signed_in.context.storage_state(), viewport=WIDE
    ).new_page()
    page.goto(f"{site.url}/inbox/all/t/{thread.pk}/")
    page.get_by_role("button", name=re.compile("Take over")).click()
    expect(page.get_by_test_id("handoff")).to_contain_text("Kim Silva has it")
    page.get_by_test_id("handoff").get_by_role("link", name=re.compile("Assign")).click()
    page.get_by_label(re.compile("Lea Brandt")).check(force=True)
    page.get_by_role("button", name="Give").click()
    expect(page.get_by_test_id("handoff")).to_contain_text("Lea Brandt has it")
    page.get_by_role("button", name=re.compile("To bot")).click()
    expect(page.get_by_test_id("handoff")).to_have_attribute("data-state", "ended")
    page.context.close()
