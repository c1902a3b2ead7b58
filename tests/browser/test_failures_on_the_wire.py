"""What the platform refuses, as the agent who wrote it sees it: over the real stack and sandbox."""

import uuid

import pytest
import requests
from playwright.sync_api import Locator, Page, expect

from tests.browser.test_whole_loop import sign_in

SECOND = 1_000  # milliseconds, as Playwright counts
REFUSALS = [
    ({"kind": "blocked"}, "contact_unavailable", "Resolve"),
    ({"kind": "window_closed"}, "window_expired", "Tell me when they write"),
    ({"kind": "error", "code": 506}, "content_rejected", "Edit and send again"),
    ({"kind": "error", "code": 100, "subcode": 2018047}, "media_rejected", "Replace file"),
    ({"kind": "error", "code": 10900}, "private_reply_used", "Keep as note"),
    ({"kind": "error", "code": 613, "subcode": 1893016}, "opt_in_missing", "Keep as note"),
    ({"kind": "error", "code": 27}, "permission_missing", "Try again"),
]


@pytest.fixture
def control(stack):
    """Plays customers at the sandbox, and its faults; they are gone with the test."""
    session = requests.Session()
    session.trust_env = False

    def call(path: str, body: dict) -> dict:
        answer = session.post(f"{stack.sandbox_url}/control/{path}", json=body, timeout=10)
        assert answer.ok, answer.text
        return answer.json()

    yield call
    session.delete(f"{stack.sandbox_url}/control/faults", timeout=10)
    session.close()


@pytest.fixture
def write(stack, page: Page, control):
    """An agent answers a new customer's message; gives the answer as it is shown."""
    username = f"wire.{uuid.uuid4().hex[:8]}"
    control("people", {"username": username, "name": username})
    control("events", {"kind": "text", "person": username, "text": f"hello from {username}"})
    page.set_viewport_size({"width": 1440, "height": 900})
    sign_in(page, stack.url, "agent@demo.example")
    page.get_by_test_id("row").filter(has_text=username).click()
    expect(page.locator("#thread[data-joined]")).to_be_attached()

    def write(text: str) -> Locator:
        page.get_by_label("Your words").fill(text)
        page.get_by_test_id("send").click()
        return page.get_by_test_id("item").filter(has_text=text)

    return write


def test_each_refusal_is_its_reason_and_a_way_on(control, write):  # F-1, THR-4
    for number, (fault, reason, button) in enumerate(REFUSALS):
        control("faults", {"on": "messages", "times": 1} | fault)
        item = write(f"refused {number} {reason}")
        expect(item).to_have_attribute("data-reason", reason, timeout=10 * SECOND)
        expect(item.get_by_test_id("failure").get_by_text("Details")).to_be_visible()
        expect(item.get_by_role("button", name=button, exact=True)).to_be_visible()


def test_a_pause_is_shown_as_one_and_ends_by_itself(control, write):  # L-8
    control("faults", {"kind": "rate_limited", "on": "messages", "times": 1})
    item = write("not so fast")
    expect(item).to_have_attribute("data-reason", "rate_limited", timeout=10 * SECOND)
    expect(item.get_by_test_id("failure")).to_contain_text("Waiting, not failed: Instagram asked")
    state = item.get_by_test_id("status")
    expect(state).to_have_attribute("data-waits", "held")
    expect(item.get_by_test_id("failure")).to_have_count(0, timeout=40 * SECOND)
    expect(item).to_have_count(1)


def test_an_answer_that_was_lost_is_settled_and_not_sent_twice(control, write):  # F-4
    control("faults", {"kind": "answer_lost", "on": "messages", "times": 1})
    item = write("did this arrive?")
    arrived = item.locator('.status:is([data-state="delivered"], [data-state="seen"])')
    expect(arrived).to_be_visible(timeout=40 * SECOND)  # by its echo, whatever was shown before
    expect(item.get_by_test_id("failure")).to_have_count(0)
    expect(item).to_have_count(1)
