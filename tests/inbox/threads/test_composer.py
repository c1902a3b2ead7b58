"""What the composer says and allows in every state, and what the view does with what it posts."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from inbox.delivery.models import Outbound
from inbox.threads.composer import Composer
from inbox.threads.models import Message, Thread
from inbox.threads.views.answers import thread_of
from tests import factories

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
PIECE = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def account():
    return factories.account(human_agent_approved=True)


@pytest.fixture
def member(account):
    return factories.member(account.workspace, name="Kim Silva")


@pytest.fixture
def signed_in(client, member):
    client.force_login(member.user)
    return client


def opened(account, ago, **fields):
    fields = {"handler": Thread.Handler.HUMAN} | fields
    return factories.thread_open_since(timezone.now() - ago, account, **fields)


def commented(account, *, spent=False, **fields):
    """A thread with nothing but a comment, which may have had its private reply."""
    thread = factories.thread(account, handler=Thread.Handler.HUMAN)
    comment = factories.message(thread, kind=Message.Kind.COMMENT, text="size?", **fields)
    Thread.everywhere.filter(pk=thread.pk).update(open_comment=None if spent else comment)
    if spent:
        reply = factories.message(thread, origin="member", external_id=None)
        Outbound.everywhere.create(
            workspace_id=thread.workspace_id, account=account, thread=thread, message=reply,
            kind="private_reply", author="person", priority=1, comment=comment, envelope={},
            client_key=uuid4(), state="sent", settled_at=timezone.now(),
        )  # fmt: skip
    return thread


def composer(thread, member):
    return Composer.of(thread_of(member, thread.pk), timezone.now())


def test_each_state_says_what_may_be_sent(account, member):  # W-6, W-7, W-8
    other = {"other_app_until": timezone.now() + HOUR}
    off = factories.account(account.workspace, status="disconnected")
    states = [
        (opened(account, HOUR), "open", ["message"]),
        (opened(account, HOUR * 30), "human_agent", ["message"]),
        (opened(account, HOUR * 200), "locked", []),
        (commented(account), "comment_reply", ["private_reply", "public_reply"]),
        (commented(account, spent=True), "reply_used", ["public_reply"]),
        (opened(account, HOUR, **other), "other_app", []),
        (opened(off, HOUR), "account_off", []),
    ]
    for thread, state, sends in states:
        found = composer(thread, member)
        assert (found.state, found.sends) == (state, sends)
        assert found.title


def test_files_go_only_while_the_window_is_open(account, member):  # W-8
    assert composer(opened(account, HOUR), member).is_rich
    assert not composer(opened(account, HOUR * 30), member).is_rich


def test_it_knows_what_it_becomes_by_time_alone(account, member):  # W-7
    found = composer(opened(account, HOUR), member)
    assert (found.next.state, found.next.next.state) == ("human_agent", "locked")
    assert found.next.next.next is None


def test_another_apps_control_ends_by_itself(account, member):
    thread = opened(account, HOUR, other_app_until=timezone.now() + HOUR)
    assert composer(thread, member).next.state == "open"


def test_a_comment_on_a_live_video_counts_no_time(account, member):  # W-6
    found = composer(commented(account, context={"post": {"id": "9", "kind": "live"}}), member)
    assert (found.chip.text, found.left, found.live) == ("Live only", "", True)
    assert found.sends == ["private_reply"]  # nobody can answer publicly there


def test_a_private_reply_that_failed_leaves_the_comment_its_own(account, member):  # W-6
    thread = commented(account, spent=True)
    Outbound.everywhere.update(state="failed", reason="content_rejected")
    Thread.everywhere.filter(pk=thread.pk).update(
        open_comment=thread.messages.get(kind=Message.Kind.COMMENT)
    )
    assert composer(thread, member).state == "comment_reply"


def test_an_answer_after_the_private_reply_opens_the_window(account, member):  # W-6
    thread = commented(account, spent=True)
    now = timezone.now()
    Thread.everywhere.filter(pk=thread.pk).update(last_inbound_at=now, last_inbound_cause="message")
    assert composer(thread, member).state == "open"


def test_why_names_the_event_that_opened_it(account, member):  # W-5, CMP-13
    thread = opened(account, HOUR, last_inbound_cause="story_mention")
    Thread.everywhere.filter(pk=thread.pk).update(opened_by=thread.last_message)
    why = composer(thread, member).why
    assert "mentioned you in a story" in why.event
    assert why.name == f"message-{thread.last_message_id}"


def test_limits_are_the_channels(account, member):  # T-1
    found = composer(opened(account, HOUR), member)
    assert '"image"' in found.media
    assert "image/png" in found.media_types


# --- The way out ----------------------------------------------------------------------------------
def reply(signed_in, thread, **fields):
    fields = {"text": "We do.", "key": uuid4()} | fields
    return signed_in.post(f"/t/{thread.pk}/replies/", fields, **PIECE)


def test_a_stale_window_answers_with_the_new_composer_and_the_words(signed_in, account):  # CMP-3
    thread = opened(account, HOUR * 30)
    answer = reply(signed_in, thread, expected_window="open")
    page = answer.content.decode()
    assert answer.status_code == 409
    assert 'data-composer="human_agent"' in page
    assert 'data-code="window_changed"' in page
    assert "We do." in page
    assert not Outbound.everywhere.exists()


def test_what_looks_promotional_is_asked_about_and_goes_with_its_reason(signed_in, account):  # W-12
    thread = opened(account, HOUR * 30)
    answer = reply(signed_in, thread, text="Come back and get 20% off")
    assert answer.status_code == 409
    assert 'data-code="looks_promotional"' in answer.content.decode()
    why = {"support_because": "Answers their question"}
    assert reply(signed_in, thread, text="Come back and get 20% off", **why).status_code == 201
    assert Outbound.everywhere.get().support_because == "Answers their question"


def test_while_typing_only_a_human_reply_is_looked_at(signed_in, account):  # CMP-4
    words = {"text": "Come back and get 20% off"}
    closed, open_ = opened(account, HOUR * 30), opened(account, HOUR)
    found = signed_in.post(f"/t/{closed.pk}/promotion/", words, **PIECE).content.decode()
    assert "<u>" in found
    assert signed_in.post(f"/t/{open_.pk}/promotion/", words, **PIECE).content == b""


def test_a_strangers_words_are_not_looked_at(client, account):
    client.force_login(factories.member(role="admin").user)
    thread = opened(account, HOUR * 30)
    assert client.post(f"/t/{thread.pk}/promotion/", {"text": "20% off"}).status_code == 404


def test_the_answers_to_a_comment_go_where_they_say(signed_in, account):  # W-6
    thread = commented(account)
    comment = thread.messages.get()
    for surface in ("public_reply", "private_reply"):
        answer = reply(signed_in, thread, surface=surface, comment=comment.pk)
        assert answer.status_code == 201
        assert Outbound.everywhere.filter(kind=surface, comment=comment).exists()
    again = reply(signed_in, thread, surface="private_reply", comment=comment.pk)
    assert 'data-code="comment_spent"' in again.content.decode()


@pytest.mark.parametrize(
    "fields",
    [
        {"surface": "private_reply"},
        {"surface": "nowhere"},
        {"text": ""},
        {"uploads": ["none"]},
        {"key": "not a key"},
    ],
)
def test_bad_input_is_named_and_nothing_goes(signed_in, account, fields):
    answer = reply(signed_in, opened(account, HOUR), **fields)
    assert answer.status_code == 422
    assert 'data-code="invalid"' in answer.content.decode()
    assert not Outbound.everywhere.exists()


def test_a_file_of_another_thread_is_not_found(signed_in, account):
    assert reply(signed_in, opened(account, HOUR), uploads=[1]).status_code == 404


def test_quick_replies_travel_with_the_words(signed_in, account):
    assert reply(signed_in, opened(account, HOUR), quick_replies=["M", "L"]).status_code == 201
    titles = [each["title"] for each in Outbound.everywhere.get().envelope["quick_replies"]]
    assert titles == ["M", "L"]
