"""An edit numbered 0 announces a message; when it does not come by itself, it is asked for."""

import pytest
import responses

from inbox.threads.models import Message
from integrations.meta.models import Event
from integrations.meta.tasks import fetch_message
from tests.integrations.meta.payloads import ADA, SHOP, START, drain, message, messaging, take_in

pytestmark = pytest.mark.django_db
ADDRESS = "https://graph.instagram.com/v25.0/M1"
ANNOUNCED = messaging({"message_edit": {"mid": "M1", "num_edit": 0}, "timestamp": START})
TOLD = {
    "id": "M1",
    "created_time": "2026-09-21T13:13:20+0000",
    "from": {"id": ADA, "username": "ada.b"},
    "to": {"data": [{"id": SHOP, "username": "bakery.demo"}]},
    "message": "only here",
}


@pytest.fixture
def meta():
    with responses.RequestsMock() as wire:
        yield wire


def test_it_becomes_the_one_message_even_if_it_comes_after_all(shop, meta):
    meta.get(ADDRESS, json=TOLD)
    take_in(ANNOUNCED)
    fetch_message(shop.pk, "M1")
    drain()
    told = Message.everywhere.get()
    assert (told.text, told.origin) == ("only here", "contact")
    assert told.sent_at.isoformat() == "2026-09-21T13:13:20+00:00"
    take_in(messaging(message("M1", "only here")))
    assert Message.everywhere.count() == 1


def test_our_own_words_are_no_inbound(shop, meta):
    theirs = {"from": TOLD["to"]["data"][0], "to": {"data": [TOLD["from"]]}}
    meta.get(ADDRESS, json=TOLD | theirs)
    fetch_message(shop.pk, "M1")
    drain()
    told = Message.everywhere.get()
    assert (told.origin, told.thread.contact.scoped_id) == ("app", ADA)


def test_no_call_is_made_for_a_message_that_came(shop, meta):
    take_in(ANNOUNCED, messaging(message("M1", "hello")))
    fetch_message(shop.pk, "M1")
    assert Message.everywhere.get().text == "hello"


def test_a_refusal_leaves_the_trace_and_nothing_else(shop, meta):
    meta.get(ADDRESS, json={"error": {"code": 100, "message": "no"}}, status=400)
    take_in(ANNOUNCED)
    fetch_message(shop.pk, "M1")
    drain()
    assert not Message.everywhere.exists()
    assert Event.everywhere.get().outcome == "ignored"
