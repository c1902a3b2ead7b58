"""The guard's last word: what has changed between the writing of a message and its call (W-13)."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from inbox.accounts.channels import MediaKind
from inbox.accounts.models import Account, AuditEntry, Workspace
from inbox.delivery.guard import Media, QuickReply, Text
from inbox.delivery.models import Lane, Outbound, Reason
from tests.graph_stand_in import error

pytestmark = pytest.mark.django_db
State = Outbound.State


def close_window(thread, ago=timedelta(hours=24)):
    """As if the contact had written ``ago``."""
    thread.last_inbound_at = timezone.now() - ago
    thread.save(update_fields=["last_inbound_at"])


def test_a_persons_reply_after_24_hours_carries_the_tag(graph, account, thread, write, run_lane):
    Account.everywhere.filter(pk=account.pk).update(human_agent_approved=True)  # W-10
    close_window(thread, timedelta(hours=30))
    outbound = write("We are on it.")
    run_lane(outbound)
    assert outbound.tag == "HUMAN_AGENT"
    assert graph.asked[0].body["messaging_type"] == "MESSAGE_TAG"
    assert graph.asked[0].body["tag"] == "HUMAN_AGENT"


def test_each_use_of_the_tag_is_audited(graph, account, thread, write, run_lane):  # W-10
    Account.everywhere.filter(pk=account.pk).update(human_agent_approved=True)
    wrote_at = timezone.now() - timedelta(hours=30)
    close_window(thread, timedelta(hours=30))
    graph.answers.append(error(4))  # a rate limit: the same message is tried again
    outbound = write("We are on it.")
    run_lane(outbound)
    Lane.everywhere.update(held_until=None)
    run_lane(outbound)
    entries = AuditEntry.everywhere.order_by("pk")
    assert [entry.detail["attempt"] for entry in entries] == [1, 2]  # each call is a use
    for entry in entries:
        assert (entry.action, entry.subject) == ("tag_used", f"thread:{thread.pk}")
        assert (entry.who, entry.member) == (outbound.member.name, outbound.member)
        assert (entry.detail["tag"], entry.detail["outbound"]) == ("HUMAN_AGENT", outbound.pk)
        passed = (entry.at - wrote_at).total_seconds()
        assert entry.detail["seconds_since_inbound"] == pytest.approx(passed, abs=2)


def test_without_the_tag_there_is_nothing_to_audit(graph, write, run_lane):
    run_lane(write())
    assert not AuditEntry.everywhere.exists()


def test_a_tag_that_is_no_longer_needed_is_left_off(graph, account, thread, write, run_lane):
    Account.everywhere.filter(pk=account.pk).update(human_agent_approved=True)
    close_window(thread, timedelta(hours=30))
    outbound = write()
    close_window(thread, timedelta(0))  # the contact has written again
    run_lane(outbound)
    assert (outbound.state, outbound.tag) == (State.SENT, "")
    assert "tag" not in graph.asked[0].body


def test_a_tag_cannot_slip_in_between_queue_and_call(graph, account, thread, write, run_lane):
    """W-13: a reply that would need the tag by now goes back to its writer."""
    Account.everywhere.filter(pk=account.pk).update(human_agent_approved=True)
    outbound = write()
    close_window(thread)
    run_lane(outbound)
    assert (outbound.state, outbound.reason) == (State.EXPIRED, Reason.WINDOW_EXPIRED)
    assert "human reply" in outbound.detail
    assert graph.asked == []


@pytest.mark.parametrize(
    "content",
    [
        Text("Get 20% off with code SUMMER20"),
        Text("Which size?", (QuickReply("S", "S"),)),
        Media(MediaKind.IMAGE, "https://shop.example/media/x/a", "image/png", 9, "a.png"),
    ],
    ids=["promotion", "menu", "file"],
)
def test_whatever_it_was_it_expires_and_does_not_fail(
    graph, account, thread, write, run_lane, content
):
    """W-13: what goes back to its writer does so for the window's sake, not for its content's."""
    Account.everywhere.filter(pk=account.pk).update(human_agent_approved=True)
    outbound = write(content)
    close_window(thread)
    run_lane(outbound)
    assert (outbound.state, outbound.reason) == (State.EXPIRED, Reason.WINDOW_EXPIRED)
    assert graph.asked == []


def test_a_promotion_that_the_workspace_forbade_meanwhile_is_refused(
    graph, account, thread, write, run_lane
):
    """W-12"""
    Account.everywhere.filter(pk=account.pk).update(human_agent_approved=True)
    close_window(thread, timedelta(hours=30))
    outbound = write(Text("20% off", support_because="Answers their question"))
    Workspace.objects.filter(pk=account.workspace_id).update(promotions="block")
    run_lane(outbound)
    assert (outbound.state, outbound.reason) == (State.FAILED, Reason.REFUSED_HERE)
    assert graph.asked == []


def test_an_answer_whose_window_closed_expires(graph, thread, write, automation, run_lane):  # W-13
    outbound = write(author=automation)
    close_window(thread)
    run_lane(outbound)
    assert (outbound.state, outbound.reason) == (State.EXPIRED, Reason.WINDOW_EXPIRED)
    assert graph.asked == []


def test_a_window_that_was_opened_again_keeps_what_waited(graph, thread, write, run_lane):
    outbound = write(due_at=timezone.now() + timedelta(hours=30))
    with time_machine.travel(timezone.now() + timedelta(hours=31), tick=False):
        close_window(thread, timedelta(hours=2))
        run_lane(outbound)
    assert outbound.state == State.SENT


def test_a_refused_tag_takes_the_approval_back(graph, account, thread, write, run_lane):  # W-11
    Account.everywhere.filter(pk=account.pk).update(human_agent_approved=True)
    close_window(thread, timedelta(hours=30))
    graph.answers.append(error(10))
    outbound = write()
    run_lane(outbound)
    account.refresh_from_db()
    assert (outbound.state, outbound.reason) == (State.FAILED, Reason.PERMISSION_MISSING)
    assert not account.human_agent_approved
    assert account.status == Account.Status.CONNECTED
    change = AuditEntry.everywhere.get(action=AuditEntry.Action.HUMAN_AGENT_CHANGED)
    assert (change.who, change.detail["to"]) == ("", False)  # nobody's doing but the platform's
