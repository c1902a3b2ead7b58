"""Echoes of what was sent from here, in every order with receipts and repeats."""

from datetime import timedelta
from uuid import uuid4

import pytest

from inbox.delivery.models import Attempt, Outbound
from inbox.threads.models import Message
from tests import factories
from tests.integrations.meta.payloads import (
    ADA,
    START,
    change,
    comment,
    echo,
    event,
    message,
    messaging,
    take_in,
    time_of,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def thread(shop):
    return factories.thread(
        contact=factories.contact(shop, scoped_id=ADA), last_item_at=time_of(START)
    )


@pytest.fixture
def outbound(thread):
    return in_flight(thread, "Yes, 3 days")


def in_flight(thread, text, **fields):
    """A call is under way for this message of ours; its answer has not come."""
    said = factories.message(
        thread, origin="member", external_id=None, text=text, sent_at=time_of(START)
    )
    made = {"workspace_id": thread.workspace_id, "account": thread.account, "author": "person"}
    made |= {"priority": 1, "envelope": {"text": text}, "client_key": uuid4(), "state": "sending"}
    outbound = Outbound.everywhere.create(thread=thread, message=said, **made | fields)
    Attempt.everywhere.create(
        workspace_id=thread.workspace_id,
        account_id=thread.account_id,
        outbound=outbound,
        number=1,
        fence=1,
        started_at=time_of(START) - timedelta(seconds=1),
    )
    return outbound


SEEN = messaging(event(START + 9, read={"mid": "M15"}))
LIKED = messaging(event(START + 8, reaction={"mid": "M15", "action": "react", "emoji": "❤️"}))
ECHO = messaging(echo("M15", "Yes, 3 days", START + 1))


@pytest.mark.parametrize(
    "order",
    [[ECHO, SEEN, LIKED], [SEEN, LIKED, ECHO], [LIKED, ECHO, SEEN], [ECHO, ECHO, SEEN, LIKED]],
)
@pytest.mark.parametrize("together", [True, False])
def test_our_message_is_there_once_whatever_comes_first(outbound, order, together):  # F-4
    for batch in [order] if together else [[one] for one in order]:
        take_in(*batch)
    take_in(SEEN)
    told = Message.everywhere.get()
    assert (told.pk, told.external_id) == (outbound.message_id, "M15")
    assert (told.origin, told.seen_at) == ("member", time_of(START + 9))
    assert told.reactions.get().emoji == "❤️"
    outbound.refresh_from_db()
    assert outbound.state == "seen"
    outbound.thread.refresh_from_db()
    assert outbound.thread.last_message == told


def test_a_repeat_from_the_app_is_not_taken_for_the_same_words_on_their_way(thread):
    from_app = messaging(echo("M1", "ok", START))
    take_in(from_app)
    outbound = in_flight(thread, "ok")
    take_in(from_app)
    outbound.refresh_from_db()
    assert (outbound.state, outbound.message.external_id) == ("sending", None)
    assert Message.everywhere.get(external_id="M1").origin == "app"


def test_other_words_from_the_app_are_a_message_of_their_own(outbound):  # W-14
    take_in(messaging(echo("M16", "Something else", START + 1)))
    assert sorted(Message.everywhere.values_list("origin", flat=True)) == ["app", "member"]


def test_our_public_answer_is_recognised_under_its_comment(thread):
    take_in(change("comments", comment("18100")))
    asked = Message.everywhere.get(external_id="18100")
    outbound = in_flight(thread, "See your DMs", kind="public_reply", comment=asked)
    own = comment("18102", "See your DMs", contact=thread.account.external_id, parent_id="18100")
    take_in(change("comments", own, seconds=START // 1000 + 1))
    outbound.refresh_from_db()
    assert outbound.message.external_id == "18102"
    assert outbound.state == "delivered"


def test_unsending_our_own_message_removes_it_here_too(outbound):
    take_in(ECHO, messaging(message("M15", is_deleted=True)))
    told = Message.everywhere.get()
    assert (told.text, bool(told.unsent_at)) == ("", True)
    outbound.refresh_from_db()
    assert outbound.envelope == {"text": ""}
