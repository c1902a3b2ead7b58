"""Being told when a customer writes, while one is elsewhere in the inbox."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import expect

from inbox.threads import watching
from tests import factories
from tests.browser.composing import open_as, thread_since

pytestmark = pytest.mark.django_db(transaction=True)


def write(thread):
    with transaction.atomic():
        watching.wrote([thread.pk], timezone.now())


def test_who_waits_is_told_without_a_reload_and_colleagues_are_not(site, new_page, sign_in):
    account = factories.account()
    kim, ola = (factories.member(account.workspace, name=name) for name in ("Kim", "Ola"))
    thread = thread_since(account, timedelta(days=30))
    page, other = (new_page(viewport={"width": 1440, "height": 900}) for _ in range(2))
    open_as(page, kim, thread, site, sign_in)
    open_as(other, ola, thread, site, sign_in)

    page.get_by_role("button", name="Tell me when they write").click()
    expect(page.get_by_text("You will be told when Ada Moreno writes.").first).to_be_visible()
    page.locator(".view-link[data-view=all]").click()
    expect(page.locator("#thread")).to_have_count(0)
    write(thread)

    notice = page.get_by_test_id("notice")
    expect(notice).to_contain_text("Ada Moreno wrote")
    expect(other.get_by_test_id("notice")).to_have_count(0)
    notice.get_by_role("link").click()
    expect(page.locator("#thread[data-joined]")).to_be_attached()
    expect(notice).to_have_count(0)
    page.reload()
    expect(page.locator("#thread[data-joined]")).to_be_attached()
    expect(notice).to_have_count(0)
    other.reload()
    expect(other.locator("#thread[data-joined]")).to_be_attached()
    expect(other.get_by_test_id("notice")).to_have_count(0)


def test_what_was_told_while_nobody_looked_is_there_and_can_be_dismissed(site, page, sign_in):
    account = factories.account()
    kim = factories.member(account.workspace, name="Kim")
    ada, noor = (thread_since(account, timedelta(days=30)) for _ in range(2))
    watching.watch(noor, kim)
    write(noor)
    open_as(page, kim, ada, site, sign_in)
    notice = page.get_by_test_id("notice")
    expect(notice).to_contain_text("Ada Moreno wrote")
    notice.get_by_role("button", name="Dismiss").click()
    expect(notice).to_have_count(0)
    expect(page.locator("#thread")).to_have_attribute("data-thread", str(ada.pk))
    expect(page.get_by_test_id("composer")).to_have_attribute("data-thread", str(ada.pk))
    page.reload()
    expect(page.locator("#thread[data-joined]")).to_be_attached()
    expect(notice).to_have_count(0)


def test_opening_it_where_it_is_open_already_is_having_looked(site, page, sign_in):
    account = factories.account()
    kim = factories.member(account.workspace, name="Kim")
    thread = thread_since(account, timedelta(days=30))
    open_as(page, kim, thread, site, sign_in)
    page.get_by_role("button", name="Tell me when they write").click()
    expect(page.get_by_text("You will be told when").first).to_be_visible()
    write(thread)
    notice = page.get_by_test_id("notice")
    notice.get_by_role("link").click()
    expect(notice).to_have_count(0)
