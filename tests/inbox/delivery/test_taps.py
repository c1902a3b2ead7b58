"""What may be tapped travels to the phone, shows in the thread, and tells us what was tapped."""

from uuid import uuid4

import pytest
from django.test import Client

from inbox.accounts.channels import MediaKind
from inbox.delivery.guard import Automation, Button, Media, QuickReply, Text
from inbox.delivery.models import Outbound
from inbox.delivery.outbox import queue_reply
from inbox.threads.models import Message
from tests import factories
from tests.integrations.meta.payloads import by_business, messaging, take_in
from tests.played import Played
from tests.sandbox_process import IG_ID, TOKEN

pytestmark = pytest.mark.django_db
LINK = Button("Open the shop", url="https://shop.example/")
TAP = Button("Order one", payload="ORDER_1")
RULE = Automation(7, "Sizes")


@pytest.fixture
def account(sandbox, db):
    return factories.account(
        external_id=IG_ID, username="bakery.demo", token=TOKEN, messages_per_hour=0, warms_up=False
    )


@pytest.fixture
def played(sandbox, account):
    return Played(sandbox)


@pytest.fixture
def thread(played):
    return played.does("text", text="which sizes are there?").thread


@pytest.fixture
def say(thread, run_lane):
    """Have a rule say something, up to the phone."""

    def say(content, author=RULE):
        outbound = queue_reply(thread, content, author=author, key=uuid4())
        assert isinstance(outbound, Outbound), outbound
        run_lane(outbound)
        assert outbound.state == "sent", outbound.detail
        return outbound

    return say


def on_the_phone(played):
    return played.sandbox.control("GET", "chat?person=ada.b")["messages"][-1]


def page_of(thread):
    """The thread as a member reads it."""
    client = Client()
    client.force_login(factories.member(thread.workspace).user)
    return client.get(f"/inbox/all/t/{thread.pk}/").content.decode()


def test_buttons_reach_the_phone_and_the_thread(say, played, thread):
    outbound = say(Text("Which size?", buttons=(LINK, TAP)))
    (card,) = on_the_phone(played)["attachments"]
    assert (card["template_type"], card["text"]) == ("button", "Which size?")
    assert card["buttons"] == [
        {"type": "web_url", "title": "Open the shop", "url": "https://shop.example/"},
        {"type": "postback", "title": "Order one", "payload": "ORDER_1"},
    ]
    assert outbound.message.context["buttons"] == [
        {"title": "Open the shop", "url": "https://shop.example/"},
        {"title": "Order one", "url": ""},
    ]
    page = page_of(thread)
    assert 'href="https://shop.example/"' in page
    assert "Order one" in page


def test_the_echo_of_buttons_is_our_message(say, played):  # F-4
    outbound = say(Text("Which size?", buttons=(TAP,)))
    played.take_in(times=2)
    outbound.refresh_from_db()
    assert outbound.state == "delivered"
    ours = Message.everywhere.filter(origin__in=["automation", "app"])
    assert list(ours) == [outbound.message]


def test_a_tap_on_a_button_tells_its_payload_once(say, played):  # K-1
    say(Text("Which size?", buttons=(TAP,)))
    played.play("postback", title="Order one", payload="ORDER_1")
    played.take_in(times=5)
    tapped = Message.everywhere.get(kind=Message.Kind.TAP)
    assert tapped.context["tap"] == {"title": "Order one", "payload": "ORDER_1"}


def test_quick_replies_reach_the_phone_and_the_thread(say, played, thread):
    say(Text("Which size?", (QuickReply("Small", "S"), QuickReply("Large", "L"))))
    assert [one["payload"] for one in on_the_phone(played)["quick_replies"]] == ["S", "L"]
    tapped = played.does("quick_reply", title="Large", payload="L")
    assert (tapped.text, tapped.context["quick_reply"]) == ("Large", {"payload": "L"})
    assert "Small" in page_of(thread)


def test_a_file_of_ones_own_site_needs_no_upload(say, played, thread):
    url = f"{played.sandbox.url}/media/cake.jpg"
    outbound = say(Media.at(url, MediaKind.IMAGE))
    assert on_the_phone(played)["attachments"][0]["type"] == "image"
    shown = outbound.message.attachments.get()
    assert (shown.kind, shown.url, shown.title) == ("image", url, "cake.jpg")
    assert url in page_of(thread)


def test_the_product_speaks_without_a_rule(say, thread):  # H-4
    outbound = say("A person will be with you shortly.", author=Automation(None, ""))
    assert "Automatic answer" in page_of(thread)
    assert (outbound.author, outbound.rule_id, outbound.priority) == ("automation", None, 2)
    assert "rule" not in outbound.message.context


def test_what_the_guard_lets_go_meta_takes_at_its_limits(say, played):
    widest = tuple(Button("x" * 20, payload="p" * 999 + str(n)) for n in range(3))
    say(Text("é" * 320 + "x" * 320, buttons=widest))
    assert len(on_the_phone(played)["attachments"][0]["buttons"]) == 3


def test_an_unsent_message_of_ours_keeps_nothing_that_could_be_tapped(say, played):
    outbound = say(Text("Which size?", buttons=(TAP,)))
    mid = outbound.message.external_id
    played.take_in()
    take_in(messaging(by_business(message={"mid": mid, "is_deleted": True})))
    outbound.refresh_from_db()
    assert (outbound.envelope["text"], outbound.envelope["buttons"]) == ("", [])
    assert outbound.message.context == {}
