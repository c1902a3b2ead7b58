"""What becomes of messages is told, and costs nothing while nobody listens (N-3)."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from inbox.delivery.models import Outbound, Reason
from inbox.delivery.moves import move, move_all
from inbox.hooks import endpoints
from inbox.hooks.models import HookCall
from tests import factories

pytestmark = pytest.mark.django_db
State = Outbound.State


@pytest.fixture
def thread():
    contact = factories.contact(username="ada.moreno", name="Ada Moreno")
    return factories.thread_open_since(timezone.now(), contact=contact)


def queued(thread, **fields):
    message = factories.message(
        thread, origin="automation", external_id=None, author_name="Sizes", text="S to XL"
    )
    made = {"workspace_id": thread.workspace_id, "account": thread.account, "message": message}
    made |= {"author": "automation", "priority": 2, "envelope": {}, "client_key": uuid4()}
    return Outbound.everywhere.create(thread=thread, **made | fields)


def listen(thread, *events):
    admin = factories.member(thread.workspace, role="admin")
    endpoints.add(thread.workspace_id, "https://a.example/", list(events), "", by=admin)


def test_a_message_that_was_sent_is_told_once(thread):
    listen(thread, "message.sent")
    outbound = queued(thread)
    for state in (State.SENDING, State.SENT, State.DELIVERED, State.SEEN):
        move(outbound, state)
    call = HookCall.everywhere.get()
    assert call.name == f"message.sent:{outbound.message_id}"
    for words in ('"S to XL"', '"ada.moreno"', '"origin":"automation"', '"status":"sent"'):
        assert words in call.body


def test_a_message_whose_receipt_came_before_its_answer_is_told_too(thread):
    listen(thread, "message.sent")
    outbound = queued(thread)
    move(outbound, State.SENDING)
    move(outbound, State.DELIVERED)
    assert HookCall.everywhere.get().event == "message.sent"


def test_each_failure_is_told_with_its_reason(thread):
    listen(thread, "message.failed")
    outbound = queued(thread)
    for _ in range(2):
        move(outbound, State.FAILED, reason=Reason.CONTENT_REJECTED, detail="No links.")
        move(outbound, State.QUEUED)
    assert HookCall.everywhere.count() == 2
    body = HookCall.everywhere.first().body
    assert '"reason":"content_rejected"' in body
    assert '"detail":"No links."' in body


def test_withdrawing_is_no_failure(thread):
    listen(thread, "message.failed", "message.sent")
    move(queued(thread), State.WITHDRAWN)
    assert not HookCall.everywhere.exists()


def test_with_nobody_listening_a_move_costs_no_further_query(thread):
    outbounds = [queued(thread) for _ in range(20)]
    move_all(outbounds, State.SENDING)
    with CaptureQueriesContext(
        connection,
    ) as first:
        move_all(outbounds[:10], State.SENT)
    assert sum("hooks_" in query["sql"] for query in first) == 1
    with CaptureQueriesContext(connection) as second:
        move_all(outbounds[10:], State.SENT)
    assert sum("hooks_" in query["sql"] for query in second) == 0
