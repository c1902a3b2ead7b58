"""What must never be false of threads and messages: the database itself refuses it."""

import pytest
from django.utils import timezone

from inbox.accounts.models import Team
from inbox.threads.models import (
    Attachment,
    Message,
    Note,
    Opening,
    Post,
    Reaction,
    Thread,
    TimelineEvent,
    Watch,
)
from tests import factories
from tests.constraints import names_of, refused_by

pytestmark = pytest.mark.django_db


def elsewhere():
    """The id of a workspace that has nothing to do with anything."""
    return factories.workspace().pk


def foreign_message():
    return factories.message(factories.thread())


def attachment(message=None, **fields):
    owner = message or factories.message()
    made = {"kind": "image", "workspace_id": owner.workspace_id}
    return Attachment.everywhere.create(message=owner, **made | fields)


def reaction(message=None, **fields):
    owner = message or factories.message()
    made = {"emoji": "❤️", "at": timezone.now(), "workspace_id": owner.workspace_id}
    return Reaction.everywhere.create(message=owner, **made | fields)


def note(thread=None, **fields):
    place = thread or factories.thread()
    made = {"text": "call back", "workspace_id": place.workspace_id}
    return Note.everywhere.create(thread=place, **made | fields)


def event(thread=None, **fields):
    place = thread or factories.thread()
    made = {"kind": "resolved", "workspace_id": place.workspace_id}
    return TimelineEvent.everywhere.create(thread=place, **made | fields)


def opening(message=None, **fields):
    by = message or factories.message()
    made = {"cause": "message", "at": timezone.now(), "workspace_id": by.workspace_id}
    return Opening.everywhere.create(message=by, **{"thread": by.thread} | made | fields)


def post(**fields):
    account = fields.pop("account", None) or factories.account()
    made = {"external_id": "18000", "workspace_id": account.workspace_id}
    return Post.everywhere.create(account=account, **made | fields)


def watch(thread=None, **fields):
    place = thread or factories.thread()
    member = fields.pop("member", None) or factories.member(place.workspace)
    made = {"workspace_id": place.workspace_id}
    return Watch.everywhere.create(thread=place, member=member, **made | fields)


def watch_twice():
    first = watch()
    watch(first.thread, member=first.member)


def watch_of_a_foreign_thread():
    here = factories.workspace()
    watch(member=factories.member(here), workspace_id=here.pk)


def again(make, **same):
    """Make a row, then another in the same place."""
    return lambda: make(_place_of(make(**same)), **same)


def _place_of(row):
    return row.thread if hasattr(row, "thread") else row.message


def opening_by_a_foreign_message():
    place = factories.thread()
    opening(thread=place, workspace_id=place.workspace_id)


def thread_twice():
    factories.thread(contact=factories.thread().contact)


def message_twice():
    first = factories.message()
    factories.message(first.thread, external_id=first.external_id)


BAD_ROWS = {
    "thread_one_per_contact_and_account": thread_twice,
    "thread_account_same_workspace": lambda: factories.thread(account=factories.account()),
    "thread_contact_same_workspace": lambda: Thread.everywhere.filter(
        pk=factories.thread().pk
    ).update(contact=factories.contact()),
    "thread_assignee_same_workspace": lambda: factories.thread(assignee=factories.member()),
    "thread_team_same_workspace": lambda: factories.thread(
        team=Team.everywhere.create(workspace=factories.workspace(), name="Sales")
    ),
    "thread_open_comment_same_workspace": lambda: factories.thread(open_comment=foreign_message()),
    "thread_last_message_same_workspace": lambda: factories.thread(last_message=foreign_message()),
    "thread_lifecycle_is_known": lambda: factories.thread(lifecycle="lost"),
    "thread_handler_is_known": lambda: factories.thread(handler="nobody"),
    "thread_snoozed_has_a_wake_time": lambda: factories.thread(lifecycle="snoozed"),
    "thread_opening_has_a_cause": lambda: factories.thread(last_inbound_at=timezone.now()),
    "message_arrives_once": message_twice,
    "message_account_same_workspace": lambda: factories.message(account=factories.account()),
    "message_thread_same_workspace": lambda: Message.everywhere.filter(
        pk=factories.message().pk
    ).update(thread=factories.thread()),
    "message_member_same_workspace": lambda: factories.message(member=factories.member()),
    "message_origin_is_known": lambda: factories.message(origin="heaven"),
    "message_kind_is_known": lambda: factories.message(kind="pigeon"),
    "message_unsent_keeps_no_words": lambda: factories.message(unsent_at=timezone.now()),
    "message_from_outside_has_an_external_id": lambda: factories.message(external_id=None),
    "attachment_one_per_position": again(attachment),
    "attachment_message_same_workspace": lambda: attachment(workspace_id=elsewhere()),
    "attachment_kind_is_known": lambda: attachment(kind="fax"),
    "reaction_one_per_side": again(reaction),
    "reaction_message_same_workspace": lambda: reaction(workspace_id=elsewhere()),
    "note_thread_same_workspace": lambda: note(workspace_id=elsewhere()),
    "note_member_same_workspace": lambda: note(member=factories.member()),
    "note_says_something": lambda: note(text=""),
    "thread_opened_by_same_workspace": lambda: factories.thread(opened_by=foreign_message()),
    "opening_thread_same_workspace": lambda: opening(thread=factories.thread()),
    "opening_message_same_workspace": opening_by_a_foreign_message,
    "opening_cause_is_known": lambda: opening(cause="like"),  # W-3
    "post_known_once": lambda: post(account=post().account),
    "post_account_same_workspace": lambda: post(workspace_id=elsewhere()),
    "post_kind_is_known": lambda: post(kind="letter"),
    "timeline_event_once": again(event, key="referral-1"),
    "timeline_event_thread_same_workspace": lambda: event(workspace_id=elsewhere()),
    "timeline_event_member_same_workspace": lambda: event(member=factories.member()),
    "timeline_event_kind_is_known": lambda: event(kind="miracle"),
    "watch_once_per_member": watch_twice,
    "watch_thread_same_workspace": watch_of_a_foreign_thread,
    "watch_member_same_workspace": lambda: watch(member=factories.member()),
}
TARGETS = {"thread_of_its_workspace", "message_of_its_workspace"}  # unique by the primary key


@pytest.mark.parametrize("name", BAD_ROWS)
def test_the_database_refuses(name):
    with refused_by(name):
        BAD_ROWS[name]()


def test_every_constraint_is_shown():
    assert names_of("threads") == set(BAD_ROWS) | TARGETS


@pytest.mark.parametrize(
    ("model", "field"),
    [(Thread, "lifecycle"), (Thread, "handler"), (Message, "origin"), (Message, "kind"),
     (Attachment, "kind"), (TimelineEvent, "kind"), (Opening, "cause"), (Post, "kind")],
)  # fmt: skip
def test_the_database_knows_every_word_that_the_code_knows(model, field):
    make = {Thread: factories.thread, Message: factories.message}.get(model)
    make = make or {
        Attachment: attachment, TimelineEvent: event, Opening: opening, Post: post
    }[model]  # fmt: skip
    for word, _ in model._meta.get_field(field).choices:
        snooze = {"wakes_at": timezone.now()} if word == "snoozed" else {}
        assert getattr(make(**{field: word}, **snooze), field) == word
