"""What a customer can tap on the sandbox phone, and what the business hears of it."""

import json

import pytest
import requests
from playwright.sync_api import Page, expect

from tests.sandbox_process import IG_ID, TOKEN, Sandbox

STARTERS = [{"question": "Opening hours?", "payload": "HOURS"}]


@pytest.fixture
def phone(sandbox: Sandbox, page: Page) -> Page:
    """Ada's phone, with the chat that she has not begun yet."""
    sandbox.control("PATCH", f"accounts/{IG_ID}", ice_breakers=STARTERS)
    sandbox.control("POST", "media/sample", account=IG_ID)
    page.goto(f"{sandbox.url}/?person=ada.b")
    expect(page.get_by_test_id("ice-breaker")).to_be_visible()
    return page


def send(sandbox: Sandbox, message: dict[str, object]) -> None:
    """The business says ``message``, as the product would."""
    body = {"recipient": {"id": "2001"}, "message": message}
    headers = {"Authorization": f"Bearer {TOKEN}"}
    url = f"{sandbox.url}/v25.0/{IG_ID}/messages"
    answer = requests.post(url, json=body, headers=headers, timeout=10)
    assert answer.ok, answer.text


def told(sandbox: Sandbox) -> dict[str, object]:
    """The newest event about what Ada did, without who and when."""
    rows = sandbox.control("GET", "deliveries?newest=20")["deliveries"]
    events = [json.loads(row["event"]) for row in rows]
    hers = next(
        one for one in events if one.get("sender", {}).get("id") == "2001" and "read" not in one
    )
    (what,) = [hers[key] for key in ("message", "postback") if key in hers]
    return {key: value for key, value in what.items() if key != "mid"}


def bubbles(phone: Page, text: str):
    return phone.get_by_test_id("bubble").filter(has_text=text)


def test_an_ice_breaker_begins_the_chat(phone, sandbox):  # K-1
    phone.get_by_test_id("ice-breaker").click()
    expect(bubbles(phone, "Opening hours?")).to_be_visible()
    expect(phone.get_by_test_id("ice-breaker")).to_have_count(0)
    assert told(sandbox) == {"title": "Opening hours?", "payload": "HOURS"}


def test_a_quick_reply_is_tapped_once_and_gone(phone, sandbox):  # K-1
    phone.get_by_test_id("ice-breaker").click()
    expect(bubbles(phone, "Opening hours?")).to_be_visible()
    offered = [
        {"content_type": "text", "title": one, "payload": one[0]} for one in ("Small", "Large")
    ]
    send(sandbox, {"text": "Which size?", "quick_replies": offered})
    phone.get_by_test_id("quick-reply").filter(has_text="Large").click()
    expect(bubbles(phone, "Large")).to_be_visible()
    expect(phone.get_by_test_id("quick-reply")).to_have_count(0)
    assert told(sandbox) == {"text": "Large", "quick_reply": {"payload": "L"}}


def test_a_button_is_tapped_and_stays(phone, sandbox):  # K-1
    phone.get_by_test_id("ice-breaker").click()
    expect(bubbles(phone, "Opening hours?")).to_be_visible()
    buttons = [
        {"type": "web_url", "title": "Open the shop", "url": "https://shop.example/"},
        {"type": "postback", "title": "Order one", "payload": "ORDER_1"},
    ]
    card = {"template_type": "button", "text": "Shall we?", "buttons": buttons}
    send(sandbox, {"attachment": {"type": "template", "payload": card}})
    link = phone.get_by_test_id("template-link")
    expect(link).to_have_attribute("href", "https://shop.example/")
    button = phone.get_by_test_id("template-button")
    button.click()
    expect(phone.get_by_test_id("bubble").filter(has_text="Tapped").last).to_contain_text(
        "Order one"
    )
    expect(button).to_be_visible()
    assert told(sandbox) == {"title": "Order one", "payload": "ORDER_1"}


def test_a_click_on_an_ad_ends_in_the_chat(phone, sandbox):  # K-1
    phone.get_by_test_id("tab-posts").click()
    ad = phone.get_by_test_id("post").and_(phone.locator("[data-product=AD]"))
    ad.get_by_test_id("ad-message").click()
    expect(bubbles(phone, "I saw your ad")).to_be_visible()
    came_by = told(sandbox)["referral"]
    assert (came_by["source"], came_by["ads_context_data"]["ad_title"]) == ("ADS", "Spring")
