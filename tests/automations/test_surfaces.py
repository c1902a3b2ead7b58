"""Each thing that people do is its own event, as the sandbox tells of it (K-1)."""

import pytest

from automations.surfaces import heard_of
from tests import factories
from tests.played import Played
from tests.sandbox_process import IG_ID, TOKEN

pytestmark = pytest.mark.django_db
STARTERS = [{"question": "Opening hours?", "payload": "HOURS"}]
DM, TAP = {"dm"}, {"tap"}

# What is done, and the events that it is.
DONE = {
    "a text": ("text", {"text": "price?"}, DM),
    "an answer to a message": ("text", {"text": "this", "reply_to": "M0"}, DM),
    "a photo": ("photo", {}, DM),
    "a video": ("video", {}, DM),
    "a voice message": ("audio", {}, DM),
    "a PDF": ("file", {}, DM),
    "an album": ("album", {}, DM),
    "a view-once photo": ("ephemeral", {}, DM),
    "a question about a product": ("product", {}, DM),
    "a message from an ad": ("ad", {}, {"dm", "ad"}),
    "a story mention": ("story_mention", {}, {"story_mention"}),
    "a quick reply": ("quick_reply", {"title": "Sizes", "payload": "S"}, TAP),
    "a button": ("postback", {"title": "Order", "payload": "ORDER"}, TAP),
    "a menu": ("menu", {"title": "Talk to us", "payload": "CARE"}, TAP),
    "an ice breaker": (
        "ice_breaker",
        {"title": "Opening hours?", "payload": "HOURS"},
        {"ice_breaker"},
    ),
    "an ice breaker in another language": (
        "ice_breaker",
        {"title": "Åpningstider?", "payload": "HOURS"},
        {"ice_breaker"},
    ),
    "a button that says what an ice breaker asks": (
        "postback",
        {"title": "Opening hours?", "payload": "run:1:2:0"},
        TAP,
    ),
    "a quick reply that tells what an ice breaker tells": (
        "quick_reply",
        {"title": "Hours", "payload": "HOURS"},
        TAP,
    ),
    "what Instagram does not pass on": ("unsupported", {}, set()),
}
UNDER = {"FEED": "feed", "REELS": "reel", "LIVE": "live", "AD": "ad", "STORY": "story"}


@pytest.fixture
def played(sandbox):
    factories.account(external_id=IG_ID, username="bakery.demo", token=TOKEN)
    return Played(sandbox)


def hear(message, *, is_first=False):
    return heard_of(message, is_first=is_first, ice_breakers=STARTERS)


@pytest.mark.parametrize("done", DONE)
def test_each_act_is_its_own_event_only(played, done):  # K-1
    kind, what, surfaces = DONE[done]
    heard = hear(played.does(kind, **what))
    assert heard.surfaces == surfaces
    assert (heard.post_id, heard.post_kind) == ("", "") or kind == "story_mention"


@pytest.mark.parametrize("done", DONE)
def test_only_words_and_files_are_a_first_message(played, done):  # K-1
    kind, what, surfaces = DONE[done]
    first = {"first_message"} if "dm" in surfaces else set()
    assert hear(played.does(kind, **what), is_first=True).surfaces == surfaces | first


@pytest.mark.parametrize("product", UNDER)
def test_a_comment_names_what_it_is_under(played, product):  # K-1
    media = played.sandbox.post(product)
    heard = hear(played.does("comment", media=media, text="price?"), is_first=True)
    assert heard.surfaces == {"comment"}
    assert heard.is_comment
    assert (heard.text, heard.post_id, heard.post_kind) == ("price?", media, UNDER[product])
    assert bool(heard.ad_id) == (product == "AD")


def test_a_story_reply_names_the_story(played):  # K-1
    media = played.sandbox.post("STORY")
    heard = hear(played.does("story_reply", media=media, text="love it"), is_first=True)
    assert heard.surfaces == {"story_reply"}
    assert (heard.text, heard.post_id, heard.post_kind) == ("love it", media, "story")


def test_a_tap_has_its_words_and_what_it_tells(played):  # K-1
    for kind in ("quick_reply", "postback"):
        heard = hear(played.does(kind, title="Order", payload="ORDER_1"))
        assert (heard.text, heard.payload) == ("Order", "ORDER_1")


def test_a_message_from_an_ad_names_it(played):  # K-1
    heard = hear(played.does("ad", text="Hi", ad_id="6100"))
    assert (heard.text, heard.ad_id) == ("Hi", "6100")


def test_a_link_into_the_chat_is_no_ad(played):  # K-1
    played.does("text", text="hello")
    heard = hear(played.does("ice_breaker", title="Opening hours?", payload="HOURS", ref="poster"))
    assert heard.surfaces == {"ice_breaker"}


def test_without_its_ice_breakers_known_a_tap_is_a_tap(played):  # K-1
    message = played.does("ice_breaker", title="Opening hours?", payload="HOURS")
    assert heard_of(message, is_first=True, ice_breakers=[]).surfaces == TAP
