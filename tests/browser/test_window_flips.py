"""A window ends under the eyes of two people, over the real stack and the sandbox's own log."""

import json
import uuid

import pytest
import requests
from playwright.sync_api import Locator, Page, expect

from tests.browser.composing import PNG
from tests.browser.test_whole_loop import sign_in

SECOND = 1_000  # milliseconds, as Playwright counts
HOUR, DAY = 3600, 86_400  # seconds, as the sandbox counts
SOON = 40 * SECOND


@pytest.fixture
def control(stack):
    """Plays customers at the sandbox and reads what it was told."""
    session = requests.Session()
    session.trust_env = False

    def call(path: str, body: dict | None = None) -> dict:
        url = f"{stack.sandbox_url}/control/{path}"
        answer = session.post(url, json=body, timeout=10) if body else session.get(url, timeout=10)
        assert answer.ok, answer.text
        return answer.json()

    yield call
    session.close()


def writes(control, text: str, ago: int, username: str = "") -> str:
    """A customer writes, by the event's own time ``ago`` seconds; a new one unless named."""
    if not username:
        username = f"flip.{uuid.uuid4().hex[:8]}"
        control("people", {"username": username, "name": username})
    event = {"kind": "text", "person": username, "text": text, "when": ago}
    control("events", event)
    return username


def sent_texts(control, text: str) -> list[dict]:
    """What reached the sandbox with these words."""
    calls = control("log?newest=200")["log"]
    bodies = [call["request"] for call in calls if "/messages" in call["path"]]
    return [json.loads(body) for body in bodies if text in body]


def open_row(page: Page, url: str, email: str, text: str) -> Locator:
    sign_in(page, url, email)
    row = page.get_by_test_id("row").filter(has_text=text)
    row.click()
    expect(page.locator("#thread[data-joined]")).to_be_attached()
    return row


def test_the_free_reply_window_ends_on_both_screens_and_loses_nothing(  # W-7, CMP-2, CMP-3
    stack, new_page, control, complaints
):
    complaints.expect(status=409, url="/replies/")
    mark = uuid.uuid4().hex[:8]
    kim = new_page(viewport={"width": 1440, "height": 900})
    lea = new_page(viewport={"width": 1440, "height": 900})
    writes(control, f"is my parcel {mark} on its way?", DAY - 30)
    for page, email in ((kim, "agent@demo.example"), (lea, "lead@demo.example")):
        open_row(page, stack.url, email, mark)
        expect(page.get_by_test_id("composer")).to_have_attribute("data-composer", "open")
        expect(page.get_by_test_id("banner")).to_have_attribute("data-soon", "")
    words = kim.get_by_label("Your words")
    words.fill(f"It left {mark} today")
    words.evaluate("field => field.setSelectionRange(2, 2)")
    kim.locator("input[data-files]").set_input_files([PNG])
    expect(kim.get_by_test_id("tray").get_by_role("button", name="Remove")).to_be_visible()
    words.evaluate("field => { field.focus(); field.setSelectionRange(2, 2) }")
    stale = lea.get_by_role("textbox", name="Your words")
    stale.fill(f"stale {mark}")

    for page in (kim, lea):
        composer = page.get_by_test_id("composer")
        expect(composer).to_have_attribute("data-composer", "human_agent", timeout=SOON)
        expect(page.get_by_test_id("banner")).to_contain_text("Human Agent tag")
        chip = page.locator("#thread-header").get_by_test_id("chip")
        expect(chip).to_have_attribute("data-window", "human_agent")
    expect(words).to_have_value(f"It left {mark} today")
    expect(words).to_be_focused()
    assert words.evaluate("field => field.selectionStart") == 2
    expect(kim.get_by_test_id("set-aside").get_by_test_id("tray-item")).to_contain_text("shelf.png")
    expect(kim.get_by_test_id("send")).to_have_text("Send as human reply")
    expect(kim.get_by_test_id("composer").get_by_test_id("strip")).to_contain_text("Text only")

    # A send that still expects the open window is refused, and nothing leaves.
    lea.evaluate("document.querySelector('[name=expected_window]').value = 'open'")
    lea.get_by_test_id("send").click()
    strip = lea.get_by_test_id("composer").get_by_test_id("strip")
    expect(strip).to_have_attribute("data-code", "window_changed")
    expect(stale).to_have_value(f"stale {mark}")
    assert sent_texts(control, f"stale {mark}") == []

    kim.get_by_test_id("send").click()
    reply = kim.get_by_test_id("item").filter(has_text=f"It left {mark} today")
    expect(reply.get_by_test_id("status")).to_have_attribute(
        "data-state", "delivered", timeout=10 * SECOND
    )
    (body,) = sent_texts(control, f"It left {mark} today")
    assert (body["messaging_type"], body["tag"]) == ("MESSAGE_TAG", "HUMAN_AGENT")


def test_after_seven_days_it_locks_and_opens_again_when_they_write(  # W-1, W-7
    stack, new_page, control
):
    mark = uuid.uuid4().hex[:8]
    page = new_page(viewport={"width": 1440, "height": 900})
    username = writes(control, f"hello {mark}", 7 * DAY - 25)
    open_row(page, stack.url, "agent@demo.example", mark)
    composer, words = page.get_by_test_id("composer"), page.get_by_label("Your words")
    expect(composer).to_have_attribute("data-composer", "human_agent")
    words.fill("half a sen")
    expect(composer).to_have_attribute("data-composer", "locked", timeout=SOON)
    expect(words).not_to_be_editable()
    expect(words).to_have_value("half a sen")
    writes(control, f"are you there {mark}?", 0, username)
    expect(composer).to_have_attribute("data-composer", "open", timeout=10 * SECOND)
    expect(words).to_be_editable()
    expect(words).to_have_value("half a sen")
