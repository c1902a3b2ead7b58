"""The failures of one reason, and who sees which."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from inbox.delivery.failures import lines
from inbox.threads.models import Thread
from tests import factories

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def listed(browser, path="/failures/all/"):
    return browser.get(path).content.decode()


def names(page, *outbounds):
    return [f'id="send-{each.pk}"' in page for each in outbounds]


def test_a_line_says_who_what_when_why_and_leads_to_its_place(
    lead, agent, account, fail, call, visit
):
    person = factories.contact(account, name="Ada Moreno", username="ada.makes")
    thread = factories.thread_open_since(timezone.now() - HOUR, contact=person)
    one = fail(thread=thread, member=agent, text="Three days.", detail="Not reachable now.")
    call(one, code=551, subcode=1545041, words="This person isn't available right now.")
    page = listed(visit(lead), "/failures/contact_unavailable/")
    for words in ("Ada Moreno", "@ada.makes", "Three days.", "Kim Duarte", "@shop"):
        assert words in page
    assert f'href="/t/{thread.pk}/#message-{one.message_id}"' in page
    details = page[page.index('<details class="fail-details">') :]
    for words in ("Not reachable now.", "code 551", "subcode 1545041", "HTTP 400"):
        assert words in details
    assert 'data-window="open"' in page
    assert f'action="/t/{thread.pk}/sends/{one.pk}/retry/"' in page
    assert f'action="/t/{thread.pk}/sends/{one.pk}/handled/"' in page


def test_what_is_written_is_never_markup(lead, fail, visit):
    fail(rule=(1, "<b>rule</b>"), text="<script>alert(1)</script>", detail="<i>words</i>")
    page = listed(visit(lead))
    for markup in ("<b>rule", "<script>alert", "<i>words"):
        assert markup not in page


@pytest.mark.parametrize(
    ("reason", "offered"),
    [
        ("window_expired", False),
        ("permission_missing", True),
        ("rate_limited", True),
        ("contact_unavailable", True),
        ("content_rejected", False),
        ("private_reply_used", False),
        ("opt_in_missing", False),
        ("media_rejected", False),
        ("instagram_unavailable", True),
        ("outcome_unknown", False),
        ("refused_here", False),
    ],
)
def test_retry_is_offered_only_where_it_can_succeed(lead, fail, visit, reason, offered):  # THR-9
    fail(reason)
    page = listed(visit(lead), f"/failures/{reason}/")
    assert ("/retry/" in page) is offered
    assert ("Retry the 1 that can be retried" in page) is offered


def test_retry_is_not_offered_where_the_window_has_closed(lead, fail, visit):  # W-13
    fail("instagram_unavailable", ago=9 * DAY)
    page = listed(visit(lead), "/failures/instagram_unavailable/")
    assert 'data-window="locked"' in page
    assert "/retry/" not in page


def test_a_rules_message_is_not_retried_where_a_person_answers(lead, fail, visit):  # K-7
    one = fail("instagram_unavailable", rule=(1, "Sizes"))
    Thread.everywhere.filter(pk=one.thread_id).update(handler="human")
    assert "/retry/" not in listed(visit(lead))


def test_what_only_a_person_can_tell_asks_for_it(lead, fail, visit):  # F-4
    one = fail("outcome_unknown")
    checked = fail("outcome_unknown", check_due_at=timezone.now())
    page = listed(visit(lead), "/failures/outcome_unknown/")
    assert names(page, one, checked) == [True, False]
    assert f'action="/t/{one.thread_id}/sends/{one.pk}/settlement/"' in page
    assert "It arrived" in page
    assert "Send again" in page


def test_what_was_handled_leaves_the_list_and_stays_in_the_past(lead, agent, fail, visit):
    one = fail("refused_here", handled_at=timezone.now(), handled_by=agent)
    assert names(listed(visit(lead)), one) == [False]
    past = listed(visit(lead), "/failures/all/?show=all")
    assert names(past, one) == [True]
    assert "Handled by Kim Duarte" in past


def test_an_agent_sees_what_they_wrote_and_what_is_theirs_to_answer(lead, agent, fail, visit):
    written, theirs, others = fail(member=agent), fail(member=lead), fail(member=lead)
    Thread.everywhere.filter(pk=theirs.thread_id).update(assignee=agent)
    page = listed(visit(agent))
    assert names(page, written, theirs, others) == [True, True, False]
    assert 'data-count="2"' in page
    assert names(listed(visit(lead)), written, theirs, others) == [True] * 3


def test_another_workspaces_failures_are_nowhere(fail, visit):
    one = fail()
    stranger = visit(factories.member(role="admin"))
    for query in ("", f"?account={one.account_id}", "?show=all"):
        assert names(listed(stranger, f"/failures/all/{query}"), one) == [False]
    assert "@shop" not in listed(stranger, f"/failures/all/?account={one.account_id}")
    assert "@shop" not in listed(stranger, "/failures/")


@pytest.mark.parametrize("path", ["", "/table", "/retries", "/handled", "/assignment"])
def test_a_reason_that_does_not_exist_is_not_found(lead, visit, path):
    client = visit(lead)
    ask = client.get if path in ("", "/table") else client.post
    assert ask(f"/failures/nonsense{path}/").status_code == 404


def test_strangers_are_sent_to_sign_in(client, db):
    for path in ("/failures/", "/failures/all/", "/failures/all/table/"):
        assert client.get(path).status_code == 302


def test_pages_follow_each_other_without_gap_or_repeat(lead, fail, visit, monkeypatch):
    monkeypatch.setattr(lines, "PAGE", 2)
    sends = [fail("refused_here") for _ in range(5)]
    client, seen, path = visit(lead), [], "/failures/refused_here/"
    for _ in range(5):
        page = listed(client, path)
        seen += [each for each, there in zip(sends, names(page, *sends), strict=True) if there]
        if 'rel="next"' not in page:
            break
        query = page.split('rel="next"')[0].rpartition('href="?')[2].partition('"')[0]
        path = f"/failures/refused_here/?{query}"
    assert [each.pk for each in seen] == [sends[index].pk for index in (3, 4, 1, 2, 0)], (
        "two newest, two before them, the oldest"
    )


def test_an_empty_list_and_the_end_of_one_say_so(lead, fail, visit):
    assert "Nothing here is left to see to." in listed(visit(lead))
    assert "Nothing is older than this." in listed(visit(lead), "/failures/all/?before=1")


def test_a_page_takes_as_many_queries_however_long_it_is(lead, agent, fail, call, visit):
    def queries():
        with CaptureQueriesContext(connection) as asked:
            listed(visit(lead))
        return len(asked)

    call(fail("instagram_unavailable", member=agent))
    few = queries()
    for number in range(9):
        call(fail("instagram_unavailable", member=agent, rule=None))
        call(fail("refused_here", rule=(number, f"Rule {number}")))
    assert queries() == few
