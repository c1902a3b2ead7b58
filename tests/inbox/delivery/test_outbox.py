"""What gets into the outbox, what it leaves in the thread, and what is turned away."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from inbox.delivery.guard import ApiClient, Refused
from inbox.delivery.models import Lane, Outbound, Reason
from inbox.delivery.outbox import queue_reply, withdraw
from inbox.threads import changes
from inbox.threads.models import Message, Thread
from inbox.threads.window import State
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def heard(monkeypatch):
    """What those who look at threads are told."""
    told = []
    monkeypatch.setattr(changes, "_listeners", [told.extend])
    return told


@pytest.fixture
def comment(thread):
    return factories.message(thread, kind="comment", external_id="18100")


def test_a_persons_reply_is_in_the_thread_and_in_the_lane(thread, person, write):
    outbound = write("On its way.")
    message = outbound.message
    assert (message.origin, message.member, message.text) == (
        Message.Origin.MEMBER,
        person.member,
        "On its way.",
    )
    assert message.external_id is None
    assert outbound.author == Outbound.Author.PERSON
    assert outbound.priority == Outbound.Priority.PERSON
    assert outbound.window_ends_at == thread.last_inbound_at + timedelta(hours=24)
    thread.refresh_from_db()
    assert (thread.last_message, thread.last_business_at) == (message, message.sent_at)


def test_a_person_who_writes_has_the_thread(thread, person, write):  # K-7
    Thread.everywhere.filter(pk=thread.pk).update(unread=4)
    write()
    assert (thread.handler, thread.assignee, thread.unread) == ("human", person.member, 0)
    thread.refresh_from_db()
    assert (thread.handler, thread.assignee, thread.unread) == ("human", person.member, 0)


def test_a_colleagues_thread_stays_theirs(thread, write):
    colleague = factories.member(thread.workspace)
    Thread.everywhere.filter(pk=thread.pk).update(assignee=colleague)
    write()
    thread.refresh_from_db()
    assert thread.assignee == colleague


def test_an_automations_answer_leaves_the_thread_to_automations(thread, write, automation):
    outbound = write(author=automation)
    thread.refresh_from_db()
    assert (thread.handler, thread.assignee) == ("automation", None)
    assert outbound.priority == Outbound.Priority.ANSWER
    assert outbound.message.author_name == "Prices"
    assert outbound.message.context["rule"] == {"id": 1, "name": "Prices"}


def test_a_program_signs_with_its_tokens_name(thread, write):
    token = thread.workspace.api_tokens.create(name="Order desk", digest="d")
    outbound = write(author=ApiClient(token))
    assert (outbound.message.origin, outbound.message.author_name) == ("api", "Order desk")


def test_a_repeated_press_is_one_message(thread, write):
    key = uuid4()
    assert write("once", key=key) == write("twice", key=key)
    assert Message.everywhere.filter(thread=thread, origin="member").count() == 1


def test_a_locked_thread_takes_nothing_and_stays_as_it_is(thread, person):  # W-9
    thread.last_inbound_at = timezone.now() - timedelta(days=8)
    thread.save(update_fields=["last_inbound_at"])
    result = queue_reply(thread, "hello?", author=person, key=uuid4())
    assert isinstance(result, Refused)
    assert result.code == "window_expired"
    thread.refresh_from_db()
    assert (thread.handler, thread.last_business_at) == ("automation", None)
    assert not Outbound.everywhere.exists()


@pytest.mark.parametrize(("seen", "refused"), [(State.OPEN, False), (State.HUMAN_AGENT, True)])
def test_a_reply_written_for_another_window_is_not_queued(thread, person, seen, refused):
    result = queue_reply(thread, "hi", author=person, key=uuid4(), expected_window=seen)
    assert isinstance(result, Refused) == refused
    if refused:
        assert result.code == "window_changed"


def test_the_caller_may_hold_an_old_copy_of_the_thread(thread, person):  # W-13
    Thread.everywhere.filter(pk=thread.pk).update(
        last_inbound_at=timezone.now() - timedelta(days=9)
    )
    assert isinstance(queue_reply(thread, "hi", author=person, key=uuid4()), Refused)


def test_everybody_is_told_and_the_lane_is_woken(
    heard, thread, write, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        outbound = write()
    [change] = heard
    assert (change.thread_id, change.items) == (thread.pk, (f"message-{outbound.message_id}",))
    assert Lane.everywhere.get(account=thread.account).wakes_at is not None


def test_nothing_wakes_the_lane_before_the_commit(heard, write, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=False):
        write()
    assert heard == []
    assert not Lane.everywhere.exists()


# --- Comments -------------------------------------------------------------------------------------
def test_a_comment_has_one_private_reply(thread, person, write, comment):  # W-6
    first = write("Here.", comment=comment)
    assert (first.kind, first.message.reply_to) == ("private_reply", "18100")
    result = queue_reply(thread, "And here.", author=person, key=uuid4(), comment=comment)
    assert (result.code, result.reason) == ("comment_spent", Reason.PRIVATE_REPLY_USED)


def test_a_public_answer_does_not_spend_the_private_one(thread, write, comment):  # K-3
    public = write("Look in your messages!", comment=comment, publicly=True)
    assert public.message.kind == Message.Kind.COMMENT
    assert public.message.context["parent"] == "18100"
    assert write("Here.", comment=comment).kind == "private_reply"
    assert write("Really!", comment=comment, publicly=True).kind == "public_reply"


@pytest.mark.parametrize(("age", "code"), [(-1, None), (0, "comment_too_old")])
def test_a_comment_is_answered_privately_for_seven_days(thread, person, comment, age, code):
    """W-6"""
    at = timezone.now() - timedelta(days=7, seconds=age * 60)
    Message.everywhere.filter(pk=comment.pk).update(sent_at=at)
    comment.refresh_from_db()
    result = queue_reply(thread, "Here.", author=person, key=uuid4(), comment=comment)
    assert getattr(result, "code", None) == code


def test_where_a_comment_is_all_that_is_left_the_reply_answers_it(account, person):  # W-6
    thread = factories.thread(account)
    comment = factories.message(thread, kind="comment", external_id="18100")
    thread.open_comment = comment
    thread.save(update_fields=["open_comment"])
    outbound = queue_reply(thread, "Here.", author=person, key=uuid4())
    assert (outbound.kind, outbound.comment) == ("private_reply", comment)
    thread.refresh_from_db()
    assert thread.open_comment is None
    assert thread.window(timezone.now()).state is State.LOCKED


def test_the_next_open_comment_is_the_newest_still_unanswered(thread, write):
    now = timezone.now()
    ages = {"18101": 3, "18102": 2, "18103": 1}
    old, middle, new = (
        factories.message(thread, kind="comment", external_id=name, sent_at=now - timedelta(days=d))
        for name, d in ages.items()
    )
    write(comment=new)
    assert thread.open_comment_id == middle.pk
    write(comment=middle)
    assert thread.open_comment_id == old.pk


def test_a_private_reply_taken_back_gives_the_comment_back(thread, write, comment):
    outbound = write(comment=comment)
    withdraw(outbound)
    thread.refresh_from_db()
    assert thread.open_comment == comment
    assert write(comment=comment).kind == "private_reply"
