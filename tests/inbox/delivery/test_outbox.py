"""What gets into the outbox, what it leaves in the thread, and what is turned away."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from inbox.accounts.models import AuditEntry
from inbox.delivery.files.media import content_of
from inbox.delivery.grants import unanswered_comments
from inbox.delivery.guard import ApiClient, Refused, Text
from inbox.delivery.models import Lane, Outbound, Reason, Upload
from inbox.delivery.outbox import Written, queue_replies, queue_reply, withdraw
from inbox.threads import changes
from inbox.threads.models import Message, Post, Thread
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


@pytest.fixture
def picture(thread):
    return Upload.everywhere.create(
        workspace_id=thread.workspace_id, thread=thread, key=uuid4(), secret="s" * 43,
        kind="image", name="cake.png", content_type="image/png", size=900, file="cake",
    )  # fmt: skip


def approve(account):
    account.human_agent_approved = True
    account.save(update_fields=["human_agent_approved"])


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


# --- Several at once, files, and what is confirmed ------------------------------------------------
def test_several_messages_are_queued_in_order(thread, person, picture):
    written = [Written(content_of(picture), picture.key, picture), Written(Text("Look."), uuid4())]
    first, second = queue_replies(thread, written, author=person)
    assert (first.upload, first.message.kind) == (picture, "media")
    assert first.message.attachments.get().title == "cake.png"
    assert (second.message.text, first.pk < second.pk) == ("Look.", True)
    assert queue_replies(thread, written, author=person) == [first, second]  # pressed again


def test_one_that_may_not_go_holds_back_all(account, thread, person, picture):  # W-8
    approve(account)
    thread.last_inbound_at = timezone.now() - timedelta(hours=30)
    thread.save(update_fields=["last_inbound_at"])
    written = [Written(Text("Look."), uuid4()), Written(content_of(picture), picture.key, picture)]
    result = queue_replies(thread, written, author=person)
    assert (result.code, Outbound.everywhere.count()) == ("text_only", 0)
    assert not Message.everywhere.filter(origin="member").exists()


def test_a_file_that_was_removed_meanwhile_holds_back_all(thread, person, picture):
    written = [Written(content_of(picture), picture.key, picture), Written(Text("Look."), uuid4())]
    Upload.everywhere.filter(pk=picture.pk).delete()
    assert queue_replies(thread, written, author=person).code == "file_gone"
    assert not Outbound.everywhere.exists()


def test_a_confirmed_promotion_is_audited_with_its_words(account, thread, person):  # W-12
    approve(account)
    thread.last_inbound_at = timezone.now() - timedelta(hours=30)
    thread.save(update_fields=["last_inbound_at"])
    text = "You asked for it: 20% off."
    refused = queue_reply(thread, text, author=person, key=uuid4())
    assert (refused.code, refused.words) == ("looks_promotional", ("20% off",))
    assert not AuditEntry.everywhere.exists()
    confirmed = Text(text, support_because="Answers their question")
    outbound = queue_reply(thread, confirmed, author=person, key=uuid4())
    entry = AuditEntry.everywhere.get()
    assert (entry.action, entry.who) == ("support_confirmed", person.member.name)
    assert entry.subject == f"thread:{thread.pk}"
    assert entry.detail == {
        "outbound": outbound.pk, "words": ["20% off"], "because": "Answers their question",
    }  # fmt: skip


@pytest.mark.parametrize("hours", [1, 30])
def test_nothing_is_audited_where_nothing_had_to_be_confirmed(account, thread, person, hours):
    approve(account)
    thread.last_inbound_at = timezone.now() - timedelta(hours=hours)
    thread.save(update_fields=["last_inbound_at"])
    calm = Text("It leaves today.", support_because="Answers their question")
    queue_reply(thread, calm, author=person, key=uuid4())
    assert not AuditEntry.everywhere.exists()


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


@pytest.mark.parametrize(("over", "code"), [(False, None), (True, "broadcast_over")])
def test_a_comment_on_a_live_video_is_answered_while_it_is_live(thread, person, over, code):  # W-6
    comment = factories.message(
        thread, kind="comment", context={"post": {"id": "18050", "kind": "live"}}
    )
    post = {"workspace_id": thread.workspace_id, "account": thread.account, "kind": "live"}
    ended = timezone.now() if over else None
    Post.everywhere.create(**post, external_id="18050", over_at=ended)
    assert (unanswered_comments(thread.pk).first() is None) == over
    result = queue_reply(thread, "Here.", author=person, key=uuid4(), comment=comment)
    assert getattr(result, "code", None) == code


def test_another_app_in_control_is_the_reason(thread, person):
    thread.other_app_until = timezone.now() + timedelta(hours=1)
    thread.save(update_fields=["other_app_until"])
    assert queue_reply(thread, "hi", author=person, key=uuid4()).code == "other_app"


def test_a_private_reply_taken_back_gives_the_comment_back(thread, write, comment):
    outbound = write(comment=comment)
    withdraw(outbound)
    thread.refresh_from_db()
    assert thread.open_comment == comment
    assert write(comment=comment).kind == "private_reply"
