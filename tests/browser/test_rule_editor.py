"""The editor of a rule, as people use it: pointer, keyboard, two windows, no scripts."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from automations.definition import RuleDefinition, stored
from automations.models import Rule
from automations.publishing import publish
from inbox.accounts.models import Account, Member
from tests import factories
from tests.browser.conftest import Site

SignIn = Callable[[Page, Member], None]
BLANK = {"on": [], "match": "contains", "steps": []}
SIZES = {
    "on": ["comment"],
    "match": "contains",
    "keywords": ["size"],
    "steps": [{"id": "s1", "send": {"texts": ["Here are our sizes"]}}],
}
MOST_TABS = 60


@pytest.fixture
def account(site: Site) -> Account:
    return factories.account(username="shop")


@pytest.fixture
def admin(account: Account) -> Member:
    return factories.member(account.workspace, role="admin", name="Ana Reis")


@pytest.fixture
def make_rule(account: Account) -> Callable[..., Rule]:
    def make(draft: dict = BLANK, name: str = "Sizes") -> Rule:
        position = Rule.everywhere.count()
        return Rule.everywhere.create(
            workspace=account.workspace, name=name, position=position, draft=draft, edition=1
        )

    return make


@pytest.fixture
def edit(
    site: Site, page: Page, sign_in: SignIn, admin: Member
) -> Iterator[Callable[[Rule], Page]]:
    """Opens the editor of a rule; a save under way is over before the rows are gone."""

    def enter(rule: Rule) -> Page:
        sign_in(page, admin)
        page.goto(f"{site.url}/automation/{rule.pk}/")
        expect(page.locator("html[data-ready]")).to_be_attached()
        return page

    yield enter
    page.wait_for_load_state("networkidle")


def saved(rule: Rule) -> RuleDefinition:
    rule.refresh_from_db()
    return stored(rule.draft or rule.live.definition)


def until_saved(page: Page) -> None:
    expect(page.get_by_text("Saved", exact=True)).to_be_visible()


def message(place: Page | Locator) -> Locator:
    """The field of a direct message's words."""
    return place.get_by_role("textbox", name="Message", exact=True)


def tab_to(page: Page, wanted: Locator) -> None:
    """Press Tab until ``wanted`` has the focus."""
    for _ in range(MOST_TABS):
        if wanted.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    pytest.fail("Tab does not lead there")


def test_a_comment_is_answered_with_a_link_and_asked_for_an_address(
    edit: Callable[[Rule], Page], make_rule: Callable[..., Rule]
) -> None:  # K-3, K-5
    rule = make_rule()
    page = edit(rule)
    phone = page.get_by_test_id("phone")
    steps = page.get_by_test_id("step")
    page.get_by_text("Comment", exact=True).click()
    page.get_by_role("textbox", name="Add a word or phrase…").fill("SIZE")
    page.keyboard.press("Enter")
    expect(page.get_by_role("textbox", name="Keyword 1")).to_have_value("SIZE")

    page.get_by_role("button", name="Public reply").click()
    expect(steps.nth(0).get_by_role("textbox")).to_be_focused()
    page.keyboard.type("Sent you a DM!")
    expect(phone).to_contain_text("Sent you a DM!", timeout=2000)

    page.get_by_text("Add a step", exact=True).click()
    page.get_by_role("button", name="Direct message").click()
    expect(steps.nth(1).get_by_role("textbox")).to_be_focused()
    page.keyboard.type("Hi ")
    steps.nth(1).get_by_role("button", name="first name").click()
    page.keyboard.type("!")
    expect(phone).to_contain_text("Hi Ada!")
    steps.nth(1).get_by_role("button", name="Link button").click()
    expect(steps.nth(1).get_by_label("Text of button 1")).to_be_focused()
    page.keyboard.type("Size list")
    steps.nth(1).get_by_label("Address of button 1").fill("https://shop.example/sizes")

    page.get_by_text("Add a step", exact=True).click()
    page.get_by_role("button", name="Question").click()
    expect(steps.nth(2).get_by_role("textbox", name="Question", exact=True)).to_be_focused()
    page.keyboard.type("What is your e-mail address?")
    expect(page.get_by_test_id("gate")).to_contain_text("waits here until they answer")  # AUT-8
    expect(phone).to_contain_text("email: ada@example.com")
    until_saved(page)

    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_test_id("differences")).to_contain_text("Sent you a DM!")
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_test_id("state")).to_contain_text("Live")
    rule.refresh_from_db()
    live = stored(rule.live.definition)
    assert live.on == ("comment",)
    assert live.keywords == ("SIZE",)
    assert [step.kind for step in live.steps] == ["reply_publicly", "send", "ask"]
    assert live.steps[1].send.texts == ("Hi {first_name|there}!",)
    assert live.steps[1].send.links[0].url == "https://shop.example/sizes"
    assert live.steps[2].ask.save_to == "email"


def test_a_menu_with_branches_is_built_by_keyboard_alone(
    edit: Callable[[Rule], Page], make_rule: Callable[..., Rule]
) -> None:  # H-3
    rule = make_rule()
    page = edit(rule)
    steps = page.get_by_test_id("step")
    tab_to(page, page.get_by_role("checkbox", name="Direct message"))
    page.keyboard.press("Space")
    tab_to(page, page.get_by_role("textbox", name="Add a word or phrase…"))
    page.keyboard.type("menu,")
    expect(page.get_by_role("textbox", name="Keyword 1")).to_have_value("menu")

    tab_to(page, page.get_by_role("button", name="Choices"))
    page.keyboard.press("Enter")
    expect(message(steps.first)).to_be_focused()
    page.keyboard.type("Which one?")
    tab_to(page, steps.first.get_by_role("textbox", name="Answer 1"))
    page.keyboard.type("Bread")
    tab_to(page, steps.first.get_by_role("textbox", name="Answer 2"))
    page.keyboard.type("Cake")

    for text in ("Bread is 4.20", "Cakes from 32"):
        tab_to(page, page.locator("summary", has_text="Add a step"))
        page.keyboard.press("Enter")
        tab_to(page, page.get_by_role("button", name="Direct message"))
        page.keyboard.press("Enter")
        expect(message(steps.last)).to_be_focused()
        page.keyboard.type(text)
    steps.first.get_by_label("After answer 2").select_option(label="3 · Direct message")
    until_saved(page)
    expect(page.get_by_test_id("phone")).to_contain_text("Talk to a person")
    expect(page.get_by_test_id("phone")).to_contain_text("Bread is 4.20")

    page.get_by_role("button", name="Move step 3 up").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Move step 2 up")).to_be_focused()
    definition = saved(rule)
    assert [step.kind for step in definition.steps] == ["menu", "send", "send"]
    assert definition.steps[0].menu.choices[1].then == definition.steps[1].id
    assert definition.steps[1].wordings == ("Cakes from 32",)


def test_a_keyword_turns_green_as_a_text_is_tried(
    edit: Callable[[Rule], Page], make_rule: Callable[..., Rule]
) -> None:  # K-2
    page = edit(make_rule(SIZES))
    chip = page.locator("#keywords-0-chip")
    page.get_by_label("Try it").press_sequentially("what SIZ")
    expect(chip).to_have_attribute("data-hit", "no")
    page.keyboard.type("E?")
    expect(chip).to_have_attribute("data-hit", "yes")
    expect(page.get_by_text("would fire", exact=True)).to_be_visible()


def test_a_typo_is_forgiven_as_far_as_is_said(
    edit: Callable[[Rule], Page], make_rule: Callable[..., Rule]
) -> None:  # AUT-10
    page = edit(make_rule({**SIZES, "match": "fuzzy", "keywords": ["price"], "typos": 1}))
    page.get_by_label("Try it").fill("prise")
    expect(page.locator("#keywords-0-chip")).to_have_attribute("data-hit", "yes")
    page.get_by_role("combobox", name="How the text has to match").select_option("contains")
    expect(page.locator("#keywords-0-chip")).to_have_attribute("data-hit", "no")


def test_what_is_over_the_limit_is_named_while_it_is_typed(
    edit: Callable[[Rule], Page], make_rule: Callable[..., Rule]
) -> None:  # C-4
    page = edit(make_rule(SIZES))
    step = page.get_by_test_id("step")
    message(step).fill("é" * 501)
    expect(step).to_contain_text("1002 / 1000")
    expect(step.locator(".finding[data-level=error]")).to_be_visible()
    page.get_by_test_id("checker").get_by_role("link").first.click()
    expect(message(step)).to_be_focused()


def test_a_keyword_that_a_higher_rule_takes_is_named_before_it_is_published(
    edit: Callable[[Rule], Page], make_rule: Callable[..., Rule]
) -> None:  # AUT-2, K-4
    publish(make_rule({**SIZES, "keywords": ["talla"]}, name="Tallas"))
    page = edit(make_rule(SIZES))
    page.get_by_role("textbox", name="Add a word or phrase…").fill("talla")
    page.keyboard.press("Enter")
    expect(page.locator("#finds-keywords")).to_contain_text("“Tallas” above")
    expect(page.get_by_test_id("checker")).to_contain_text("“Tallas” above")


def test_a_delay_that_outlives_the_window_is_told_at_its_step(
    edit: Callable[[Rule], Page], make_rule: Callable[..., Rule]
) -> None:  # AUT-5, K-5
    steps = [{"id": "d", "delay": {"minutes": 60}}, SIZES["steps"][0]]
    page = edit(make_rule({**SIZES, "on": ["dm"], "steps": steps}))
    step = page.get_by_test_id("step").first
    expect(step.locator(".finding")).to_have_count(0)
    step.get_by_role("spinbutton", name="Go on after").fill("26")
    expect(step.locator(".finding[data-level=warning]")).to_contain_text("26 h")
    expect(page.get_by_test_id("phone")).to_contain_text("26 hours later")


def test_a_button_of_21_characters_is_refused_where_it_is_written(
    edit: Callable[[Rule], Page], make_rule: Callable[..., Rule], complaints
) -> None:  # AUT-6, C-4
    complaints.expect(status=422, url="/publish/")
    menu = {"texts": ["Which?"], "choices": [{"title": "S"}, {"title": "M"}]}
    steps = [{"id": "m", "menu": menu}, SIZES["steps"][0]]
    page = edit(make_rule({**SIZES, "steps": steps}))
    row = page.get_by_role("listitem").filter(has=page.get_by_label("After answer 2"))
    answer = page.get_by_role("textbox", name="Answer 2")
    answer.fill("x" * 21)
    expect(page.locator("#steps-0-menu-choices-1 .finding")).to_contain_text("21 characters")
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text("Not published")).to_be_visible()
    answer.fill("x" * 20)
    expect(row.locator(".finding[data-level=error]")).to_have_count(0)


def test_a_menu_without_a_way_to_a_person_is_warned_of(
    edit: Callable[[Rule], Page], make_rule: Callable[..., Rule]
) -> None:  # AUT-9, H-3
    menu = {"texts": ["Which?"], "choices": [{"title": "S"}, {"title": "M"}]}
    page = edit(make_rule({**SIZES, "steps": [{"id": "m", "menu": menu}, SIZES["steps"][0]]}))
    checker = page.get_by_test_id("checker")
    expect(checker).not_to_contain_text("no way to a person")
    page.get_by_role("checkbox", name="Also offer").uncheck()
    expect(checker).to_contain_text("no way to a person")


def test_two_people_at_one_rule_lose_nothing(
    site: Site,
    edit: Callable[[Rule], Page],
    make_rule: Callable[..., Rule],
    new_page: Callable[..., Page],
    sign_in: SignIn,
    account: Account,
    complaints,
) -> None:
    complaints.expect(status=409, url="/draft/")
    rule = make_rule(SIZES)
    page = edit(rule)
    theirs = new_page()
    sign_in(theirs, factories.member(account.workspace, role="admin"))
    theirs.goto(f"{site.url}/automation/{rule.pk}/")
    message(theirs).fill("Theirs")
    until_saved(theirs)
    message(page).fill("Mine")
    expect(page.get_by_role("alert")).to_contain_text("Somebody else changed this rule")
    expect(message(page)).to_have_value("Mine")
    assert saved(rule).steps[0].wordings == ("Theirs",)
    page.get_by_role("button", name="Keep mine").click()
    expect(page.get_by_text("Somebody else changed this rule")).to_be_hidden()
    assert saved(rule).steps[0].wordings == ("Mine",)


def test_leaving_right_after_the_last_key_loses_nothing(
    site: Site, edit: Callable[[Rule], Page], make_rule: Callable[..., Rule]
) -> None:  # P2
    rule = make_rule(SIZES)
    page = edit(rule)
    message(page).fill("Last words")
    page.goto(f"{site.url}/automation/")
    page.goto(f"{site.url}/automation/{rule.pk}/")
    expect(message(page)).to_have_value("Last words")


def test_what_was_unfolded_stays_so_when_steps_move(
    edit: Callable[[Rule], Page], make_rule: Callable[..., Rule]
) -> None:
    steps = [SIZES["steps"][0], {"id": "s2", "ask": {"texts": ["E-mail?"], "save_to": "email"}}]
    page = edit(make_rule({**SIZES, "steps": steps}))
    page.get_by_text("If the answer does not fit").click()
    page.get_by_role("button", name="Move step 2 up").click()
    expect(page.get_by_role("button", name="Move step 1 down")).to_be_focused()
    expect(page.get_by_text("Ask again")).to_be_visible()


def test_a_phone_has_the_preview_behind_a_tab(
    site: Site,
    new_page: Callable[..., Page],
    sign_in: SignIn,
    make_rule: Callable[..., Rule],
    admin: Member,
) -> None:
    page = new_page(viewport={"width": 390, "height": 844}, has_touch=True)
    rule = make_rule(SIZES)
    sign_in(page, admin)
    page.goto(f"{site.url}/automation/{rule.pk}/")
    expect(page.get_by_test_id("phone")).to_be_hidden()
    page.get_by_text("Preview", exact=True).click()
    expect(page.get_by_test_id("phone")).to_contain_text("Here are our sizes")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_rule_is_made_and_published_without_scripts(
    site: Site,
    new_page: Callable[..., Page],
    make_rule: Callable[..., Rule],
    admin: Member,
) -> None:  # IA-4
    page = new_page(java_script_enabled=False)
    rule = make_rule()
    page.goto(f"{site.url}/accounts/login/?next=/automation/{rule.pk}/")
    page.get_by_label("E-mail address").fill(admin.user.email)
    page.get_by_label("Password").fill(factories.PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("checkbox", name="Direct message").check(force=True)
    page.get_by_role("textbox", name="Add a word or phrase…").fill("size")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_role("textbox", name="Keyword 1")).to_have_value("size")
    page.get_by_role("button", name="Direct message").click()
    message(page).fill("Here you are")
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_test_id("differences")).to_contain_text("Here you are")
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_test_id("state")).to_contain_text(re.compile("Live"))
    assert saved(rule).steps[0].wordings == ("Here you are",)


def test_a_lead_can_change_nothing(
    site: Site,
    page: Page,
    sign_in: SignIn,
    make_rule: Callable[..., Rule],
    account: Account,
) -> None:
    rule = make_rule(SIZES)
    publish(rule)
    sign_in(page, factories.member(account.workspace, role="lead"))
    page.goto(f"{site.url}/automation/{rule.pk}/")
    expect(message(page)).to_be_disabled()
    expect(page.get_by_role("button", name="Publish")).to_have_count(0)
