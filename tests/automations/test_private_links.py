"""A link in the private reply to a comment stands in the words: no buttons go there (W-6)."""

import pytest

from automations.rulebook import import_rules
from inbox.delivery.models import Outbound
from tests import factories
from tests.automations.conftest import document, flow
from tests.played import Played
from tests.sandbox_process import IG_ID, TOKEN

pytestmark = pytest.mark.django_db
SEND = {
    "send": {
        "texts": ["Here is our size guide."],
        "links": [{"title": "Size guide", "url": "https://shop.example/sizes"}],
    }
}


@pytest.fixture
def played(sandbox):
    account = factories.account(external_id=IG_ID, username="bakery.demo", token=TOKEN)
    import_rules(account.workspace, document(flow(SEND, keywords=["size"])))
    return Played(sandbox)


def test_below_a_comment_the_link_stands_in_the_words(played):  # K-3
    played.does("comment", media=played.sandbox.post(), text="SIZE")
    outbound = Outbound.everywhere.get()
    assert outbound.kind == "private_reply"
    assert outbound.envelope["text"] == (
        "Here is our size guide.\nSize guide: https://shop.example/sizes"
    )
    assert outbound.envelope["buttons"] == []


def test_in_a_direct_message_it_is_a_button(played):
    played.does("text", text="size")
    (button,) = Outbound.everywhere.get().envelope["buttons"]
    assert (button["title"], button["url"]) == ("Size guide", "https://shop.example/sizes")
