"""The failures page against the running stack: what failed is found, retried, and arrives."""

import re
import uuid
from typing import Any

import pytest
import requests
from playwright.sync_api import Page, expect

from tests.browser.test_whole_loop import sign_in
from tests.running_stack import RunningStack

SECOND = 1_000  # milliseconds, as Playwright counts


class Platform:
    """The sandbox's control API, with the demo's account in it."""

    def __init__(self, url: str) -> None:
        self._url = f"{url}/control"
        self._session = requests.Session()
        self._session.trust_env = False
        (self.account,) = (each["ig_id"] for each in self.ask("GET", "/accounts")["accounts"])

    def ask(self, method: str, path: str, **body: Any) -> Any:
        answer = self._session.request(method, self._url + path, json=body or None, timeout=10)
        assert answer.ok, answer.text
        return answer.json()

    def person_who_writes(self, text: str) -> str:
        """A new person who writes ``text``; their username."""
        username = f"guest.{uuid.uuid4().hex[:8]}"
        self.ask("POST", "/people", username=username, name=username)
        said = {"kind": "text", "person": username, "account": self.account, "text": text}
        self.ask("POST", "/events", **said)
        return username

    def refuses_next(self, **fault: Any) -> None:
        narrow = {"on": "messages", "times": 1, "account": self.account}
        self.ask("POST", "/faults", **narrow, **fault)

    def received(self, text: str) -> int:
        """How many messages with ``text`` have arrived."""
        said = self.ask("GET", f"/messages?account={self.account}&source=api&limit=1000")
        return sum(text in str(each) for each in said["messages"])


@pytest.fixture
def platform(stack: RunningStack) -> Platform:
    return Platform(stack.sandbox_url)


@pytest.fixture
def refused(stack: RunningStack, page: Page, platform: Platform) -> dict[str, bool]:
    """Three answers of a lead that the platform refused; for each whether trying again may help."""
    page.set_viewport_size({"width": 1440, "height": 900})
    sign_in(page, stack.url, "lead@demo.example")
    username = platform.person_who_writes("hello, are you there?")
    page.get_by_test_id("row").filter(has_text=username).click(timeout=15 * SECOND)
    expect(page.locator("#thread[data-joined]")).to_be_attached(timeout=15 * SECOND)
    texts = {}
    for fault in ({"kind": "blocked"}, {"kind": "blocked"}, {"kind": "error", "code": 506}):
        text = f"We are, answer {uuid.uuid4().hex[:8]}."
        platform.refuses_next(**fault)
        page.get_by_label("Your words").fill(text)
        page.get_by_test_id("send").click()
        item = page.get_by_test_id("item").filter(has_text=text)
        expect(item).to_have_attribute("data-state", "failed", timeout=30 * SECOND)
        texts[text] = fault["kind"] == "blocked"
    return texts


def test_what_can_be_retried_is_sent_once_and_both_counts_are_told(stack, page, platform, refused):
    """OPS-4, F-2."""
    page.goto(f"{stack.url}/failures/")
    badge = page.locator("#failures-badge")
    before = int(badge.get_attribute("data-count") or 0)
    assert before >= 3
    tile = page.get_by_test_id("tile").filter(has_text="Contact unavailable")
    counted = int(tile.get_attribute("data-count") or 0)
    tile.get_by_role("link").click()
    lines = page.get_by_test_id("fail")
    expect(lines).to_have_count(counted)  # RPT-3

    page.goto(f"{stack.url}/failures/all/")
    for text in refused:
        page.get_by_test_id("fail").filter(has_text=text).get_by_role("checkbox").check()
    expect(page.get_by_text("3 ticked")).to_be_visible()
    page.get_by_role("button", name="Retry those that can be retried").click()
    said = "2 queued again, 1 skipped: the same again would fail again."
    expect(page.get_by_role("status").filter(has_text=said)).to_be_visible()
    for text, may_pass in refused.items():
        expect(lines.filter(has_text=text)).to_have_count(0 if may_pass else 1)
    expect(badge).to_have_attribute("data-count", str(before - 2))
    able = [text for text, may_pass in refused.items() if may_pass]
    stack.wait_until(lambda: all(platform.received(text) == 1 for text in able))

    (rejected,) = (text for text, may_pass in refused.items() if not may_pass)
    line = lines.filter(has_text=rejected)
    expect(line.get_by_role("button", name="Retry")).to_have_count(0)
    line.get_by_role("link", name=re.compile("^Open$")).click()  # IA-2
    page.wait_for_url(re.compile(r"/inbox/\w+/t/\d+/#message-\d+$"))
    expect(page.get_by_test_id("item").filter(has_text=rejected)).to_be_in_viewport()
    page.go_back()
    lines.filter(has_text=rejected).get_by_role("button", name="Mark handled").click()
    expect(lines.filter(has_text=rejected)).to_have_count(0)
    assert platform.received(rejected) == 0


def test_a_phone_and_a_keyboard_reach_everything(stack, new_page):
    """LAY-1, A11Y-2."""
    page = new_page(viewport={"width": 390, "height": 844})
    sign_in(page, stack.url, "agent@demo.example")
    page.get_by_role("link", name=re.compile("^Failures")).click()
    expect(page.get_by_role("heading", level=1, name="Failures")).to_be_visible()
    for path in ("/failures/", "/failures/all/?show=all&range=30d"):
        for width in (320, 390, 768, 1024, 1440):
            page.set_viewport_size({"width": width, "height": 800})
            page.goto(stack.url + path)
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
            assert page.evaluate(
                "(m => m.scrollWidth <= m.clientWidth)(document.getElementById('main'))"
            )
    tick = page.get_by_role("checkbox", name="All on this page")
    if page.get_by_test_id("fail").count():
        tick.focus()
        page.keyboard.press("Space")
        expect(page.get_by_text(re.compile(r"^\d+ ticked$"))).to_be_visible()
