"""What failed, counted by reason, account, rule and day (F-2)."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from inbox.accounts.models import Account
from inbox.delivery.failures.asked import SPANS, Asked
from inbox.delivery.failures.board import Board
from inbox.delivery.models import Lane, Outbound, Reason
from inbox.threads.models import Message
from tests import factories

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def board(member, **asked):
    return Board.of(member, Asked(**asked), timezone.now())


def tile(found, slug):
    (one,) = [each for each in [*found.tiles, *found.quiet] if each.reason.slug == slug]
    return one


def test_every_reason_of_the_closed_list_has_its_tile(lead, fail):  # F-1
    for reason in Reason.values:
        fail(reason)
    found = board(lead)
    assert {each.reason.slug for each in found.tiles} == set(Reason.values)
    assert all(each.unhandled == each.failed == 1 for each in found.tiles)
    for each in found.tiles:
        assert each.reason.word
        assert str(each.reason.meaning).endswith(".")
        assert str(each.reason.next).endswith(".")


def test_a_tile_counts_what_nobody_saw_to_and_its_list_is_as_long(lead, fail, visit):  # RPT-3
    for ago in (HOUR, DAY, 90 * DAY):
        fail("content_rejected", ago=ago)
    fail("content_rejected", handled_at=timezone.now(), handled_by=lead)
    one = tile(board(lead), "content_rejected")
    assert (one.unhandled, one.failed) == (3, 3)
    page = visit(lead).get("/failures/content_rejected/").content.decode()
    assert page.count('data-testid="fail"') == 3


def test_share_and_trend_are_those_of_the_time_asked_for(lead, fail):
    for ago in (HOUR, 2 * HOUR, 3 * HOUR):
        fail("media_rejected", ago=ago)
    fail("refused_here", ago=HOUR)
    fail("media_rejected", ago=DAY + HOUR)
    fail("refused_here", ago=DAY + HOUR)
    fail("refused_here", ago=DAY + HOUR)
    found = board(lead, span=SPANS["24h"])
    media, refused = tile(found, "media_rejected"), tile(found, "refused_here")
    assert (media.failed, media.share, media.change) == (3, 75, 2)
    assert (refused.failed, refused.share, refused.change) == (1, 25, -1)


def test_the_time_before_is_cut_off_at_the_same_hour(lead, fail):
    """Else every morning would look better than the day before it."""
    now = timezone.now()
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    later_that_day = midnight - 7 * DAY + (now - midnight) + timedelta(minutes=1)
    fail("refused_here", ago=now - later_that_day)
    found = board(lead)
    assert tile(found, "refused_here").before == 0


def test_accounts_and_rules_lead_to_lists_as_long_as_they_say(lead, account, fail, visit):  # F-2
    other = factories.account(account.workspace, username="other")
    fail("refused_here", rule=(1, "Sizes"))
    fail("window_expired", rule=(1, "Sizes and colours"))
    fail("media_rejected", rule=(2, "Prices"), account=other, handled_at=timezone.now())
    fail("content_rejected", member=lead)
    found = board(lead)
    assert [(part.name, part.count) for part in found.accounts] == [("@shop", 3), ("@other", 1)]
    rules = {part.name: part.count for part in found.rules}
    assert rules == {"Sizes and colours": 2, "Prices": 1, "Not by a rule": 1}
    for part in [*found.accounts, *found.rules]:
        if part.query:
            page = visit(lead).get(f"/failures/all/?{part.query}").content.decode()
            assert page.count('data-testid="fail"') == part.count, part


@pytest.mark.parametrize("span", list(SPANS))
def test_the_bars_add_up_to_the_table_and_lead_to_their_lists(lead, fail, visit, span):  # RPT-1
    for ago in (HOUR, 3 * HOUR, 3 * HOUR, 20 * HOUR):
        fail("window_expired", ago=ago)
    found = board(lead, span=SPANS[span])
    assert sum(bar.step.count for bar in found.chart.bars) == found.chart.total == 4
    page = visit(lead).get(f"/failures/?range={span}").content.decode()
    chart = page[page.index('data-testid="chart"') : page.index('data-testid="by-accounts"')]
    assert 'data-total="4"' in chart
    rows = re.findall(r'<td class="figure">(\d+)</td>', chart)
    assert sum(map(int, rows[:-1])) == int(rows[-1]) == 4
    for bar in found.chart.bars:
        if bar.step.count:
            listed = visit(lead).get(f"/failures/all/?{bar.step.query}").content.decode()
            assert listed.count('data-testid="fail"') == bar.step.count


def test_days_are_those_of_the_viewers_zone(lead, fail, visit):
    at = timezone.now().replace(hour=23, minute=30) - 2 * DAY
    fail("window_expired", ago=timezone.now() - at)
    browser = visit(lead)
    browser.cookies["zone"] = "Pacific/Auckland"
    page = browser.get("/failures/").content.decode()
    day = re.search(r"at=(\d{4}-\d\d-\d\d)T00%3A00", page)
    assert day
    assert day[1] == f"{at + DAY:%Y-%m-%d}"


def test_what_only_waits_is_no_failure_and_leads_to_the_queue(lead, account, fail, visit):  # L-8
    fail("rate_limited", state="queued", settled_at=None)
    fail("instagram_unavailable", state="queued", due_at=timezone.now() + HOUR)
    Lane.everywhere.create(
        account=account,
        workspace_id=account.workspace_id,
        held_until=timezone.now() + HOUR,
        held_because="rate_limited",
    )
    found = board(lead)
    assert found.held.total == 2
    assert tile(found, "rate_limited").held == 2
    assert found.unhandled == found.total == 0
    page = visit(lead).get("/failures/").content.decode()
    assert "2 messages only wait and are no failures." in page
    assert 'data-testid="fail"' not in page


def test_messages_of_a_disconnected_account_are_held(lead, account, fail):
    Account.everywhere.filter(pk=account.pk).update(status="disconnected")
    fail("", state="queued")
    assert tile(board(lead), "permission_missing").held == 1


def test_what_instagram_is_still_asked_about_is_told_apart(lead, fail):  # F-4
    fail("outcome_unknown", check_due_at=timezone.now())
    fail("outcome_unknown")
    found = board(lead)
    assert found.being_checked == 1
    assert tile(found, "outcome_unknown").unhandled == 1


def test_an_empty_week_says_so(lead, visit):
    page = visit(lead).get("/failures/").content.decode()
    assert "Nothing failed in the last 7 days." in page
    assert (
        "Nothing failed in the last 24 hours."
        in visit(lead).get("/failures/?range=24h").content.decode()
    )


@pytest.mark.parametrize(
    "query",
    ["range=x&account=y&rule=z", "account=99999999999999999999", "rule=-1", "account=%00", "at=9"],
)
def test_made_up_questions_break_nothing(lead, fail, visit, query):
    fail()
    for path in ("/failures/", "/failures/all/", "/failures/all/table/"):
        assert visit(lead).get(f"{path}?{query}&at=0001-01-01T00:00&before=x").status_code == 200


def test_counting_takes_as_many_queries_however_much_there_is(lead, account, fail, visit):
    def queries():
        with CaptureQueriesContext(connection) as asked:
            assert visit(lead).get("/failures/").status_code == 200
        return len(asked)

    fail("refused_here", rule=(1, "Sizes"))
    few = queries()
    for number in range(6):
        other = factories.account(account.workspace)
        fail(Reason.values[number], account=other, rule=(number, f"Rule {number}"))
    assert queries() == few


def test_beyond_a_thousand_the_rest_is_not_counted(lead, fail, visit):
    one = fail("window_expired")
    messages = Message.everywhere.bulk_create(copy_of(one.message) for _ in range(1000))
    sends = [copy_of(one, message=each, client_key=uuid4()) for each in messages]
    Outbound.everywhere.bulk_create(sends)
    page = visit(lead).get("/failures/").content.decode()
    assert "999+" in page
    assert "1001 in 7 days" in page


def copy_of(row, **fields):
    kept = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    for name in ("id", *(f"{name}_id" for name in fields), *fields):
        kept.pop(name, None)
    return type(row)(**kept, **fields)
