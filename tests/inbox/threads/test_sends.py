"""How far a message has come, what it waits for, and what was tried (L-8, L-10)."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from inbox.accounts.models import Account, Workspace
from inbox.delivery.models import Lane
from inbox.threads import timeline
from inbox.threads.models import Message, Thread
from tests import factories
from tests.inbox.threads.outbox_rows import attempt, outbound, shown

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@pytest.fixture
def kim(db):
    return factories.member(name="Kim Silva")


@pytest.fixture
def thread(kim):
    account = factories.account(kim.workspace, username="shop")
    return factories.thread_open_since(timezone.now() - HOUR, account)


def hold(thread, because, minutes=12, words=""):
    until = timezone.now() + minutes * MINUTE
    Lane.everywhere.create(
        workspace_id=thread.workspace_id, account_id=thread.account_id,
        held_until=until, held_because=because, held_words=words,
    )  # fmt: skip
    return until


def clock(moment):
    return f"{timezone.localtime(moment):%H:%M}"


def test_a_queued_message_says_when_it_is_expected(thread):  # L-10
    status = shown(outbound(thread, "queued", window_ends_at=timezone.now() + HOUR)).status
    assert (str(status.words), status.waits) == ("Queued", "turn")
    assert status.expected_at is not None


def test_a_message_that_will_miss_its_window_can_be_hurried(thread):  # OPS-2
    hold(thread, "rate_limited")
    ends_at = timezone.now() + 5 * MINUTE
    item = shown(outbound(thread, "queued", window_ends_at=ends_at))
    assert item.status.misses
    assert str(item.status.words).startswith("Would miss the window (")
    assert item.failure.acts[0] == "next"


def test_a_pause_that_instagram_asked_for_is_no_failure(thread):  # L-8
    until = hold(thread, "rate_limited", words="Application request limit reached")
    item = shown(outbound(thread, "queued"))
    assert item.kind == "out-bot"
    assert item.failure.reason == "rate_limited"
    told = f"Waiting, not failed: Instagram asked us to pause until {clock(until)}."
    assert str(item.failure.sentence) == told
    assert item.failure.said == "Application request limit reached"
    assert item.failure.acts == ("next", "withdraw")


def test_a_pause_that_is_over_is_not_talked_about(thread):  # L-8
    hold(thread, "rate_limited", minutes=-1)
    assert shown(outbound(thread, "queued", reason="rate_limited")).failure is None


def test_trouble_on_their_side_says_when_it_is_tried_again(thread):  # F-3
    due_at = timezone.now() + 7 * MINUTE
    waits = outbound(thread, "queued", reason="instagram_unavailable", due_at=due_at)
    failure = shown(waits).failure
    assert failure.reason == "instagram_unavailable"
    assert f"Trying again by itself, next at {clock(due_at)}" in str(failure.sentence)


def test_a_message_for_later_only_says_so(thread):
    due_at = timezone.now() + 7 * MINUTE
    item = shown(outbound(thread, "queued", due_at=due_at))
    assert str(item.status.words) == f"Queued for {clock(due_at)}"
    assert item.failure is None
    assert item.turn_acts == ("next", "withdraw")


def test_a_disconnected_account_holds_its_messages(thread, kim):
    off = {"status": "disconnected", "status_detail": "Session expired"}
    Account.everywhere.filter(pk=thread.account_id).update(**off)
    failure = shown(outbound(thread, "queued", kim)).failure
    assert failure.reason == "permission_missing"
    assert str(failure.sentence).endswith("Messages are held.")
    assert failure.acts == ("reconnect", "withdraw")


@pytest.mark.parametrize("switched", [Account, Workspace])
def test_stopped_automations_wait_and_people_do_not(thread, kim, switched):  # K-11
    pk = thread.account_id if switched is Account else thread.workspace_id
    getattr(switched, "everywhere", switched.objects).filter(pk=pk).update(automations_on=False)
    automated = shown(outbound(thread, "queued"))
    assert str(automated.status.words) == "Waiting: automations are stopped"
    assert automated.failure.acts == ("withdraw",)
    assert shown(outbound(thread, "queued", kim)).status.waits == "turn"


def test_who_took_a_message_back_is_said(thread, kim):
    taken = outbound(thread, "withdrawn", kim, detail="by Kim Silva")
    assert str(shown(taken).status.words) == "Taken back · by Kim Silva"


def test_an_expired_message_names_the_time(thread, kim):
    ends_at = timezone.now()
    expired = outbound(thread, "expired", kim, reason="window_expired", window_ends_at=ends_at)
    told = f"Not sent: the window closed at {clock(ends_at)}"
    assert str(shown(expired).status.words) == told


def test_the_history_tells_each_call_in_order(thread, kim):  # P4
    seen = outbound(thread, "seen", kim)
    attempt(seen, http_status=503, code=2, words="Try later")
    attempt(seen, "accepted")
    Message.everywhere.filter(pk=seen.message_id).update(seen_at=timezone.now())
    history = shown(seen).history
    assert [step.words for step in history] == [
        "Queued",
        "Sent to Instagram: refused",
        "Sent to Instagram: accepted",
        "Arrived: Instagram confirmed it",
        "Seen",
    ]
    assert history[1].call.codes == "code 2, HTTP 503"
    assert history[1].took == "1.0"


def test_a_page_of_many_sends_asks_no_more_than_one_of_few(thread, kim):  # P5
    def ask():
        fresh = Thread.everywhere.select_related("account", "workspace", "contact").get(
            pk=thread.pk
        )
        with CaptureQueriesContext(
            connection,
        ) as asked:
            lines = timeline.newest(fresh).lines()
            for line in lines:
                if getattr(line.item, "outbound", None):
                    assert line.item.status
                    assert line.item.history
                    assert (line.item.failure is None) == (line.item.state != "failed")
        return len(asked)

    def write():
        outbound(thread, "queued", window_ends_at=timezone.now() + HOUR)
        attempt(outbound(thread, "failed", kim, reason="content_rejected", handled_by=kim,
                         handled_at=timezone.now()))  # fmt: skip
        attempt(outbound(thread, "delivered", kim), "accepted")

    write()
    few = ask()
    for _ in range(16):
        write()
    assert ask() == few


def test_a_page_asks_again_for_what_waits(client, thread, kim):  # L-10
    waits = outbound(thread, "queued", due_at=timezone.now() + 7 * MINUTE)
    other = outbound(factories.thread_open_since(timezone.now(), thread.account), "queued")
    client.force_login(kim.user)
    url = f"/t/{thread.pk}/sends/?of={waits.message_id},{other.message_id},,x,-1"
    page = client.get(url).content.decode()
    assert page.count('data-testid="item"') == page.count(f'id="message-{waits.message_id}"') == 1
    client.force_login(factories.member().user)
    assert client.get(url).status_code == 404
