"""The audit log: written once, seen by the workspace's leads and admins, read a page at a time."""

import re

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from inbox.accounts import audit_log, audit_words
from inbox.accounts.models import AuditEntry
from inbox.accounts.models.audit import record
from tests import factories

pytestmark = pytest.mark.django_db
Action = AuditEntry.Action
AUDIT = "/settings/audit/"


@pytest.fixture
def workspace():
    return factories.workspace()


@pytest.fixture
def kim(workspace):
    return factories.member(workspace, name="Kim Duarte")


@pytest.fixture
def as_lead(client, workspace):
    client.force_login(factories.member(workspace, role="lead", name="Robin Vale").user)
    return client


@pytest.fixture
def thread(workspace):
    person = factories.contact(factories.account(workspace), name="Ada Moreno")
    return factories.thread(contact=person)


def shown(page):
    """The ids of the entries on a page, in its order."""
    return [int(number) for number in re.findall(r'id="entry-(\d+)"', page.content.decode())]


def stays():
    return pytest.raises(IntegrityError, match="audit entries are never changed or deleted")


def test_an_entry_is_never_changed(workspace):  # W-10
    entry = record(workspace.pk, Action.TAG_USED, "thread:1")
    with stays() as refusal, transaction.atomic():
        AuditEntry.everywhere.filter(pk=entry.pk).update(who="Somebody")
    named = refusal.value.__cause__.diag.constraint_name
    assert named == "audit_entries_stay_as_written"


def test_an_entry_is_never_deleted(workspace):  # W-10
    entry = record(workspace.pk, Action.TAG_USED, "thread:1")
    with stays() as refusal, transaction.atomic():
        AuditEntry.everywhere.filter(pk=entry.pk).delete()
    named = refusal.value.__cause__.diag.constraint_name
    assert named == "audit_entries_stay_as_written"
    assert AuditEntry.everywhere.filter(pk=entry.pk).exists()


def test_an_entry_keeps_the_name_of_who_is_gone(as_lead, workspace, kim):
    entry = record(workspace.pk, Action.TAG_USED, "thread:1", by=kim)
    kim.delete()
    page = as_lead.get(AUDIT)
    assert shown(page) == [entry.pk]
    assert "Kim Duarte" in page.content.decode()


def test_a_row_says_who_did_what_to_whom_and_how_late(as_lead, workspace, kim, thread):  # W-10
    three_days = 3 * 86400 + 4 * 3600 + 59
    record(
        workspace.pk, Action.TAG_USED, f"thread:{thread.pk}", by=kim,
        seconds_since_inbound=three_days,
    )  # fmt: skip
    page = as_lead.get(AUDIT).content.decode()
    for words in (
        "Kim Duarte", "Sent with the Human Agent tag", "Ada Moreno", f'href="/t/{thread.pk}/"',
        "3 days 4 hours after the contact&#x27;s last message", "<time datetime=",
    ):  # fmt: skip
        assert words in page


def test_a_confirmation_shows_the_words_and_the_reason(as_lead, workspace, kim, thread):  # W-12
    record(
        workspace.pk, Action.SUPPORT_CONFIRMED, f"thread:{thread.pk}", by=kim,
        words=["20% off", "<b>"], because="They asked for it.",
    )  # fmt: skip
    page = as_lead.get(AUDIT).content.decode()
    assert "“20% off”, “&lt;b&gt;” looked promotional. Reason given: They asked for it." in page


def test_another_workspaces_entries_never_show(as_lead, thread):
    elsewhere = factories.workspace()
    other = record(elsewhere.pk, Action.TAG_USED, f"thread:{thread.pk}")
    for query in ("", f"?subject=thread:{thread.pk}", f"?before={other.pk + 1}", "?by=product"):
        assert shown(as_lead.get(AUDIT + query)) == []


def test_a_thread_of_another_workspace_is_not_named(as_lead, workspace):
    person = factories.contact(factories.account(), name="Somebody Else")
    theirs = factories.thread(contact=person)
    record(workspace.pk, Action.TAG_USED, f"thread:{theirs.pk}")
    page = as_lead.get(AUDIT).content.decode()
    assert "Somebody Else" not in page
    assert f"/t/{theirs.pk}/" not in page
    assert as_lead.get(f"/t/{theirs.pk}/").status_code == 404


def test_pages_follow_each_other_without_a_gap_or_a_repetition(as_lead, workspace):
    ids = [record(workspace.pk, Action.TAG_USED, "thread:1").pk for _ in range(audit_log.PAGE + 3)]
    first = as_lead.get(AUDIT)
    record(workspace.pk, Action.TAG_USED, "thread:1")  # what comes meanwhile moves nothing
    older = re.search(r'href="([^"]*before=\d+)"', first.content.decode()).group(1)
    second = as_lead.get(older.replace("&amp;", "&"))
    assert shown(first) + shown(second) == ids[::-1]
    assert "before=" not in second.content.decode()


def test_a_page_costs_the_same_however_many_subjects_it_names(
    as_lead, workspace, django_assert_max_num_queries
):
    account = factories.account(workspace)
    for _ in range(20):
        record(workspace.pk, Action.TAG_USED, f"thread:{factories.thread(account).pk}")
    record(workspace.pk, Action.HUMAN_AGENT_CHANGED, f"account:{account.pk}", to=True)
    with django_assert_max_num_queries(8):
        as_lead.get(AUDIT)


def test_filters_narrow_by_action_person_and_subject(as_lead, workspace, kim, thread):
    tagged = record(workspace.pk, Action.TAG_USED, f"thread:{thread.pk}", by=kim)
    switched = record(workspace.pk, Action.HUMAN_AGENT_CHANGED, "account:9", to=False)
    for query, found in {
        "?action=tag_used": [tagged],
        f"?by={kim.pk}": [tagged],
        "?by=product": [switched],
        f"?subject=thread:{thread.pk}": [tagged],
        f"?subject=thread:{thread.pk}&action=human_agent_changed": [],
        "?subject=thread:": [],
    }.items():
        assert shown(as_lead.get(AUDIT + query)) == [entry.pk for entry in found], query


@pytest.mark.parametrize(
    "query",
    ["?before=x", "?before=99999999999999999999999", "?by=²", "?by=9999999999999999999999",
     "?subject=thread:99999999999999999999999999", "?subject=%00", "?action=nothing",
     "?subject=account:x", "?subject=" + "x" * 500],
)  # fmt: skip
def test_nonsense_in_the_address_is_survived(as_lead, workspace, query):
    record(workspace.pk, Action.TAG_USED, "thread:1")
    assert as_lead.get(AUDIT + query).status_code == 200


def test_what_nobody_wrote_a_sentence_for_is_survived(as_lead, workspace):
    for subject in ("thread:99999999999999999999", "comment:12", "x", "workspace"):
        record(workspace.pk, Action.TAG_USED, subject, seconds_since_inbound="soon", words=3)
    record(workspace.pk, Action.SUPPORT_CONFIRMED, "thread:1", words="one")
    AuditEntry.everywhere.create(
        workspace=workspace, action="tag_used", subject="thread:1", detail=[1]
    )
    assert len(shown(as_lead.get(AUDIT))) == 6


def test_an_empty_log_and_one_where_nothing_matches_say_so(as_lead, workspace):
    assert "Nothing yet." in as_lead.get(AUDIT).content.decode()
    record(workspace.pk, Action.TAG_USED, "thread:1")
    nothing = as_lead.get(AUDIT + "?action=comment_hidden").content.decode()
    assert "Nothing matches." in nothing
    assert 'href="/settings/audit/"' in nothing
    assert "Nothing is older" in as_lead.get(AUDIT + "?before=0").content.decode()


def test_a_filter_stays_while_paging(as_lead, workspace, monkeypatch):
    monkeypatch.setattr(audit_log, "PAGE", 1)
    for _ in range(2):
        record(workspace.pk, Action.TAG_USED, "thread:1")
    page = as_lead.get(AUDIT + "?action=tag_used&subject=thread:1").content.decode()
    assert re.search(r"\?action=tag_used&amp;subject=thread%3A1&amp;before=\d+", page)


def test_visitors_from_elsewhere_see_their_own_log(workspace):
    record(workspace.pk, Action.TAG_USED, "thread:1")
    stranger = Client()
    stranger.force_login(factories.member(role="admin").user)
    assert shown(stranger.get(AUDIT)) == []


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "0 minutes"), (59, "0 minutes"), (60, "1 minute"), (3600, "1 hour"),
     (3660, "1 hour 1 minute"), (86400, "1 day"), (90000, "1 day 1 hour"), (-5, "0 minutes")],
)  # fmt: skip
def test_a_span_is_said_in_its_two_largest_units(seconds, words):
    assert audit_words.span(seconds) == words
