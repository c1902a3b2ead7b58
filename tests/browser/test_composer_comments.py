"""The answers to a comment beside the message and the note: each its own rule and its own draft."""

import pytest
from playwright.sync_api import Page, expect

from inbox.accounts.models import Account, Member
from inbox.delivery.models import Outbound
from inbox.threads.models import Thread
from tests import factories
from tests.browser.composing import HOUR, SignIn, comment_in, open_as, thread_since
from tests.browser.conftest import Site


@pytest.fixture
def account(site: Site) -> Account:
    return factories.account(human_agent_approved=True, warms_up=False)


@pytest.fixture
def kim(account: Account) -> Member:
    return factories.member(account.workspace, name="Kim Silva")


def only_commented(account: Account, text: str = "size?", **fields) -> Thread:
    """Somebody who has commented and never written."""
    person = factories.contact(account, name="Ada Moreno")
    thread = factories.thread(account, contact=person, handler=Thread.Handler.HUMAN)
    comment_in(thread, text, **fields)
    return thread


def test_the_one_private_reply_is_confirmed_and_then_used(  # CMP-12, W-6
    site: Site, page: Page, sign_in: SignIn, account: Account, kim: Member
) -> None:
    thread = only_commented(account)
    open_as(page, kim, thread, site, sign_in)
    composer = page.get_by_test_id("composer")
    expect(composer).to_have_attribute("data-composer", "comment_reply")
    page.get_by_label("Your words").fill("We have M and L.")
    composer.get_by_role("button", name="Send private reply").click()
    expect(composer.get_by_test_id("strip")).to_contain_text("This is the one private reply")
    assert not Outbound.everywhere.exists()
    page.get_by_role("button", name="Send it").click()
    expect(composer).to_have_attribute("data-composer", "reply_used")
    expect(page.locator(f"#row-{thread.pk}").get_by_test_id("chip")).to_have_text("Reply used")
    expect(page.get_by_label("Your words")).not_to_be_editable()
    outbound = Outbound.everywhere.get(thread=thread)
    assert outbound.kind == Outbound.Kind.PRIVATE_REPLY
    composer.locator("#writer").get_by_text("Public reply", exact=True).click()
    page.get_by_label("Your words").fill("Sent you a message!")
    page.get_by_test_id("send").click()
    expect(page.locator("[data-pending]")).to_have_count(0)
    public = Outbound.everywhere.exclude(pk=outbound.pk).get(thread=thread)
    assert public.kind == Outbound.Kind.PUBLIC_REPLY


def test_an_open_window_is_not_touched_by_the_private_reply(  # CMP-12, W-6
    site: Site, page: Page, sign_in: SignIn, account: Account, kim: Member
) -> None:
    thread = thread_since(account, HOUR)
    comment_in(thread)
    open_as(page, kim, thread, site, sign_in)
    composer = page.get_by_test_id("composer")
    expect(composer).to_have_attribute("data-composer", "open")
    words = page.get_by_label("Your words")
    words.fill("a message")
    composer.get_by_text("Private reply", exact=True).click()
    expect(words).to_have_value("")
    expect(page.get_by_test_id("attach")).to_be_hidden()
    words.fill("about the size")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Send it").click()
    expect(page.locator("[data-pending]")).to_have_count(0)
    expect(composer).to_have_attribute("data-composer", "open")
    composer.get_by_text("Message", exact=True).click()
    expect(words).to_have_value("a message")
    assert Outbound.everywhere.get(thread=thread).kind == Outbound.Kind.PRIVATE_REPLY


def test_a_live_video_counts_while_it_is_live(  # W-6
    site: Site, page: Page, sign_in: SignIn, account: Account, kim: Member
) -> None:
    thread = only_commented(account, context={"post": {"id": "9", "kind": "live"}})
    open_as(page, kim, thread, site, sign_in)
    expect(page.get_by_test_id("banner")).to_contain_text("while broadcasting")
    chip = page.locator(f"#row-{thread.pk}").get_by_test_id("chip")
    expect(chip).to_have_text("Live only")
    expect(chip.locator("use")).to_have_attribute("href", "#i-broadcast")


def test_a_comments_card_brings_the_composer_to_it_with_a_draft_of_its_own(
    site: Site, page: Page, sign_in: SignIn, account: Account, kim: Member
) -> None:
    thread = thread_since(account, HOUR)
    older, newer = comment_in(thread, "blue?"), comment_in(thread, "size?")
    open_as(page, kim, thread, site, sign_in)
    words = page.get_by_label("Your words")

    def answer(comment) -> None:
        detail = {"comment": comment.pk, "surface": "public_reply", "words": comment.text}
        page.evaluate(
            "d => document.dispatchEvent(new CustomEvent('inbox:answer', {detail: d}))", detail
        )

    answer(older)
    words.fill("Yes, in blue")
    answer(newer)
    expect(words).to_have_value("")
    answer(older)
    expect(words).to_have_value("Yes, in blue")
    page.get_by_test_id("send").click()
    expect(page.locator("[data-pending]")).to_have_count(0)
    assert Outbound.everywhere.get(thread=thread).comment_id == older.pk
