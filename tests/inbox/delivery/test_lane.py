"""From the outbox to the Graph, one message at a time, and what each answer leads to."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.utils import timezone

from inbox.accounts.channels import MediaKind
from inbox.accounts.models import Account
from inbox.delivery import bells, lanes, outbox
from inbox.delivery.guard import Automation, Media, QuickReply, Text
from inbox.delivery.lease import Lease
from inbox.delivery.models import Attempt, Lane, Outbound, Reason
from tests import factories
from tests.graph_stand_in import Answer, error

pytestmark = pytest.mark.django_db
State = Outbound.State


def lane_of(outbound):
    return Lane.everywhere.get(account=outbound.account_id)


def turn(holder, *, on):
    holder.automations_on = on
    holder.save(update_fields=["automations_on"])


def comment_in(thread, **fields):
    return factories.message(thread, kind="comment", external_id="18100", **fields)


# --- Accepted -------------------------------------------------------------------------------------
def test_a_reply_is_sent_and_takes_the_platforms_id(graph, write, run_lane):
    outbound = write("Three days.")
    run_lane(outbound)
    assert (outbound.state, outbound.reason) == (State.SENT, "")
    assert outbound.settled_at is not None
    assert outbound.message.external_id == "sent-1"
    [asked] = graph.asked
    assert asked.body == {
        "recipient": {"id": outbound.thread.contact.scoped_id},
        "message": {"text": "Three days."},
    }
    [attempt] = outbound.attempts.all()
    assert (attempt.number, attempt.outcome) == (1, Attempt.Outcome.ACCEPTED)
    assert attempt.finished_at is not None


def test_a_private_reply_goes_to_the_comment(graph, thread, write, run_lane):  # W-6
    outbound = write("Here you are.", comment=comment_in(thread))
    run_lane(outbound)
    assert outbound.kind == Outbound.Kind.PRIVATE_REPLY
    assert graph.asked[0].body["recipient"] == {"comment_id": "18100"}
    assert outbound.attempts.get().words == "recipient 2001"  # the commenter's other id


def test_a_public_reply_goes_under_the_comment(graph, thread, write, run_lane):  # K-3
    outbound = write("Sent you a message!", comment=comment_in(thread), publicly=True)
    run_lane(outbound)
    assert graph.asked[0].path.endswith("/18100/replies")
    assert graph.asked[0].body == {"message": "Sent you a message!"}
    assert outbound.message.external_id == "18001"


def test_a_file_is_sent_by_its_public_address(graph, write, run_lane):
    url = "https://shop.example/media/x/a.png"
    run_lane(write(Media(MediaKind.IMAGE, url, "image/png", 9, "a.png")))
    sent = {"attachment": {"type": "image", "payload": {"url": url}}}
    assert graph.asked[0].body["message"] == sent


def test_quick_replies_go_with_their_text(graph, write, run_lane):
    run_lane(write(Text("Which size?", (QuickReply("Small", "S"), QuickReply("Large", "L")))))
    assert graph.asked[0].body["message"] == {
        "text": "Which size?",
        "quick_replies": [
            {"content_type": "text", "title": "Small", "payload": "S"},
            {"content_type": "text", "title": "Large", "payload": "L"},
        ],
    }


def test_what_an_automation_had_queued_is_taken_back_when_a_person_has_the_thread(
    graph, write, automation, run_lane
):
    """K-7"""
    queued = write("automated", author=automation)
    write("a person's")
    run_lane(queued)
    assert queued.state == State.WITHDRAWN
    assert [asked.body["message"]["text"] for asked in graph.asked] == ["a person's"]


# --- Order ----------------------------------------------------------------------------------------
def test_people_go_first_then_the_window_that_closes_first(
    graph, account, write, automation, run_lane
):
    """L-6"""
    now = timezone.now()
    hours = [1, 5, 3]
    threads = [factories.thread_open_since(now - timedelta(hours=h), account) for h in hours]
    for hour, thread in zip(hours, threads, strict=True):
        write(f"answer {hour}", thread=thread, author=automation)
    write("a person's", thread=factories.thread_open_since(now, account))
    run_lane()
    begun = Attempt.everywhere.order_by("pk").values_list("outbound__message__text", flat=True)
    assert list(begun) == ["a person's", "answer 5", "answer 3", "answer 1"]


def test_what_waits_for_another_try_is_not_overtaken_in_its_thread(graph, account, write, run_lane):
    graph.answers.append(error(100, 2018294))  # may pass later
    first, second = write("first"), write("second")
    elsewhere = write("elsewhere", thread=factories.thread_open_since(timezone.now(), account))
    run_lane(first, second, elsewhere)
    assert [first.state, second.state, elsewhere.state] == [
        State.QUEUED,
        State.QUEUED,
        State.SENT,
    ]
    assert lane_of(first).wakes_at == first.due_at  # asleep, not turning in circles


# --- Not yet --------------------------------------------------------------------------------------
def test_what_may_pass_is_tried_again_after_growing_waits(graph, write, run_lane):  # F-3
    graph.answers.extend([error(100, 2018294)] * 3)
    outbound = write()
    waits = []
    now = timezone.now()
    for _ in range(3):
        with time_machine.travel(now, tick=False):
            run_lane(outbound)
            waits.append((outbound.due_at - now).total_seconds())
            assert (outbound.state, outbound.reason) == (State.QUEUED, Reason.MEDIA_REJECTED)
        now = outbound.due_at
    assert [4 <= waits[0] <= 6, 8 <= waits[1] <= 12, 16 <= waits[2] <= 24] == [True] * 3
    with time_machine.travel(now, tick=False):
        run_lane(outbound)
    assert (outbound.state, outbound.reason) == (State.SENT, "")
    assert len(graph.asked) == 4


def test_trying_again_ends_with_the_window(graph, thread, write, automation, run_lane):  # F-3
    graph.answers.append(error(100, 2018294))
    outbound = write(author=automation)
    run_lane(outbound)
    with time_machine.travel(thread.last_inbound_at + timedelta(hours=24), tick=False):
        run_lane(outbound)
    assert (outbound.state, outbound.reason) == (State.EXPIRED, Reason.WINDOW_EXPIRED)
    assert len(graph.asked) == 1


def test_a_public_reply_is_given_up_after_a_day(graph, thread, write, run_lane):
    graph.answers.extend([Answer(404, b"<html>")] * 2)
    outbound = write(comment=comment_in(thread), publicly=True)
    run_lane(outbound)
    assert outbound.state == State.QUEUED
    with time_machine.travel(timezone.now() + timedelta(hours=25), tick=False):
        run_lane(outbound)
    assert (outbound.state, outbound.reason) == (State.FAILED, Reason.INSTAGRAM_UNAVAILABLE)


def test_a_rate_limit_holds_the_lane_until_the_time_meta_names(graph, write, run_lane):  # L-8
    usage = '{"17841": [{"type": "instagram", "estimated_time_to_regain_access": 7}]}'
    limited = error(80002)
    limited.headers["X-Business-Use-Case-Usage"] = usage
    graph.answers.append(limited)
    now = timezone.now()
    with time_machine.travel(now, tick=False):
        first, second = write("first"), write("second")
        run_lane(first, second)
        assert (first.state, first.reason) == (State.QUEUED, Reason.RATE_LIMITED)
        assert second.state == State.QUEUED
        lane = lane_of(first)
        assert (lane.held_because, lane.held_words) == (Reason.RATE_LIMITED, "(#0) no")
        assert lane.held_until == now + timedelta(minutes=7)
        bells.wake(first.account_id)  # new work does not end a hold
        run_lane()
        assert len(graph.asked) == 1
    with time_machine.travel(now + timedelta(minutes=7), tick=False):
        run_lane(first, second)
    assert [first.state, second.state] == [State.SENT, State.SENT]


def test_a_rate_limit_without_a_time_waits_longer_each_time(graph, write, run_lane):  # L-8
    graph.answers.extend([error(4, is_transient=True)] * 2)
    outbound = write()
    now = timezone.now()
    with time_machine.travel(now, tick=False):
        run_lane(outbound)
    first = lane_of(outbound).held_until
    with time_machine.travel(first, tick=False):
        run_lane(outbound)
    second = lane_of(outbound).held_until
    assert timedelta(seconds=4) <= first - now <= timedelta(seconds=6)
    assert timedelta(seconds=8) <= second - first <= timedelta(seconds=12)


def test_one_account_that_is_held_does_not_slow_another(graph, account, write, run_lane):  # L-8
    other = factories.account(messages_per_hour=0, calls_per_second=0)
    graph.answers.append(error(4))
    write()
    run_lane()
    theirs = write(
        thread=factories.thread_open_since(timezone.now(), other), author=Automation(1, "Prices")
    )
    Lane.everywhere.get_or_create(account=other, workspace_id=other.workspace_id)
    lanes.serve(other.pk)
    theirs.refresh_from_db()
    assert theirs.state == State.SENT


@pytest.mark.parametrize("code", [(190, None), (190, 463), (102, 1), (200, 2534041), (3, None)])
def test_a_dead_token_disconnects_the_account_and_holds_what_waits(
    graph, account, write, run_lane, code
):
    """A-1: sends are held, not failed."""
    graph.answers.append(error(*code))
    first, second = write("first"), write("second")
    run_lane(first, second)
    account.refresh_from_db()
    assert account.status == Account.Status.DISCONNECTED
    assert account.status_detail == "(#0) no"
    assert (first.state, first.reason) == (State.QUEUED, Reason.PERMISSION_MISSING)
    assert second.state == State.QUEUED
    run_lane()
    assert len(graph.asked) == 1
    Account.everywhere.filter(pk=account.pk).update(status=Account.Status.CONNECTED)
    run_lane(first, second)
    assert [first.state, second.state] == [State.SENT, State.SENT]


def test_an_account_without_a_token_asks_for_one(graph, account, write, run_lane):
    Account.everywhere.filter(pk=account.pk).update(token="")
    outbound = write()
    run_lane(outbound)
    account.refresh_from_db()
    assert account.status == Account.Status.DISCONNECTED
    assert outbound.state == State.QUEUED
    assert graph.asked == []


@pytest.mark.parametrize("whose", ["account", "workspace"])
def test_the_switch_stops_automations_and_lets_people_write(
    graph, account, write, automation, run_lane, whose
):
    """K-11"""
    queued = write("automated", author=automation)
    holder = account if whose == "account" else account.workspace
    turn(holder, on=False)
    elsewhere = factories.thread_open_since(timezone.now(), account)
    reply = write("a person's", thread=elsewhere)
    run_lane(queued, reply)
    assert [queued.state, reply.state] == [State.QUEUED, State.SENT]
    turn(holder, on=True)
    run_lane(queued)
    assert queued.state == State.SENT


# --- Never ----------------------------------------------------------------------------------------
def test_what_will_not_pass_is_not_tried_again(graph, write, run_lane):  # F-3
    graph.answers.append(error(551, 1545041))
    outbound = write()
    run_lane(outbound)
    run_lane(outbound)
    assert (outbound.state, outbound.reason) == (State.FAILED, Reason.CONTACT_UNAVAILABLE)
    assert outbound.detail == "(#0) no"
    attempt = outbound.attempts.get()
    assert (attempt.http_status, attempt.code, attempt.subcode) == (400, 551, 1545041)
    assert len(graph.asked) == 1


def test_a_private_reply_that_failed_gives_the_comment_back(graph, thread, write, run_lane):
    comment = comment_in(thread)
    graph.answers.append(error(100, 2534015))
    outbound = write(comment=comment)
    thread.refresh_from_db()
    assert thread.open_comment is None
    run_lane(outbound)
    thread.refresh_from_db()
    assert thread.open_comment == comment
    write(comment=comment)


def test_a_comment_that_meta_says_is_spent_stays_spent(graph, thread, person, write, run_lane):
    comment = comment_in(thread)
    graph.answers.append(error(100, 2534025))
    outbound = write(comment=comment)
    run_lane(outbound)
    thread.refresh_from_db()
    assert (outbound.reason, thread.open_comment) == (Reason.PRIVATE_REPLY_USED, None)
    again = outbox.queue_reply(thread, "again", author=person, key=uuid4(), comment=comment)
    assert again.code == "comment_spent"


# --- Who knows ------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "answer",
    [
        Answer(hang_up=True),
        error(2, status=500),
        error(1, 1357046),
        Answer(502, b"<html>Bad gateway</html>"),
        Answer(200, {"ok": True}),
        Answer(200, b"not json"),
    ],
    ids=["hung up", "code 2", "code 1", "bad gateway", "no id", "no JSON"],
)
def test_an_unclear_answer_is_not_repeated_blindly(graph, write, run_lane, answer):  # F-4
    graph.answers.append(answer)
    outbound = write()
    run_lane(outbound)
    run_lane(outbound)
    assert (outbound.state, outbound.reason) == (State.UNKNOWN, Reason.OUTCOME_UNKNOWN)
    assert outbound.attempts.get().outcome == Attempt.Outcome.UNKNOWN
    assert len(graph.asked) == 1


def test_a_connection_that_was_never_made_is_tried_again(settings, write, run_lane, unused_port):
    settings.INSTAGRAM_GRAPH_URL = f"http://127.0.0.1:{unused_port}"
    outbound = write()
    run_lane(outbound)
    assert (outbound.state, outbound.reason) == (State.QUEUED, Reason.INSTAGRAM_UNAVAILABLE)


# --- Sleeping and waking --------------------------------------------------------------------------
def test_a_lane_with_nothing_to_do_sleeps(graph, write, run_lane):
    outbound = write()
    run_lane()
    lane = lane_of(outbound)
    assert (lane.wakes_at, lane.leased_until) == (None, None)


def test_what_comes_while_a_lane_goes_to_sleep_wakes_it_again(account):
    Lane.everywhere.create(workspace=account.workspace, account=account)
    lease = Lease.take(account.pk)
    bells.wake(account.pk)
    assert lease.release(timezone.now() + timedelta(minutes=1))
    lease = Lease.take(account.pk)
    assert not lease.release(timezone.now() + timedelta(minutes=1))


def test_a_lane_sleeps_until_the_next_try(graph, write, run_lane):
    graph.answers.append(error(100, 2018294))
    outbound = write()
    run_lane(outbound)
    assert lane_of(outbound).wakes_at == outbound.due_at
    assert bells.wake_due() == 0
    Lane.everywhere.update(wakes_at=timezone.now() - timedelta(seconds=1))
    assert bells.wake_due() == 1


def test_a_message_for_later_is_not_sent_before(graph, write, run_lane):
    due_at = timezone.now() + timedelta(minutes=30)
    outbound = write(due_at=due_at)
    run_lane(outbound)
    assert outbound.state == State.QUEUED
    with time_machine.travel(due_at, tick=False):
        run_lane(outbound)
    assert outbound.state == State.SENT


def test_what_was_taken_back_is_not_sent(graph, write, run_lane):
    outbound = write()
    assert outbox.withdraw(outbound)
    run_lane(outbound)
    assert outbound.state == State.WITHDRAWN
    assert graph.asked == []
    assert not outbox.withdraw(outbound)


def test_a_lane_is_made_when_it_is_first_woken(account):
    bells.wake(account.pk)
    bells.wake(account.pk)
    assert Lane.everywhere.get(account=account).wakes_at is not None
