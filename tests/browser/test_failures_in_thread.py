"""What an agent sees of each message that failed, waits or is unsure, and what it offers."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from inbox.accounts.models import Account
from inbox.delivery.models import Outbound
from inbox.threads.models import Message, Thread
from tests import factories
from tests.browser import sends
from tests.browser.composing import HOUR, comment_in, open_as, thread_since

MINUTE = timedelta(minutes=1)
REASONS = {
    "window_expired": (
        "The window closed before this could go.",
        ["Edit and send again", "Keep as note", "Tell me when they write"],
    ),
    "permission_missing": ("Instagram does not let @shop do this now.", ["Try again"]),
    "rate_limited": ("Instagram kept asking us to wait", ["Try again", "Keep as note"]),
    "contact_unavailable": (
        "Ada Moreno cannot receive messages from you (blocked, restricted or gone).",
        ["Resolve", "Keep as note"],
    ),
    "content_rejected": (
        "Instagram refused this content. Duplicate message text.",
        ["Edit and send again", "Keep as note"],
    ),
    "private_reply_used": (
        "One private reply per comment, within 7 days.",
        ["Reply publicly", "Keep as note"],
    ),
    "opt_in_missing": ("No unused opt-in for “Restocks”.", ["Keep as note"]),
    "media_rejected": ("shelf.png has 9.3 MB, 1.3 MB over the limit of 8.0 MB", ["Replace file"]),
    "instagram_unavailable": ("Their side had a problem", ["Try again", "Keep as note"]),
    "refused_here": (
        "Our guard stopped it. What this answers is no longer there.",
        ["Edit and send again", "Why?"],
    ),
}


@pytest.fixture
def kim(site):
    return factories.member(name="Kim Silva")


@pytest.fixture
def thread(kim):
    account = factories.account(kim.workspace, username="shop")
    return thread_since(account, HOUR, assignee=kim)


@pytest.fixture
def see(page: Page, site, sign_in, kim, thread):
    """Opens the thread and gives the item of a message."""

    def see(outbound: Outbound) -> Locator:
        if not page.url.endswith(f"/t/{thread.pk}/"):
            open_as(page, kim, thread, site, sign_in)
        return page.locator(f"#message-{outbound.message_id}")

    return see


def reads(item: Locator, words: str) -> None:
    """The words stand in the panel as text: to be seen, in no tooltip."""
    panel = item.get_by_test_id("failure")
    expect(panel).to_be_visible()
    shown = " ".join(panel.locator("p").first.inner_text().split())
    assert words in shown.replace("\xa0", " ").replace("“Duplicate", "Duplicate"), shown


def refused(reason: str, thread: Thread, kim) -> Outbound:
    """One that the platform, or our guard, refused for ``reason``."""
    match reason:
        case "refused_here":
            detail = "What this answers is no longer there."
            return sends.message(thread, kim, "failed", reason=reason, detail=detail)
        case "private_reply_used":
            comment = comment_in(thread)
            of_comment = {"kind": "private_reply", "comment": comment}
            return sends.failed(thread, kim, reason, **of_comment)
        case "media_rejected":
            return sends.failed(thread, kim, reason, upload=sends.upload(thread, 9_700_000))
    return sends.failed(thread, kim, reason)


def test_each_reason_is_a_sentence_and_its_buttons(see, thread, kim):  # F-1, THR-4
    made = {reason: refused(reason, thread, kim) for reason in REASONS}
    spent = made["opt_in_missing"].message
    Message.everywhere.filter(pk=spent.pk).update(context={"topic": {"name": "Restocks"}})
    for reason, (words, buttons) in REASONS.items():
        item = see(made[reason])
        expect(item).to_have_attribute("data-reason", reason)
        expect(item.get_by_test_id("status")).to_contain_text("Not sent")
        expect(item.locator(".said-foot")).to_be_visible()
        reads(item, words)
        for name in [*buttons, "Mark as handled"]:
            expect(item.get_by_role("button", name=name, exact=True)).to_be_visible()
    blocked = see(made["contact_unavailable"])
    blocked.get_by_text("Details").click()
    codes = blocked.get_by_test_id("failure").get_by_text("code 551, subcode 1545041, HTTP 400")
    expect(codes).to_be_visible()
    expect(see(made["window_expired"]).get_by_role("button", name="Write as human")).to_be_hidden()


def test_a_window_that_closed_lets_a_person_write_as_one(page, see, thread, kim):  # W-10
    Account.everywhere.filter(pk=thread.account_id).update(human_agent_approved=True)
    Thread.everywhere.filter(pk=thread.pk).update(last_inbound_at=timezone.now() - 30 * HOUR)
    ends_at = timezone.now() - HOUR
    outbound = sends.message(
        thread, kim, "expired", reason="window_expired", window_ends_at=ends_at
    )
    item = see(outbound)
    expect(item.get_by_test_id("status")).to_contain_text("Not sent: the window closed at")
    for name in ("Try again", "Send again", "Send next"):  # THR-9
        expect(item.get_by_role("button", name=name)).to_have_count(0)
    item.get_by_role("button", name="Write as human reply").click()
    expect(page.get_by_label("Your words")).to_have_value("It left today.")


def test_a_rule_that_failed_leaves_it_to_a_person(see, thread):  # K-7
    item = see(sends.failed(thread, "Prices", "contact_unavailable"))
    reads(item, "Automation may not write here now. Take over to reply.")
    expect(item.get_by_role("button", name="Take over")).to_be_visible()


def test_each_state_is_an_icon_and_a_word(see, thread, kim):  # THR-1
    now = timezone.now()
    seen = sends.message(thread, kim, "seen")
    Message.everywhere.filter(pk=seen.message_id).update(seen_at=now)
    words = {
        sends.message(thread, kim, "sending"): "Sending",
        sends.message(thread, kim, "sent"): "Sent",
        sends.message(thread, kim, "delivered"): "Delivered",
        seen: "Seen",
        sends.message(thread, kim, "withdrawn", detail="by Kim Silva"): "Taken back · by Kim Silva",
        sends.message(thread, kim, "unknown", check_due_at=now + MINUTE): "Not sure it arrived",
        sends.message(thread, "Prices", "queued", due_at=now + HOUR): "Queued for",
        sends.message(thread, "Prices", "queued", window_ends_at=now + 9 * HOUR): "Queued · ",
    }
    for outbound, word in words.items():
        status = see(outbound).get_by_test_id("status")
        expect(status).to_have_attribute("data-state", outbound.state)
        expect(status).to_contain_text(word)
        expect(status.locator("svg.icon")).to_be_attached()


def test_a_wait_explains_itself(see, page, thread):  # L-8, OPS-2
    now = timezone.now()
    retried = sends.failed(
        thread, "Prices", "instagram_unavailable", "queued", due_at=now + 7 * MINUTE
    )
    late = sends.message(
        thread, "Prices", "queued", due_at=now + HOUR, window_ends_at=now + 9 * MINUTE
    )
    reads(see(retried), "Their side has a problem. Trying again by itself, next at ")
    expect(see(retried)).to_have_attribute("data-kind", "out-bot")
    expect(see(late).get_by_test_id("status")).to_contain_text("Would miss the window (")
    for outbound in (retried, late):
        for name in ("Send next", "Take back"):
            expect(see(outbound).get_by_role("button", name=name, exact=True)).to_be_visible()

    sends.hold(thread, now + 12 * MINUTE, "rate_limited", "Application request limit reached")
    page.reload()
    reads(see(retried), "Waiting, not failed: Instagram asked us to pause until ")
    expect(see(retried)).to_have_attribute("data-reason", "rate_limited")

    Account.everywhere.filter(pk=thread.account_id).update(automations_on=False)
    page.reload()
    expect(see(retried).get_by_test_id("status")).to_contain_text("automations are stopped")

    Account.everywhere.filter(pk=thread.account_id).update(status="disconnected")
    page.reload()
    item = see(retried)
    reads(item, "@shop lost the “messages” permission or its login. Messages are held.")
    expect(item.get_by_role("link", name="Reconnect")).to_be_hidden()  # an agent is no admin
    item.get_by_role("button", name="Ask an admin").click()
    expect(page.get_by_label("Your words")).to_have_value("Please reconnect @shop: messages to "
        "this contact are held until then.")  # fmt: skip


def test_the_history_opens_by_keyboard(page, see, thread, kim):  # P4, P7
    outbound = sends.failed(thread, kim, "contact_unavailable")
    status = see(outbound).get_by_test_id("status")
    status.focus()
    page.keyboard.press("Enter")
    history = see(outbound).get_by_test_id("history")
    expect(history).to_be_visible()
    expect(history).to_contain_text("Sent to Instagram: refused")
    expect(history).to_contain_text("This person isn't available right now.")
    page.keyboard.press("Escape")
    expect(history).to_be_hidden()
    expect(status).to_be_focused()


def test_a_double_press_sends_once(page, see, thread, kim):  # THR-8
    outbound = sends.failed(thread, kim, "instagram_unavailable")
    pressed: list[str] = []
    page.on("request", lambda request: "/retry/" in request.url and pressed.append(request.url))
    item = see(outbound)
    item.get_by_role("button", name="Try again").dblclick()
    expect(item.get_by_test_id("status")).to_have_attribute("data-state", "queued")
    expect(item.get_by_test_id("failure")).to_have_count(0)
    assert len(pressed) == 1
    assert Outbound.everywhere.get(pk=outbound.pk).state == "queued"
    assert Outbound.everywhere.filter(thread=thread).count() == 1


def test_nothing_is_sent_again_before_it_is_settled(page, see, thread, kim):  # F-4, THR-9
    soon = timezone.now() + HOUR
    outbound = sends.message(thread, kim, "unknown", check_due_at=soon)
    item = see(outbound)
    reads(item, "Not sure it arrived. Checking with Instagram.")
    expect(item.get_by_test_id("failure").get_by_role("button")).to_have_count(0)

    Outbound.everywhere.filter(pk=outbound.pk).update(check_due_at=None)
    page.reload()
    reads(item, "A person has to look: open Instagram and check.")
    expect(item.get_by_role("button", name="Send again")).to_be_visible()
    item.get_by_role("button", name="It arrived", exact=True).click()
    expect(item.get_by_test_id("failure")).to_have_count(0)
    expect(item.get_by_test_id("status")).not_to_have_attribute("data-state", "unknown")


def test_what_waits_can_be_taken_back(see, thread, page):  # L-10
    outbound = sends.message(thread, "Prices", "queued", window_ends_at=timezone.now() + HOUR)
    item = see(outbound)
    item.get_by_test_id("status").click()
    item.get_by_role("button", name="Take back").click()
    expect(item.get_by_test_id("status")).to_contain_text("Taken back · by Kim Silva")


def test_words_and_files_are_used_again(page, see, thread, kim):  # P2
    item = see(sends.failed(thread, kim, "content_rejected"))
    item.get_by_role("button", name="Edit and send again").click()
    expect(page.get_by_label("Your words")).to_have_value("It left today.")
    page.get_by_label("Your words").fill("")
    photo = sends.failed(thread, kim, "media_rejected", upload=sends.upload(thread, 9_700_000))
    page.reload()
    with page.expect_file_chooser():
        see(photo).get_by_role("button", name="Replace file").click()


def test_a_failure_is_seen_to(see, thread, kim):
    item = see(sends.failed(thread, kim, "content_rejected"))
    item.get_by_role("button", name="Mark as handled").click()
    expect(item.get_by_role("button", name="Mark as handled")).to_have_count(0)
    item.get_by_test_id("status").click()
    expect(item.get_by_test_id("history")).to_contain_text("Seen to by Kim Silva")


def test_a_wait_is_asked_about_again_while_it_is_shown(page, see, thread):  # L-10
    page.clock.install()
    waits = sends.message(thread, "Prices", "queued", due_at=timezone.now() + HOUR)
    status = see(waits).get_by_test_id("status")
    expect(status).to_have_attribute("data-waits", "time")
    Outbound.everywhere.filter(pk=waits.pk).update(due_at=None)
    page.clock.fast_forward("03:00")
    expect(status).to_have_attribute("data-waits", "turn")
