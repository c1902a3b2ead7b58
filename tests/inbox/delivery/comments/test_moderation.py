"""Hiding comments, deleting our public replies: wished by people, tried until done or refused."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from inbox.accounts.models import Account
from inbox.accounts.models.audit import AuditEntry
from inbox.celery import app
from inbox.delivery.comments import moderation
from inbox.delivery.guard import Refused
from inbox.delivery.models import Moderation, Outbound
from inbox.delivery.tasks import moderate
from inbox.threads.models import Message
from tests import factories
from tests.graph_stand_in import Answer, error
from tests.sandbox_process import IG_ID, TOKEN

pytestmark = pytest.mark.django_db
Act = Moderation.Act
DONE = Answer(body={"success": True})
PIECE = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def member(account):
    return factories.member(account.workspace, name="Kim Silva")


@pytest.fixture
def comment(thread):
    return comment_in(thread)


@pytest.fixture
def reply(thread, comment):
    return reply_in(thread, comment)


def comment_in(thread, kind="feed", **fields):
    context = {"post": {"id": "18000", "kind": kind}}
    made = {"kind": Message.Kind.COMMENT, "text": "price?", "external_id": "18100"}
    return factories.message(thread, **made | {"context": context} | fields)


def reply_in(thread, comment, **fields):
    """A public reply of ours that is on the platform."""
    origin = {"origin": Message.Origin.AUTOMATION, "author_name": "Prices"}
    made = {"external_id": "18200", "text": "Three euros.", "reply_to": comment.external_id}
    message = comment_in(thread, **made | origin | fields)
    Outbound.everywhere.create(
        workspace_id=thread.workspace_id,
        account=thread.account,
        thread=thread,
        message=message,
        kind="public_reply",
        author="automation",
        priority=2,
        comment=comment,
        envelope={"text": "Three euros."},
        client_key=uuid4(),
        state="sent",
        settled_at=timezone.now(),
    )
    return message


def wished(message, act, member):
    made = moderation.wish(message, act, member)
    assert isinstance(made, Moderation), made
    return made


def carried_out(row):
    moderate(row.pk)
    row.refresh_from_db()
    return row


def made_due(row):
    Moderation.everywhere.filter(pk=row.pk).update(due_at=timezone.now())
    return row


# --- What is done --------------------------------------------------------------------------------
def test_a_comment_is_hidden_and_shown_again(graph, comment, member):
    graph.answers.extend([DONE, DONE])
    row = carried_out(wished(comment, Act.HIDE, member))
    comment.refresh_from_db()
    assert (row.state, comment.hidden_at is not None) == ("done", True)
    carried_out(wished(comment, Act.SHOW, member))
    comment.refresh_from_db()
    assert comment.hidden_at is None
    calls = [(asked.method, asked.path.split("/")[-1], asked.query) for asked in graph.asked]
    assert calls == [
        ("POST", "18100", {"hide": ["true"]}),
        ("POST", "18100", {"hide": ["false"]}),
    ]


def test_our_public_reply_is_deleted_with_its_words(graph, reply, member):
    graph.answers.append(DONE)
    row = carried_out(wished(reply, Act.DELETE, member))
    reply.refresh_from_db()
    assert row.state == "done"
    assert (reply.text, reply.context, reply.unsent_at is not None) == ("", {}, True)
    assert reply.outbound.envelope["text"] == ""
    assert [(asked.method, asked.path) for asked in graph.asked] == [("DELETE", "/v25.0/18200")]


def test_a_reply_that_is_gone_already_counts_as_deleted(graph, reply, member):
    graph.answers.append(error(100, 33))
    assert carried_out(wished(reply, Act.DELETE, member)).state == "done"


def test_each_act_is_audited_with_who_and_what(comment, reply, member, thread):
    wished(comment, Act.HIDE, member)
    wished(comment, Act.SHOW, member)
    wished(reply, Act.DELETE, member)
    found = [
        (entry.action, entry.who, entry.subject, entry.detail["comment"])
        for entry in AuditEntry.everywhere.order_by("pk")
    ]
    subject = f"thread:{thread.pk}"
    assert found == [
        ("comment_hidden", "Kim Silva", subject, "18100"),
        ("comment_shown", "Kim Silva", subject, "18100"),
        ("reply_deleted", "Kim Silva", subject, "18200"),
    ]


# --- What is not ---------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("act", "fields", "code"),
    [
        (Act.HIDE, {"kind": "live"}, "comment_on_live"),
        (Act.DELETE, {}, "not_ours"),
        (Act.HIDE, {"unsent_at": timezone.now(), "text": "", "context": {}}, "comment_deleted"),
    ],
)
def test_what_the_platform_never_does_is_refused_here(thread, member, act, fields, code):
    fields = {"kind": "feed"} | fields
    context = fields.pop("context", {"post": {"id": "18000", "kind": fields.pop("kind")}})
    comment = factories.message(thread, kind="comment", context=context, **fields)
    refused = moderation.wish(comment, act, member)
    assert isinstance(refused, Refused)
    assert refused.code == code
    assert not AuditEntry.everywhere.exists()


def test_our_own_reply_is_not_hidden_and_an_unsent_one_not_deleted(thread, comment, reply, member):
    assert moderation.wish(reply, Act.HIDE, member).code == "own_comment"
    Message.everywhere.filter(pk=reply.pk).update(external_id=None)
    assert moderation.wish(reply, Act.DELETE, member).code == "not_sent"


# --- Trying, and giving up ------------------------------------------------------------------------
@pytest.mark.parametrize(
    "answer", [error(2, status=500), error(4), Answer(503, b"<html>"), Answer(hang_up=True)]
)
def test_what_may_pass_is_tried_again_later(graph, comment, member, answer):  # F-3
    graph.answers.append(answer)
    row = carried_out(wished(comment, Act.HIDE, member))
    assert (row.state, row.tries) == ("waiting", 1)
    assert row.due_at > timezone.now() + timedelta(seconds=2)
    graph.answers.append(DONE)
    assert carried_out(row).state == "waiting"  # not due yet
    assert carried_out(made_due(row)).state == "done"
    assert len(graph.asked) == 2


def test_an_answer_that_does_not_say_so_is_no_success(graph, comment, member):
    graph.answers.append(Answer(body={"success": False}))
    assert carried_out(wished(comment, Act.HIDE, member)).state == "waiting"


def test_trying_ends_after_a_day(graph, comment, member):  # F-3
    row = wished(comment, Act.HIDE, member)
    Moderation.everywhere.update(created_at=timezone.now() - timedelta(hours=24))
    graph.answers.append(error(2, status=500))
    assert carried_out(row).state == "refused"


def test_what_will_not_pass_stops_with_the_platforms_words(graph, comment, member):  # F-3
    graph.answers.append(error(100, message="(#100) Param hide must be a boolean"))
    row = carried_out(wished(comment, Act.HIDE, member))
    assert (row.state, row.detail) == ("refused", "(#100) Param hide must be a boolean")
    comment.refresh_from_db()
    assert comment.hidden_at is None
    assert carried_out(row).tries == 1


def test_a_dead_token_disconnects_the_account_and_the_wish_waits(graph, comment, member):
    graph.answers.append(error(190, 463, message="Session has expired"))
    row = carried_out(wished(comment, Act.HIDE, member))
    account = Account.everywhere.get(pk=comment.account_id)
    assert (account.status, account.status_detail) == ("disconnected", "Session has expired")
    assert carried_out(made_due(row)).state == "waiting"
    assert len(graph.asked) == 1
    Account.everywhere.update(status="connected")
    graph.answers.append(DONE)
    assert carried_out(row).state == "done"


# --- Two people, two workers ----------------------------------------------------------------------
def test_the_same_wish_twice_is_one(comment, member):
    assert wished(comment, Act.HIDE, member) == wished(comment, Act.HIDE, member)
    assert AuditEntry.everywhere.count() == 1


def test_what_is_so_already_is_not_wished_again(comment, member):
    assert moderation.wish(comment, Act.SHOW, member) is None
    Message.everywhere.update(hidden_at=timezone.now())
    assert moderation.wish(comment, Act.HIDE, member) is None
    assert not Moderation.everywhere.exists()


def test_the_opposite_takes_the_place_of_a_wish_that_waits(graph, comment, member):
    hide = wished(comment, Act.HIDE, member)
    show = wished(comment, Act.SHOW, member)
    graph.answers.append(DONE)
    assert carried_out(hide).state == "refused"
    assert carried_out(show).state == "done"
    assert [asked.query for asked in graph.asked] == [{"hide": ["false"]}]


def test_a_wish_taken_back_during_its_call_is_followed_by_the_opposite(graph, comment, member):
    hide = wished(comment, Act.HIDE, member)
    found = []

    def take_back():
        found.append(wished(comment, Act.SHOW, member))
        assert carried_out(found[0]).tries == 0  # the call of the first one is under way

    row = moderation._claim(hide.pk)
    take_back()
    moderation._record(row, None, timezone.now())
    graph.answers.append(DONE)
    assert carried_out(found[0]).state == "done"
    comment.refresh_from_db()
    assert comment.hidden_at is None


def test_two_workers_make_one_call(graph, comment, member):
    row = wished(comment, Act.HIDE, member)
    graph.answers.append(Answer(body={"success": True}, before=lambda: None))
    assert moderation._claim(row.pk)
    assert moderation._claim(row.pk) is None


def test_the_tick_finds_what_is_due(comment, reply, member):
    row = wished(comment, Act.HIDE, member)
    later = wished(reply, Act.DELETE, member)
    hour = timezone.now() + timedelta(hours=1)
    Moderation.everywhere.filter(pk=later.pk).update(due_at=hour)
    with app.connection_for_write() as connection:
        queue = connection.default_channel
        queue.queue_purge("lanes")
        moderation.ring_where_due()
        assert queue._size("lanes") == 1
        Account.everywhere.filter(pk=row.account_id).update(status="disconnected")
        moderation.ring_where_due()
        assert queue._size("lanes") == 1
        queue.queue_purge("lanes")


# --- Through the front door -----------------------------------------------------------------------
def address(message, noun):
    return f"/t/{message.thread_id}/comments/{message.pk}/{noun}/"


def test_a_member_hides_and_shows_through_the_page(client, comment, member):
    client.force_login(member.user)
    answer = client.post(address(comment, "hiding"), **PIECE)
    assert answer.status_code == 200
    assert b"Being hidden on Instagram" in answer.content
    answer = client.post(address(comment, "hiding"), {"_method": "delete"}, **PIECE)
    assert b"Being shown again on Instagram" in answer.content
    assert Moderation.everywhere.get(state="waiting").act == "show"


def test_a_member_deletes_a_reply_through_the_page(client, reply, member):
    client.force_login(member.user)
    answer = client.post(address(reply, "removal"), **PIECE)
    assert b"Being deleted on Instagram" in answer.content
    assert Moderation.everywhere.get().act == "delete"


def test_a_refusal_says_why_and_leaves_no_trace(client, thread, member):
    client.force_login(member.user)
    live = comment_in(thread, context={"post": {"id": "18050", "kind": "live"}})
    answer = client.post(address(live, "hiding"), **PIECE)
    assert answer.status_code == 409
    assert b'data-code="comment_on_live"' in answer.content
    assert not Moderation.everywhere.exists()


def test_without_scripts_the_way_leads_back_to_the_thread(client, comment, member):
    client.force_login(member.user)
    answer = client.post(address(comment, "hiding"))
    assert answer.status_code == 302
    assert f"/t/{comment.thread_id}/" in answer["Location"]


def test_strangers_and_other_things_are_not_found(client, comment, reply, member):
    visitor = Client()
    visitor.force_login(factories.member(role="admin").user)
    for message, noun in [(comment, "hiding"), (reply, "removal")]:
        assert visitor.post(address(message, noun)).status_code == 404
        assert Client().post(address(message, noun)).status_code == 302  # to sign in
    client.force_login(member.user)
    words = factories.message(comment.thread)
    assert client.post(address(words, "hiding")).status_code == 404
    elsewhere = factories.thread(comment.account)
    path = f"/t/{elsewhere.pk}/comments/{comment.pk}/hiding/"
    assert client.post(path).status_code == 404
    assert client.get(address(comment, "hiding")).status_code == 405
    assert not Moderation.everywhere.exists()


# --- With the sandbox -----------------------------------------------------------------------------
@pytest.fixture
def on_sandbox(sandbox):
    """A comment there, and its thread here."""
    account = factories.account(external_id=IG_ID, token=TOKEN)
    said = sandbox.comment(sandbox.post())
    return comment_in(factories.thread(account), external_id=said)


def test_hiding_twice_is_hiding_once(sandbox, on_sandbox):
    member = factories.member(on_sandbox.account.workspace)
    row = carried_out(wished(on_sandbox, Act.HIDE, member))
    assert sandbox.comments()[on_sandbox.external_id]["hidden"]
    Moderation.everywhere.update(state="waiting", settled_at=None, due_at=timezone.now())
    assert carried_out(row).state == "done"
    carried_out(wished(on_sandbox, Act.SHOW, member))
    assert not sandbox.comments()[on_sandbox.external_id]["hidden"]


def test_deleting_twice_is_deleting_once(sandbox, on_sandbox):
    member = factories.member(on_sandbox.account.workspace)
    ours = reply_in(on_sandbox.thread, on_sandbox, external_id=on_sandbox.external_id + "0")
    Message.everywhere.filter(pk=on_sandbox.pk).update(external_id="x")
    Message.everywhere.filter(pk=ours.pk).update(external_id=on_sandbox.external_id)
    row = carried_out(wished(ours, Act.DELETE, member))
    assert sandbox.comments()[on_sandbox.external_id]["deleted"]
    Moderation.everywhere.update(state="waiting", settled_at=None, due_at=timezone.now())
    assert carried_out(row).state == "done"
