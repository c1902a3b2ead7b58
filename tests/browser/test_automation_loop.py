"""Rules from the empty page to the answer on the phone, and from there to a person (K-5, H-1)."""

import json
import re
import uuid

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_whole_loop import SECOND, play_new_person, sign_in, write

WIDE = {"width": 1440, "height": 900}


@pytest.fixture
def word() -> str:
    """A word that no other rule of the demo listens to."""
    return f"size{uuid.uuid4().hex[:6]}"


def comment_on_the_phone(phone: Page, text: str) -> None:
    phone.get_by_test_id("tab-posts").click()
    post = phone.get_by_test_id("post").first
    post.get_by_test_id("comment-input").first.fill(text)
    post.get_by_test_id("comment-send").first.click()
    phone.get_by_test_id("tab-chat").click()


def reads(phone: Page, text: str) -> None:
    """The answer of the business is on the phone."""
    bubble = phone.get_by_test_id("bubble").filter(has_text=text)
    expect(bubble.last).to_be_visible(timeout=10 * SECOND)


def publish(admin: Page) -> None:
    admin.get_by_role("button", name="Publish").click()
    expect(admin.get_by_test_id("differences")).to_be_visible()
    admin.get_by_role("button", name="Publish").click()
    expect(admin.get_by_test_id("state")).to_contain_text("Live")


def test_a_new_user_gets_from_a_template_to_the_answer_on_the_phone(stack, new_page, word):
    """Comment a word, get a link, be asked for an e-mail address (K-3, K-5, W-6)."""
    admin, phone = new_page(viewport=WIDE), new_page()
    sign_in(admin, stack.url, "admin@demo.example")
    admin.get_by_role("link", name="Automation").click()
    admin.locator("header").get_by_role("link", name="New rule").click()
    admin.get_by_role("link", name="Comment a word").click()
    admin.get_by_label("Which word or words?").fill(word)
    admin.get_by_label("Which page should they get?").fill("https://shop.example/sizes")
    admin.get_by_label("What should the message say?").fill("All our sizes. Which one is yours?")
    admin.get_by_role("button", name="Make the rule").click()
    expect(admin.get_by_test_id("phone")).to_contain_text("All our sizes")
    publish(admin)

    name = f"Lou {word}"
    play_new_person(phone, stack.sandbox_url, name)
    comment_on_the_phone(phone, f"{word.upper()} please!")
    reads(phone, "https://shop.example/sizes")
    write(phone, "medium")
    reads(phone, "e-mail address")
    write(phone, "I have none")
    write(phone, "lou@example.org")
    reads(phone, "Thank you!")

    admin.goto(f"{stack.url}/inbox/all/?q={name}")
    admin.get_by_test_id("row").filter(has_text=name).click()
    expect(admin.locator("#contact")).to_contain_text("lou@example.org")


def test_who_types_human_in_a_flow_gets_one_and_gets_the_flow_back_later(  # H-1, H-4, HND-3
    stack, new_page, word
):
    imported = stack.manage("import_rules", "--workspace", "demo", "-", stdin=flow_of(word))
    assert imported.returncode == 0, imported.stderr
    agent, phone = new_page(viewport=WIDE), new_page()
    name = f"Mia {word}"
    sign_in(agent, stack.url, "agent@demo.example")
    play_new_person(phone, stack.sandbox_url, name)
    write(phone, word)
    reads(phone, "Which c")  # one of its two wordings
    row = agent.get_by_test_id("row").filter(has_text=name)
    row.click()
    expect(agent.locator("#thread[data-joined]")).to_be_attached()
    phone.get_by_role("button", name="Bread").last.click()
    reads(phone, "Your e-mail?")

    write(phone, "HUMAN please")
    reads(phone, "A person answers")
    panel = agent.get_by_test_id("handoff")
    expect(panel).to_contain_text("Asked for a person", timeout=5 * SECOND)
    expect(panel).to_contain_text("Bread")
    write(phone, word)  # nothing automated follows
    panel.get_by_role("button", name="Take over").click()
    expect(agent.locator("#thread-header")).to_have_attribute("data-handler", "human")
    agent.get_by_label("Your words").fill("Kim here, how can I help?")
    agent.get_by_test_id("send").click()
    reads(phone, "Kim here")
    assert phone.get_by_test_id("bubble").filter(has_text="Which c").count() == 1

    agent.get_by_role("button", name=re.compile("To bot|Return to automation")).first.click()
    expect(agent.locator("#thread-header")).to_have_attribute("data-handler", "automation")
    write(phone, f"{word} again")
    expect(phone.get_by_test_id("bubble").filter(has_text="Which c")).to_have_count(2)


def flow_of(word: str) -> str:
    menu = {"choices": [{"title": "Bread"}, {"title": "Pastry"}]}
    steps = [
        {"menu": menu | {"texts": ["Which course?", "Which class?"]}},
        {"ask": {"texts": ["Your e-mail?"], "answer": "email", "save_to": "email"}},
        {"handoff": {"why": "books a course"}},
    ]
    rule = {"name": f"Course {word}", "on": ["dm"], "match": "contains", "keywords": [word]}
    return json.dumps({"version": 1, "rules": [rule | {"steps": steps}]})


def test_a_flow_is_built_tried_published_played_and_traced(stack, new_page, word):  # K-9, K-10
    admin, phone = new_page(viewport=WIDE), new_page()
    sign_in(admin, stack.url, "admin@demo.example")
    admin.goto(f"{stack.url}/automation/new/")
    admin.get_by_test_id("template").filter(has_text="Blank").get_by_role("button").click()
    steps = admin.get_by_test_id("step")
    expect(admin.get_by_role("checkbox", name="Direct message")).to_be_checked()
    admin.get_by_role("textbox", name="Add a word or phrase…").fill(word)
    admin.keyboard.press("Enter")

    admin.get_by_role("button", name="Question").click()
    expect(steps.nth(0).get_by_role("textbox", name="Question", exact=True)).to_be_focused()
    admin.keyboard.type("Where may we write to?")
    admin.get_by_text("Add a step", exact=True).click()
    admin.get_by_role("button", name="Choices").click()
    expect(steps.nth(1).get_by_role("textbox", name="Message", exact=True)).to_be_focused()
    admin.keyboard.type("Pick up or delivery?")
    steps.nth(1).get_by_role("textbox", name="Answer 1").fill("Pick up")
    steps.nth(1).get_by_role("textbox", name="Answer 2").fill("Delivery")
    admin.get_by_text("Add a step", exact=True).click()
    admin.get_by_role("button", name="Hand to a person").click()
    expect(steps).to_have_count(3)
    expect(admin.get_by_test_id("phone")).to_contain_text("Pick up or delivery?")
    expect(admin.get_by_text("Saved", exact=True)).to_be_visible()

    admin.get_by_role("link", name="Test", exact=True).click()
    admin.get_by_label("Message", exact=True).fill(f"{word}, please")
    expect(admin.get_by_test_id("trial-answer")).to_contain_text("Where may we write to?")
    admin.go_back()
    publish(admin)

    name = f"Nia {word}"
    play_new_person(phone, stack.sandbox_url, name)
    write(phone, f"hello, {word}!")
    reads(phone, "Where may we write to?")
    write(phone, "nia@example.org")
    reads(phone, "Pick up or delivery?")
    phone.get_by_role("button", name="Delivery").last.click()
    reads(phone, "A person answers")

    admin.goto(f"{stack.url}/trace/")
    admin.get_by_test_id("trace-row").filter(has_text=f"hello, {word}!").get_by_role("link").click()
    trace = admin.get_by_test_id("trace")
    for words in ("A rule answered", "Where may we write to?", "nia@example.org", "Delivery"):
        expect(trace).to_contain_text(words)
    expect(trace).to_contain_text("A person takes over")
