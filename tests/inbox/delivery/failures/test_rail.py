"""The rail leads to the failures and says how many there are, at the price of one query."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from inbox.delivery.failures import scope
from tests import factories

pytestmark = pytest.mark.django_db


def badge(browser, path="/failures/"):
    page = browser.get(path).content.decode()
    found = re.search(r'id="failures-badge" data-count="(\d+)"( hidden)?>(.*?)</span>', page)
    assert found
    return found[1], bool(found[2]), re.sub("<.*?>", "", found[3])


@pytest.mark.parametrize("role", ["agent", "lead", "admin"])
def test_everyone_finds_the_way_and_zero_is_not_shown(account, visit, role):
    browser = visit(factories.member(account.workspace, role=role))
    page = browser.get("/inbox/all/").content.decode()
    assert 'data-rail="failures"' in page
    assert 'data-rail="queue"' in page
    assert badge(browser) == ("0", True, "")


def test_it_counts_what_waits_for_the_member(lead, agent, fail, visit):
    fail(member=agent)
    fail("outcome_unknown", member=lead)
    fail("outcome_unknown", member=lead, check_due_at=timezone.now())
    fail(handled_at=timezone.now())
    assert badge(visit(lead)) == ("2", False, "2")
    assert badge(visit(agent)) == ("1", False, "1")
    assert badge(visit(factories.member(role="admin"))) == ("0", True, "")


def test_it_stops_at_ninety_nine(lead, fail, visit):
    for _ in range(scope.MOST_ON_BADGE + 1):
        fail()
    assert badge(visit(lead)) == ("100", False, "99+")


def test_it_takes_one_query(lead, agent, fail):
    fail()
    for member in (lead, agent):
        with CaptureQueriesContext(connection) as asked:
            scope.badge(member)
        assert len(asked) == 1


def test_an_open_inbox_reads_it_again_with_its_views(lead, fail, visit):
    fail()
    assert badge(visit(lead), "/inbox/all/counts/") == ("1", False, "1")
