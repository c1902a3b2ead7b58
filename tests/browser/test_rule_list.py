"""The list of rules: moved by hand, by keyboard and by number, and a new rule from a template."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from automations.models import Rule
from automations.publishing import publish
from automations.rules import making
from automations.rules.order import in_order
from inbox.accounts.models import Member, Workspace
from tests import factories
from tests.browser.conftest import Site

SignIn = Callable[[Page, Member], None]
NAMES = [
    "Price", "Sizes", "Giveaway", "Opening hours", "Shipping", "Returns", "Cakes", "Welcome", "Menu"
]  # fmt: skip


@pytest.fixture
def workspace(site: Site) -> Workspace:
    return factories.account(username="shop").workspace


@pytest.fixture
def admin(workspace: Workspace) -> Member:
    return factories.member(workspace, role="admin", name="Ada Byron")


@pytest.fixture
def rules(workspace: Workspace) -> dict[str, Rule]:
    """Nine live rules by their names, in this order."""
    return {name: live_rule(workspace, name) for name in NAMES}


def live_rule(workspace: Workspace, name: str) -> Rule:
    steps = [{"send": {"texts": [f"About {name} …"]}}]
    definition = {"on": ["dm"], "match": "contains", "keywords": [name.lower()], "steps": steps}
    rule = making.add(workspace, name, definition, None)
    publish(rule)
    return rule


def kept(workspace: Workspace) -> list[str]:
    """The order as the database has it."""
    rows = Rule.objects.in_workspace(workspace).select_related("live")
    return [rule.name for rule in in_order(rows)]


@pytest.fixture
def page_of_rules(
    site: Site, page: Page, sign_in: SignIn, admin: Member, rules: dict[str, Rule]
) -> Page:
    sign_in(page, admin)
    page.goto(f"{site.url}/automation/")
    expect(page.locator("html[data-ready]")).to_be_attached()
    return page


def rows(page: Page) -> Locator:
    return page.get_by_test_id("rule-row")


def shown(page: Page, names: list[str]) -> None:
    expect(page.locator(".rule-name a")).to_have_text(names)


def test_move_up_by_keyboard_swaps_persists_and_is_announced(
    page_of_rules: Page, workspace: Workspace
) -> None:  # AUT-1
    page = page_of_rules
    page.get_by_role("button", name="Move Giveaway up").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#say-polite")).to_have_text("Giveaway moved to 2 of 9")
    swapped = ["Price", "Giveaway", "Sizes", *NAMES[3:]]
    shown(page, swapped)
    assert kept(workspace) == swapped
    expect(page.get_by_role("button", name="Move Giveaway up")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#say-polite")).to_have_text("Giveaway moved to 1 of 9")
    expect(page.get_by_role("button", name="Move Giveaway down")).to_be_focused()
    page.reload()
    shown(page, ["Giveaway", "Price", "Sizes", *NAMES[3:]])


def test_a_move_is_taken_back_by_undo_and_by_z(page_of_rules: Page, workspace: Workspace) -> None:
    page = page_of_rules
    page.get_by_role("button", name="Move Sizes down").click()
    strip = page.locator("#rules-done")
    expect(strip).to_contain_text("Sizes moved to 3 of 9")
    strip.get_by_role("button", name="Undo").click()
    expect(page.locator("#say-polite")).to_have_text("Sizes moved to 2 of 9")
    assert kept(workspace) == NAMES
    page.get_by_role("button", name="Move Price down").click()
    expect(strip).to_contain_text("Price moved to 2 of 9")
    page.keyboard.press("z")
    expect(page.locator("#say-polite")).to_have_text("Price moved to 1 of 9")
    assert kept(workspace) == NAMES


def test_a_rule_is_dragged_by_its_handle_and_escape_puts_it_back(
    page_of_rules: Page, workspace: Workspace
) -> None:
    page = page_of_rules
    drag(page, rows(page).nth(1), rows(page).nth(4))
    page.keyboard.press("Escape")
    page.mouse.up()
    shown(page, NAMES)
    drag(page, rows(page).nth(1), rows(page).nth(4))
    page.mouse.up()
    expect(page.locator("#say-polite")).to_have_text("Sizes moved to 5 of 9")
    after = ["Price", "Giveaway", "Opening hours", "Shipping", "Sizes", *NAMES[5:]]
    shown(page, after)
    assert kept(workspace) == after


def drag(page: Page, row: Locator, onto: Locator) -> None:
    """Hold ``row`` by its handle below the middle of ``onto``."""
    handle = row.locator("[data-handle]")
    handle.hover()
    page.mouse.down()
    box = onto.bounding_box()
    assert box
    page.mouse.move(box["x"] + 20, box["y"] + box["height"] * 0.4, steps=4)
    page.mouse.move(box["x"] + 20, box["y"] + box["height"] * 0.8, steps=4)


def test_a_rule_moves_to_a_number_that_is_typed(page_of_rules: Page, workspace: Workspace) -> None:
    page = page_of_rules
    page.get_by_label("More about Menu").click()
    page.get_by_label("Move to position…").locator("visible=true").fill("2")
    page.keyboard.press("Enter")
    expect(page.locator("#say-polite")).to_have_text("Menu moved to 2 of 9")
    assert kept(workspace) == ["Price", "Menu", *NAMES[1:8]]


def test_a_switch_is_pressed_where_it_stands(page_of_rules: Page, rules: dict[str, Rule]) -> None:
    page = page_of_rules
    switch = page.get_by_role("switch", name="Sizes is on")
    expect(switch).to_have_attribute("aria-checked", "true")
    switch.focus()
    page.keyboard.press("Space")
    expect(page.locator("#say-polite")).to_have_text("Sizes is off")
    expect(switch).to_have_attribute("aria-checked", "false")
    expect(switch).to_be_focused()
    rules["Sizes"].refresh_from_db()
    assert not rules["Sizes"].is_on


def test_a_rule_that_a_colleague_removed_leaves_the_list_when_it_is_touched(
    page_of_rules: Page, rules: dict[str, Rule], complaints
) -> None:
    complaints.expect(status=404, url="/position/")
    rules["Cakes"].delete()
    page_of_rules.get_by_role("button", name="Move Cakes up").click()
    shown(page_of_rules, [name for name in NAMES if name != "Cakes"])


def test_without_scripts_a_move_can_be_taken_back_too(
    site: Site, new_page: Callable[..., Page], admin: Member, rules: dict[str, Rule],
    workspace: Workspace,
) -> None:  # fmt: skip
    page = new_page(java_script_enabled=False)
    page.goto(f"{site.url}/accounts/login/?next=/automation/")
    page.get_by_label("E-mail address").fill(admin.user.email)
    page.get_by_label("Password").fill(factories.PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("button", name="Move Sizes up").click()
    shown(page, ["Sizes", "Price", *NAMES[2:]])
    page.get_by_role("button", name="Undo").click()
    shown(page, NAMES)
    assert kept(workspace) == NAMES


def test_a_comment_rule_is_made_from_a_word_a_link_and_a_message(
    site: Site, page: Page, sign_in: SignIn, admin: Member, workspace: Workspace
) -> None:
    sign_in(page, admin)
    page.get_by_role("link", name="Automation").click()
    page.get_by_role("link", name="Make the first rule").click()
    page.get_by_role("link", name="Comment a word → DM a link, ask for e-mail").click()
    page.get_by_label("Which word or words?").fill("SIZE")
    page.get_by_label("Which page should they get?").fill("shop.example/sizes")
    page.get_by_label("What should the message say?").fill("Here are all our sizes.")
    page.get_by_role("button", name="Make the rule").click()
    rule = Rule.objects.in_workspace(workspace).get()
    expect(page).to_have_url(f"{site.url}/automation/{rule.pk}/")
    assert rule.name == "Size"
    assert rule.live is None
    assert rule.draft
    assert rule.draft["keywords"] == ["SIZE"]
