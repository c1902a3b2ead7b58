"""What must never be false of the outbox: the database itself refuses it."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from inbox.delivery.models import Attempt, CallMinute, Lane, Moderation, Outbound, Upload
from tests import factories
from tests.constraints import names_of, refused_by

pytestmark = pytest.mark.django_db


def outbound(in_thread=None, **fields):
    thread = in_thread or factories.thread()
    message = factories.message(thread, origin="member", external_id=None)
    made = {
        "workspace_id": thread.workspace_id,
        "account": thread.account,
        "message": message,
        "author": "person",
        "priority": 1,
        "envelope": {},
        "client_key": uuid4(),
    }
    return Outbound.everywhere.create(thread=thread, **made | fields)


def settled(state, **fields):
    return outbound(state=state, settled_at=timezone.now(), **fields)


def attempt(of=None, **fields):
    owner = of or outbound()
    made = {"workspace_id": owner.workspace_id, "account_id": owner.account_id}
    made |= {"number": 1, "fence": 1}
    return Attempt.everywhere.create(outbound=owner, **made | fields)


def upload(in_thread=None, **fields):
    thread = in_thread or factories.thread()
    made = {"kind": "image", "name": "a.png", "content_type": "image/png", "size": 9}
    made |= {"key": uuid4(), "secret": uuid4().hex, "file": "a", "thread": thread}
    return Upload.everywhere.create(**{"workspace_id": thread.workspace_id} | made | fields)


def moderation(of=None, **fields):
    comment = of or factories.message(kind="comment")
    made = {"account": comment.account, "workspace_id": comment.workspace_id, "act": "hide"}
    return Moderation.everywhere.create(message=comment, **made | fields)


def tagged(**fields):
    return outbound(**{"tag": "HUMAN_AGENT", "author": "person"} | fields)


def tagged_with_a_file():
    thread = factories.thread()
    tagged(in_thread=thread, upload=upload(thread))


def same_upload_twice():
    first = upload()
    upload(first.thread, key=first.key)


def wished_twice():
    moderation(moderation().message, act="show")


def lane(**fields):
    account = factories.account()
    return Lane.everywhere.create(**{"workspace": account.workspace, "account": account} | fields)


def call_minute(account=None, **fields):
    account = account or factories.account()
    made = {"workspace_id": account.workspace_id, "minute": timezone.now(), "calls": 1}
    return CallMinute.everywhere.create(account=account, **made | fields)


def same_minute_twice():
    first = call_minute()
    call_minute(first.account, minute=first.minute)


def elsewhere():
    return factories.workspace().pk


def foreign_token():
    return factories.workspace().api_tokens.create(name="n", digest="d")


def private_reply(comment, **fields):
    return outbound(comment.thread, kind="private_reply", comment=comment, **fields)


def second_private_reply():
    comment = factories.message(kind="comment")
    private_reply(comment)
    private_reply(comment)


def second_press():
    first = outbound()
    outbound(first.thread, client_key=first.client_key)


def outbound_to_a_comment_as_message():
    comment = factories.message(kind="comment")
    return outbound(comment.thread, comment=comment)


BAD_ROWS = {
    "outbound_pressed_once": second_press,
    "outbound_one_private_reply_per_comment": second_private_reply,  # W-6
    "outbound_account_same_workspace": lambda: outbound(account=factories.account()),
    "outbound_thread_same_workspace": lambda: Outbound.everywhere.filter(pk=outbound().pk).update(
        thread=factories.thread()
    ),
    "outbound_message_same_workspace": lambda: outbound(message=factories.message()),
    "outbound_member_same_workspace": lambda: outbound(member=factories.member()),
    "outbound_token_same_workspace": lambda: outbound(token=foreign_token()),
    "outbound_comment_same_workspace": lambda: outbound(
        kind="public_reply", comment=factories.message()
    ),
    "outbound_state_is_known": lambda: settled("lost"),
    "outbound_failure_names_its_reason": lambda: settled("failed"),
    "outbound_author_is_known": lambda: outbound(author="nobody"),
    "outbound_human_agent_is_a_person": lambda: outbound(  # W-10
        tag="HUMAN_AGENT", author="automation"
    ),
    "outbound_tag_is_known": lambda: outbound(tag="WHATEVER"),  # T-1
    "outbound_tagged_is_a_text_message": tagged_with_a_file,  # W-8
    "outbound_upload_same_workspace": lambda: outbound(upload=upload()),
    "upload_once_per_key": same_upload_twice,
    "upload_thread_same_workspace": lambda: upload(workspace_id=elsewhere()),
    "upload_member_same_workspace": lambda: upload(member=factories.member()),
    "upload_kind_is_known": lambda: upload(kind="web page"),
    "upload_has_content": lambda: upload(size=0),
    "moderation_one_at_a_time": wished_twice,
    "moderation_account_same_workspace": lambda: moderation(account=factories.account()),
    "moderation_message_same_workspace": lambda: Moderation.everywhere.filter(
        pk=moderation().pk
    ).update(message=factories.message()),
    "moderation_member_same_workspace": lambda: moderation(member=factories.member()),
    "moderation_act_is_known": lambda: moderation(act="burn"),
    "moderation_settled_has_its_time": lambda: moderation(state="done"),
    "outbound_kind_names_its_comment": outbound_to_a_comment_as_message,
    "outbound_kind_is_known": lambda: outbound(kind="letter"),
    "outbound_priority_is_known": lambda: outbound(priority=9),
    "outbound_settled_has_its_time": lambda: outbound(state="sent"),
    "attempt_numbered_once": lambda: attempt(of=attempt().outbound),
    "attempt_outbound_same_workspace": lambda: attempt(workspace_id=elsewhere()),
    "attempt_account_same_workspace": lambda: attempt(account_id=factories.account().pk),
    "attempt_outcome_is_known": lambda: attempt(outcome="lost", finished_at=timezone.now()),
    "attempt_ends_with_an_outcome": lambda: attempt(finished_at=timezone.now()),
    "outbound_handled_by_same_workspace": lambda: settled(
        "failed", reason="content_rejected", handled_by=factories.member()
    ),
    "outbound_only_unknown_is_checked": lambda: outbound(check_due_at=timezone.now()),  # F-4
    "outbound_only_failures_are_handled": lambda: outbound(handled_at=timezone.now()),
    "outbound_live_is_a_private_reply": lambda: outbound(on_live=True),
    "call_minute_counted_once": same_minute_twice,
    "call_minute_account_same_workspace": lambda: call_minute(workspace_id=elsewhere()),
    "call_minute_has_calls": lambda: call_minute(calls=0),
    "lane_account_same_workspace": lambda: lane(workspace_id=elsewhere()),
    "lane_lease_has_an_alarm": lambda: lane(leased_until=timezone.now() + timedelta(seconds=9)),
}
# Needed by other tables' keys to this one; nothing can break it, because the id alone is unique.
KEYS = {"outbound_of_its_workspace", "upload_of_its_workspace"}


def test_every_constraint_is_shown_to_hold():
    assert set(BAD_ROWS) | KEYS == names_of("delivery")


@pytest.mark.parametrize("name", BAD_ROWS)
def test_the_database_refuses(name):
    with refused_by(name):
        BAD_ROWS[name]()


@pytest.mark.parametrize("author", ["automation", "campaign", "api"])
def test_no_row_of_a_program_carries_the_human_tag(author):  # W-10
    with refused_by("outbound_human_agent_is_a_person"):
        tagged(author=author)
    row = outbound(author=author)
    with refused_by("outbound_human_agent_is_a_person"):
        Outbound.everywhere.filter(pk=row.pk).update(tag="HUMAN_AGENT")


@pytest.mark.parametrize("state", ["failed", "expired", "withdrawn"])
def test_a_private_reply_that_was_given_up_makes_room(state):  # W-6
    comment = factories.message(kind="comment")
    reason = "" if state == "withdrawn" else "content_rejected"
    private_reply(comment, state=state, reason=reason, settled_at=timezone.now())
    private_reply(comment)


def test_one_lane_per_account():
    account = lane().account
    with refused_by("delivery_lane_account_id_key"):
        Lane.everywhere.create(workspace=account.workspace, account=account)
