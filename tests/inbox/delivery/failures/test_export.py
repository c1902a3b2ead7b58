"""Failures as a table for other programs."""

import csv
import io

import pytest
from django.utils import timezone

from inbox.delivery.failures import export
from inbox.delivery.models import Reason
from tests import factories

pytestmark = pytest.mark.django_db


def table(browser, path="/failures/all/table/"):
    answer = browser.get(path)
    assert answer.streaming
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"].startswith('attachment; filename="failures-')
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_the_table_holds_what_the_list_shows_in_words(lead, agent, account, fail, call, visit):
    person = factories.contact(account, name="Zoë Ångström", username="zoe")
    thread = factories.thread_open_since(timezone.now(), contact=person)
    one = fail(thread=thread, member=agent, text="Two, please; “today”\nok?", detail="Gone.")
    call(one, subcode=7, words="This person isn't available.")
    fail("window_expired", handled_at=timezone.now())
    (row,) = table(visit(lead))
    assert row["Reason"] == "Contact unavailable"
    assert (row["Contact"], row["Contact’s username"]) == ("Zoë Ångström", "zoe")
    assert row["Text"] == "Two, please; “today”\nok?"
    assert (row["Account"], row["Written by"]) == ("shop", "Kim Duarte")
    assert (row["Instagram’s code"], row["Instagram’s subcode"]) == ("551", "7")
    assert row["Instagram’s words"] == "This person isn't available."
    assert row["Failed at (UTC)"] == f"{one.settled_at:%Y-%m-%d %H:%M:%S}"


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "  =1", "|x", "%x", "\n=1"]
)
def test_nothing_of_it_runs_as_a_formula(lead, fail, visit, text):
    fail(text=text, rule=(1, "=HYPERLINK(1)"), detail="@x")
    (row,) = table(visit(lead))
    for cell in row.values():
        assert not cell.lstrip().startswith(("=", "+", "-", "@", "|", "%"))
    assert row["Text"] == f"'{text}"


def test_any_length_goes_in_parts_and_nothing_is_lost(lead, fail, visit, monkeypatch):
    monkeypatch.setattr(export, "TOGETHER", 2)
    sends = [fail("refused_here") for _ in range(5)]
    rows = table(visit(lead))
    assert [int(row["Message"]) for row in rows] == [each.pk for each in reversed(sends)]


def test_it_follows_filters_and_is_as_narrow_as_the_list(lead, agent, account, fail, visit):
    other = factories.account(account.workspace)
    mine = fail("refused_here", member=agent)
    fail("refused_here", member=lead, account=other)
    fail("media_rejected", member=lead)
    client = visit(lead)
    assert len(table(client)) == 3
    assert len(table(client, "/failures/refused_here/table/")) == 2
    assert len(table(client, f"/failures/refused_here/table/?account={other.pk}")) == 1
    assert [int(row["Message"]) for row in table(visit(agent))] == [mine.pk]
    assert table(visit(factories.member(role="admin"))) == []


def test_every_reason_has_its_word(lead, fail, visit):
    for reason in Reason.values:
        fail(reason)
    assert {row["Reason"] for row in table(visit(lead))} == set(map(str, Reason.labels))
