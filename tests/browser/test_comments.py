"""A comment from the sandbox's phone to its card: hidden, shown, answered, the answer deleted."""

import uuid

import pytest
import requests
from playwright.sync_api import Page, expect

from tests.browser.test_whole_loop import sign_in

SECOND = 1_000  # milliseconds, as Playwright counts


@pytest.fixture
def control(stack):
    """Speaks to the sandbox as the one who plays it."""
    with requests.Session() as session:
        session.trust_env = False

        def call(method, path, **body):
            url = f"{stack.sandbox_url}/control/{path}"
            answer = session.request(method, url, json=body, timeout=10)
            assert answer.ok, answer.text
            return answer.json()

        yield call


def in_sandbox(control, text):
    (found,) = [one for one in control("GET", "comments")["comments"] if one["text"] == text]
    return found


def comment_on_the_phone(phone: Page, url: str, name: str, caption: str, text: str) -> None:
    phone.goto(url)
    phone.locator("html[data-ready]").wait_for()
    phone.get_by_test_id("new-person-name").fill(name)
    phone.get_by_test_id("new-person").click()
    phone.get_by_test_id("tab-posts").click()
    post = phone.get_by_test_id("post").filter(has_text=caption)
    post.get_by_test_id("comment-input").first.fill(text)
    post.get_by_test_id("comment-send").first.click()


def test_a_comment_is_hidden_answered_under_it_and_the_answer_deleted(stack, new_page, control):
    """W-6: comments are their own surface, and what is done to them is done on the platform."""
    mark = uuid.uuid4().hex[:6]
    caption, text, answer = f"Plum cake {mark}", f"is it vegan? {mark}", f"It is! {mark}"
    control("POST", "media", product="FEED", picture="cake.jpg", caption=caption)
    inbox, phone = new_page(viewport={"width": 1440, "height": 900}), new_page()
    sign_in(inbox, stack.url, "agent@demo.example")
    comment_on_the_phone(phone, stack.sandbox_url, f"Uma {mark}", caption, text)

    row = inbox.get_by_test_id("row").filter(has_text=text)
    expect(row).to_be_visible(timeout=5 * SECOND)
    row.click()
    expect(inbox.locator("#thread[data-joined]")).to_be_attached()
    card = inbox.get_by_test_id("comment-card").filter(has_text=text)
    expect(card).to_contain_text(caption, timeout=5 * SECOND)
    expect(card.get_by_role("link", name="Open on Instagram")).to_be_visible()

    card.get_by_role("button", name="Hide").click()
    expect(card.get_by_test_id("comment-hidden")).to_be_visible(timeout=10 * SECOND)
    assert in_sandbox(control, text)["hidden"]
    card.get_by_role("button", name="Show again").click()
    expect(card.get_by_test_id("comment-hidden")).to_have_count(0, timeout=10 * SECOND)
    assert not in_sandbox(control, text)["hidden"]

    card.get_by_role("button", name="Reply publicly").click()
    composer = inbox.get_by_test_id("composer")
    composer.get_by_role("textbox").fill(answer)
    composer.get_by_test_id("send").click()
    ours = inbox.get_by_test_id("item").filter(has_text=answer)
    expect(ours).to_contain_text(f"Public reply to “{text}”", timeout=10 * SECOND)
    expect(card).to_contain_text("1 public reply of yours", timeout=10 * SECOND)
    delete = ours.get_by_text("Delete", exact=True)
    expect(delete).to_be_visible(timeout=10 * SECOND)  # offered once it is there
    assert in_sandbox(control, answer)["parent"] == in_sandbox(control, text)["id"]

    delete.click()
    ours.get_by_role("button", name="Delete it there").click()
    gone = inbox.get_by_test_id("item").filter(has_text="This public reply was deleted")
    expect(gone).to_be_visible(timeout=10 * SECOND)
    assert in_sandbox(control, answer)["deleted"]
    # The thread and its row in the list are redrawn one after the other.
    inbox.wait_for_function(
        "words => !document.documentElement.outerHTML.includes(words)",
        arg=answer,
        timeout=10 * SECOND,
    )
