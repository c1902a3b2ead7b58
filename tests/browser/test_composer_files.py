"""Files on their way into a message, one press for one message, and what is said aloud."""

import base64
import json
import re
import uuid
from datetime import timedelta

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from inbox.accounts.models import Account, Member
from inbox.delivery.models import Outbound, Upload
from tests import factories
from tests.browser import test_window_flips as flips
from tests.browser.composing import HOUR, SignIn, open_as, sent, thread_since
from tests.browser.conftest import Site
from tests.browser.test_window_flips import SECOND, open_row, sent_texts, writes
from tests.sample_files import png

control = flips.control  # the fixture
PICTURE = png(24, 24)
SHELF = {"name": "shelf.png", "mimeType": "image/png", "buffer": PICTURE}
UPLOADS, REPLIES = "**/uploads/", "**/replies/"
# A file as a clipboard or a hand brings it; Playwright has no such gesture of its own.
GIVE = """(target, [kind, name, content]) => {
  const bytes = Uint8Array.from(atob(content), (sign) => sign.charCodeAt(0))
  const data = new DataTransfer()
  data.items.add(new File([bytes], name, { type: "image/png" }))
  const usual = { bubbles: true, cancelable: true }
  target.dispatchEvent(kind === "paste"
    ? new ClipboardEvent(kind, { ...usual, clipboardData: data })
    : new DragEvent(kind, { ...usual, dataTransfer: data }))
}"""
# Everything that was said aloud, in the order of saying.
LISTEN = """() => {
  window.heard = []
  const place = document.querySelector("#say-polite")
  const hear = new MutationObserver(() => window.heard.push(place.textContent))
  hear.observe(place, { childList: true })
}"""


@pytest.fixture
def account(site: Site) -> Account:
    return factories.account(human_agent_approved=True, warms_up=False)


@pytest.fixture
def kim(account: Account) -> Member:
    return factories.member(account.workspace, name="Kim Silva")


def give(target: Locator, kind: str, name: str) -> None:
    target.evaluate(GIVE, [kind, name, base64.b64encode(PICTURE).decode()])


def hold(page: Page, address: str) -> list:
    """Requests to ``address`` wait, in the order in which they were made."""
    held = []

    def keep(route: Route) -> None:
        held.append(route)

    page.route(address, keep)
    return held


def sent_to(control, recipient: dict) -> list[dict]:
    """The messages that the sandbox got for ``recipient``, in the order of their coming."""
    calls = sorted(control("log?newest=200")["log"], key=lambda call: call["id"])
    bodies = [json.loads(call["request"]) for call in calls if "/messages" in call["path"]]
    return [
        body["message"] for body in bodies if "message" in body and body["recipient"] == recipient
    ]


def choose(page: Page, *files: dict) -> Locator:
    """The tray's items once ``files`` were chosen."""
    page.locator("input[data-files]").set_input_files(list(files))
    return page.get_by_test_id("tray").get_by_test_id("tray-item")


def test_a_file_pasted_into_a_note_stays_out_and_is_told_why(
    site: Site, page: Page, sign_in: SignIn, account: Account, kim: Member
) -> None:
    thread = thread_since(account, HOUR)
    open_as(page, kim, thread, site, sign_in)
    page.get_by_text("Note", exact=True).click()
    give(page.get_by_label("Your words"), "paste", "pasted.png")
    strip = page.get_by_test_id("composer").get_by_test_id("strip")
    expect(strip).to_contain_text("Only words go here.")
    expect(page.get_by_test_id("tray-item")).to_have_count(0)


def test_a_pasted_and_a_dropped_picture_wait_with_name_size_and_picture_and_go_first(
    site: Site, page: Page, sign_in: SignIn, account: Account, kim: Member
) -> None:
    thread = thread_since(account, HOUR)
    open_as(page, kim, thread, site, sign_in)
    words, composer = page.get_by_label("Your words"), page.get_by_test_id("composer")
    give(words, "paste", "pasted.png")
    give(words, "dragover", "dropped.png")
    expect(composer).to_have_attribute("data-dropping", "")
    give(words, "drop", "dropped.png")
    expect(composer).not_to_have_attribute("data-dropping", "")
    items = page.get_by_test_id("tray").get_by_test_id("tray-item")
    expect(items).to_have_count(2)
    for item, name in zip(items.all(), ["pasted.png", "dropped.png"], strict=True):
        expect(item.get_by_role("button", name=f"Remove {name}")).to_be_visible()
        expect(item).to_contain_text(f"{name}{len(PICTURE)} B")
        expect(item.locator("img")).to_have_js_property("naturalWidth", 24)
    expect(words).to_be_focused()
    words.fill("Which one?")
    expect(page.get_by_test_id("tray")).to_contain_text("Goes as 3 messages")
    page.keyboard.press("Enter")
    expect(page.locator("[data-pending]")).to_have_count(0)
    queued = Outbound.everywhere.filter(thread=thread).order_by("pk")
    names = [each.upload and each.upload.name for each in queued]
    assert names == ["pasted.png", "dropped.png", None]


def test_a_pasted_picture_reaches_the_platform_as_an_attachment_before_the_words(
    stack, new_page, control
):
    page, mark = new_page(viewport={"width": 1440, "height": 900}), uuid.uuid4().hex[:8]
    writes(control, f"what is on the shelf {mark}?", 60)
    open_row(page, stack.url, "agent@demo.example", mark)
    words = page.get_by_label("Your words")
    give(words, "paste", "shelf.png")
    expect(page.get_by_role("button", name="Remove shelf.png")).to_be_visible()
    words.fill(f"This one {mark}")
    page.keyboard.press("Enter")
    said = page.get_by_test_id("item").filter(has_text=f"This one {mark}")
    delivered = re.compile("delivered|seen")
    expect(said.get_by_test_id("status")).to_have_attribute(
        "data-state", delivered, timeout=10 * SECOND
    )
    (words_sent,) = sent_texts(control, f"This one {mark}")
    to_them = sent_to(control, words_sent["recipient"])
    assert [list(message) for message in to_them] == [["attachment"], ["text"]]
    assert to_them[0]["attachment"]["type"] == "image"


def test_an_upload_shows_how_far_it_is_and_leaves_nothing_when_cancelled(
    site: Site, page: Page, sign_in: SignIn, account: Account, kim: Member
) -> None:
    open_as(page, kim, thread_since(account, HOUR), site, sign_in)
    held = hold(page, UPLOADS)
    items = choose(page, SHELF)
    expect(items.get_by_role("progressbar", name="shelf.png")).to_be_visible()
    with page.expect_event("requestfailed"):
        items.get_by_role("button", name="Cancel the upload of shelf.png").click()
    expect(page.get_by_test_id("tray")).to_be_hidden()
    expect(page.get_by_label("Your words")).to_be_focused()
    page.reload()
    expect(page.locator("#thread[data-joined]")).to_be_attached()
    expect(page.get_by_test_id("tray")).to_be_hidden()
    assert len(held) == 1
    assert not Upload.everywhere.exists()


def test_an_upload_cancelled_after_its_last_byte_is_forgotten_by_the_server(
    site: Site, page: Page, sign_in: SignIn, account: Account, kim: Member
) -> None:
    open_as(page, kim, thread_since(account, HOUR), site, sign_in)
    network, answers = page.context.new_cdp_session(page), []

    def keep(answer: dict) -> None:  # the server has the file; only its answer waits
        answers.append(answer)

    network.on("Fetch.requestPaused", keep)
    stage = {"urlPattern": "*/uploads/", "requestStage": "Response"}
    network.send("Fetch.enable", {"patterns": [stage]})
    items = choose(page, SHELF)
    expect(items.get_by_role("progressbar")).to_have_js_property("value", 1)
    items.get_by_role("button", name="Cancel").click()
    expect(page.get_by_test_id("tray")).to_be_hidden()
    assert Upload.everywhere.count() == len(answers) == 1
    with page.expect_response(lambda each: each.request.method == "DELETE") as forgotten:
        network.send("Fetch.continueRequest", {"requestId": answers[0]["requestId"]})
    assert forgotten.value.status == 204
    expect(page.get_by_test_id("tray")).to_be_hidden()
    assert not Upload.everywhere.exists()


def test_a_failed_upload_says_so_can_be_removed_and_holds_no_words_back(
    site: Site, page: Page, sign_in: SignIn, account: Account, kim: Member, complaints
) -> None:
    complaints.expect(text="ERR_FAILED")
    thread = thread_since(account, HOUR)
    open_as(page, kim, thread, site, sign_in)
    page.route(UPLOADS, lambda route: route.abort())
    items, tray = choose(page, SHELF), page.get_by_test_id("tray")
    expect(items.get_by_role("alert")).to_have_text(
        "shelf.png could not be uploaded. Check the connection and try again."
    )
    expect(items.get_by_role("progressbar")).to_be_hidden()
    expect(tray).not_to_contain_text("Goes as")
    page.get_by_label("Your words").fill("The picture follows.")
    expect(tray).to_contain_text("Goes as one message.")
    page.keyboard.press("Enter")
    expect(page.locator("[data-pending]")).to_have_count(0)
    items.get_by_role("button", name="Remove shelf.png").click()
    expect(tray).to_be_hidden()
    assert Outbound.everywhere.get(thread=thread).envelope["text"] == "The picture follows."


def test_an_answer_that_is_no_file_does_not_hold_the_composer_back(
    site: Site, page: Page, sign_in: SignIn, account: Account, kim: Member
) -> None:
    open_as(page, kim, thread_since(account, HOUR), site, sign_in)
    # What a session that ended gets: the sign-in page, with 200.
    page.route(UPLOADS, lambda route: route.fulfill(body="<h1>Sign in</h1>"))
    expect(choose(page, SHELF).get_by_role("alert")).to_contain_text("could not be uploaded")


def test_every_file_that_cannot_go_is_named(
    site: Site, page: Page, sign_in: SignIn, account: Account, kim: Member
) -> None:
    open_as(page, kim, thread_since(account, HOUR), site, sign_in)
    huge = SHELF | {"name": "huge.png", "buffer": bytes(8 * 2**20 + 1)}
    program = {"name": "setup.exe", "mimeType": "application/x-msdownload", "buffer": b"MZ"}
    items = choose(page, huge, SHELF, program)
    strip = page.get_by_test_id("composer").get_by_test_id("strip")
    expect(strip).to_contain_text("huge.png is 1 B over")
    expect(strip).to_contain_text("setup.exe cannot be sent here")
    expect(items).to_contain_text(["shelf.png"])


def test_nothing_is_sent_while_a_file_is_uploaded_and_the_tray_says_why(
    site: Site, page: Page, sign_in: SignIn, account: Account, kim: Member
) -> None:
    thread = thread_since(account, HOUR)
    open_as(page, kim, thread, site, sign_in)
    held = hold(page, UPLOADS)
    choose(page, SHELF)
    tray, words = page.get_by_test_id("tray"), page.get_by_label("Your words")
    why = "A file is still being uploaded. Send when it is done."
    page.get_by_test_id("send").click()
    expect(tray.get_by_text(why)).to_be_visible()
    words.fill("This one?")
    page.keyboard.press("Enter")
    expect(page.locator("#say-polite")).to_have_text(why)
    expect(tray.get_by_text(why)).to_be_visible()
    expect(words).to_have_value("This one?")
    expect(page.locator("[data-pending]")).to_have_count(0)
    assert not Outbound.everywhere.filter(thread=thread).exists()
    held[0].continue_()
    expect(tray).to_contain_text("Goes as 2 messages")
    page.keyboard.press("Enter")
    expect(tray).to_be_hidden()
    expect(page.locator("[data-pending]")).to_have_count(0)
    assert Outbound.everywhere.filter(thread=thread).count() == 2


def test_a_tray_stays_with_its_thread_through_other_threads_and_a_reload(
    site: Site, page: Page, sign_in: SignIn, account: Account, kim: Member
) -> None:
    thread, other = thread_since(account, HOUR), thread_since(account, HOUR * 2)
    open_as(page, kim, thread, site, sign_in)
    held = hold(page, UPLOADS)
    items, tray = choose(page, SHELF), page.get_by_test_id("tray")
    expect(items.get_by_role("progressbar")).to_be_visible()
    go = page.locator
    go(f"#row-{other.pk}").get_by_role("link").first.click()
    expect(go(f"#thread[data-thread='{other.pk}'][data-joined]")).to_be_attached()
    expect(tray).to_be_hidden()
    with page.expect_response(UPLOADS):  # it goes on meanwhile
        held[0].continue_()
    expect(tray).to_be_hidden()
    go(f"#row-{thread.pk}").get_by_role("link").first.click()
    expect(go(f"#thread[data-thread='{thread.pk}'][data-joined]")).to_be_attached()
    for _ in range(2):
        expect(items.get_by_role("button", name="Remove shelf.png")).to_be_visible()
        expect(items.locator("img")).to_have_js_property("naturalWidth", 24)
        page.reload()
        expect(page.locator("#thread[data-joined]")).to_be_attached()
    items.get_by_role("button", name="Remove shelf.png").click()
    expect(tray).to_be_hidden()
    page.reload()
    expect(page.locator("#thread[data-joined]")).to_be_attached()
    expect(tray).to_be_hidden()


@pytest.mark.parametrize("press", ["Enter", "Send"])
def test_pressing_twice_sends_one_message(
    site: Site, page: Page, sign_in: SignIn, account: Account, kim: Member, press: str
) -> None:
    thread = thread_since(account, HOUR)
    open_as(page, kim, thread, site, sign_in)
    held = hold(page, REPLIES)
    page.get_by_label("Your words").fill("It left today.")
    for _ in range(2):
        if press == "Enter":
            page.keyboard.press("Enter")
        else:
            page.get_by_test_id("send").click()
    expect(page.locator("[data-pending]")).to_have_count(1)
    held[0].continue_()
    expect(page.locator("[data-pending]")).to_have_count(0)
    assert len(held) == 1
    assert Outbound.everywhere.get(thread=thread).envelope["text"] == "It left today."


def test_refused_words_are_tried_once_more_and_not_twice(
    site: Site, page: Page, sign_in: SignIn, account: Account, kim: Member
) -> None:
    thread = thread_since(account, HOUR)
    failed = sent(thread, kim, "failed", reason="contact_unavailable")
    open_as(page, kim, thread, site, sign_in)
    held = hold(page, REPLIES)
    page.get_by_role("button", name="Try once more").dblclick()
    expect(page.locator("[data-pending]")).to_have_count(1)
    held[0].continue_()
    expect(page.locator("[data-pending]")).to_have_count(0)
    assert len(held) == 1
    assert Outbound.everywhere.exclude(pk=failed.pk).filter(thread=thread).count() == 1


def test_enter_accepts_what_an_input_method_suggests_and_sends_nothing(  # CMP-7
    site: Site, page: Page, sign_in: SignIn, account: Account, kim: Member
) -> None:
    thread = thread_since(account, HOUR)
    open_as(page, kim, thread, site, sign_in)
    words = page.get_by_label("Your words")
    words.focus()
    keyboard = page.context.new_cdp_session(page)
    composed = {"text": "かばん", "selectionStart": 3, "selectionEnd": 3}
    keyboard.send("Input.imeSetComposition", composed)
    expect(words).to_have_value("かばん")
    enter = {"type": "rawKeyDown", "key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 229}
    keyboard.send("Input.dispatchKeyEvent", enter)
    keyboard.send("Input.insertText", {"text": "鞄"})
    expect(words).to_have_value("鞄")
    expect(page.locator("[data-pending]")).to_have_count(0)
    assert not Outbound.everywhere.filter(thread=thread).exists()
    page.keyboard.press("Enter")
    expect(page.locator("[data-pending]")).to_have_count(0)
    assert Outbound.everywhere.get(thread=thread).envelope["text"] == "鞄"


def test_time_is_said_aloud_at_its_marks_and_at_the_flip_and_not_between(  # W-7
    site: Site, page: Page, sign_in: SignIn, account: Account, kim: Member
) -> None:
    thread = thread_since(account, HOUR * 24 - timedelta(minutes=7))
    sign_in(page, kim)
    page.clock.install()
    page.route_web_socket("**/live/", lambda route: None)  # the page's own clock alone
    page.goto(f"{site.url}/inbox/all/t/{thread.pk}/")
    composer = page.get_by_test_id("composer")
    expect(composer).to_have_attribute("data-composer", "open")
    page.evaluate(LISTEN)

    def after(minutes: float) -> list[str]:
        page.clock.run_for(int(minutes * 60) * SECOND)
        return page.evaluate("window.heard.splice(0)")

    assert after(1.5) == []  # 5:30 left
    assert after(1) == ["Five minutes left to reply."]
    assert after(3) == []  # 1:30 left
    assert after(1) == ["One minute left to reply."]
    expect(composer).to_have_attribute("data-composer", "open")
    (flipped,) = after(1)
    assert "Text only from here." in flipped
    expect(composer).to_have_attribute("data-composer", "human_agent")
    assert after(5) == []
