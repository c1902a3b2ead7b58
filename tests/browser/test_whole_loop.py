"""The whole loop with two pages open: the phone of the sandbox, and the inbox of an agent."""

import json
import uuid

from playwright.sync_api import Page, expect

SECOND = 1_000  # milliseconds, as Playwright counts
RULES = {
    "version": 1,
    "rules": [
        {
            "name": "Gift cards",
            "on": ["dm"],
            "match": "contains",
            "keywords": ["gift card"],
            "steps": [{"send": {"texts": ["Gift cards start at 10 euros."]}}],
        }
    ],
}


def sign_in(page: Page, url: str, email: str) -> None:
    page.goto(f"{url}/inbox/all/")
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password", exact=True).fill("demo-inbox")
    page.get_by_role("button", name="Sign in").click()
    page.locator("html[data-ready]").wait_for()


def play_new_person(page: Page, url: str, name: str) -> None:
    page.goto(url)
    page.locator("html[data-ready]").wait_for()
    page.get_by_test_id("new-person-name").fill(name)
    page.get_by_test_id("new-person").click()
    me = page.get_by_test_id("person").filter(has_text=name)
    expect(me).to_have_attribute("aria-current", "true")


def write(phone: Page, text: str) -> None:
    phone.get_by_test_id("chat-input").fill(text)
    phone.get_by_test_id("chat-send").click()


def test_a_person_writes_a_rule_answers_an_agent_replies_and_the_echo_confirms(stack, new_page):
    """K-8, W-2, W-14, F-4: the loop that everything else deepens."""
    imported = stack.manage("import_rules", "--workspace", "demo", "-", stdin=json.dumps(RULES))
    assert imported.returncode == 0, imported.stderr
    name = f"Ines {uuid.uuid4().hex[:6]}"
    inbox, phone = new_page(viewport={"width": 1440, "height": 900}), new_page()
    sign_in(inbox, stack.url, "agent@demo.example")
    play_new_person(phone, stack.sandbox_url, name)

    write(phone, "good morning!")  # the first one also looks up who is writing
    row = inbox.get_by_test_id("row").filter(has_text=name)
    expect(row).to_be_visible(timeout=5 * SECOND)
    write(phone, "and do you sell a gift card?")
    answer = phone.get_by_test_id("bubble").filter(has_text="Gift cards start at 10 euros.")
    expect(answer).to_be_visible(timeout=5 * SECOND)

    row.click()
    items = inbox.get_by_test_id("item")
    expect(items.filter(has_text="good morning!")).to_have_attribute("data-kind", "in-text")
    by_rule = items.filter(has_text="Gift cards start at 10 euros.")
    expect(by_rule).to_have_attribute("data-kind", "out-bot")

    composer = inbox.get_by_test_id("composer")
    composer.get_by_role("textbox").fill("Of course! Shall I put one aside for you?")
    composer.get_by_test_id("send").click()
    mine = items.filter(has_text="Shall I put one aside for you?")
    expect(mine).to_have_count(1)
    expect(mine).to_have_attribute("data-kind", "out-agent")
    expect(phone.get_by_test_id("bubble").filter(has_text="put one aside")).to_be_visible()
    expect(mine.get_by_test_id("status")).to_have_attribute(
        "data-state", "seen", timeout=10 * SECOND
    )
    expect(mine).to_have_count(1)
    write(phone, "do you remember me?")
    expect(row).to_contain_text("do you remember me?", timeout=SECOND)


def test_unsending_removes_our_copy_from_the_open_page_and_after_a_reload(stack, new_page):
    """THR-6."""
    secret = f"my number is {uuid.uuid4().int % 10**9}"
    inbox, phone = new_page(viewport={"width": 1440, "height": 900}), new_page()
    sign_in(inbox, stack.url, "agent@demo.example")
    play_new_person(phone, stack.sandbox_url, f"Otto {uuid.uuid4().hex[:6]}")
    write(phone, secret)
    row = inbox.get_by_test_id("row").filter(has_text=secret)
    row.click()
    expect(inbox.get_by_test_id("item").filter(has_text=secret)).to_be_visible()

    phone.get_by_test_id("bubble").filter(has_text=secret).hover()
    phone.get_by_test_id("unsend").click()
    expect(inbox.get_by_test_id("item").filter(has_text=secret)).to_have_count(0)
    inbox.reload()
    expect(inbox.locator("[data-kind=unsent]")).to_be_visible()
    assert secret not in inbox.content()
