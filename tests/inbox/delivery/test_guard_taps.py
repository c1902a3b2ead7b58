"""What may be tapped below a message: how much of it fits, and where it may go (C-4)."""

from datetime import UTC, datetime, timedelta

import pytest

from inbox.accounts.channels import INSTAGRAM, MediaKind
from inbox.accounts.models import Member
from inbox.delivery.guard import (
    Allowed,
    Automation,
    Button,
    CommentGrant,
    Envelope,
    Grants,
    Media,
    Person,
    QuickReply,
    Surface,
    Text,
    decide,
)
from inbox.threads.window import State, Window

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
RULE, PRODUCT = Automation(7, "Sizes"), Automation(None, "")
LINK = Button("Open the shop", url="https://shop.example/sizes?a=1#b")
TAP = Button("Talk to a person", payload="run:1:2:-1")
COMMENT = CommentGrant("18100", LATER)


def ask(content, *, author=RULE, state=State.OPEN, grants=None):
    window = Window(state, LATER, None, NOW)
    return decide(author, window, content, grants or Grants("2001"), INSTAGRAM)


def buttons(*given, text="Which size?"):
    return Text(text, buttons=given)


@pytest.mark.parametrize("given", [(LINK,), (TAP,), (LINK, TAP, TAP)])
@pytest.mark.parametrize("author", [RULE, PRODUCT])
def test_one_to_three_buttons_go_with_their_words(given, author):
    verdict = ask(buttons(*given), author=author)
    assert isinstance(verdict, Allowed)
    assert verdict.envelope == Envelope(Surface.MESSAGE, "2001", "Which size?", buttons=given)


UNFIT = {
    "four buttons": (buttons(LINK, TAP, TAP, TAP), "too_many_buttons"),
    "no title": (buttons(Button(" ", payload="A")), "button_length"),
    "a title of 21": (buttons(Button("x" * 21, payload="A")), "button_length"),
    "no target": (buttons(Button("Order")), "button_target"),
    "two targets": (buttons(Button("Order", "https://a.example", "A")), "button_target"),
    "text of 641": (buttons(TAP, text="x" * 641), "text_too_long"),
    "text of 1001 bytes": (buttons(TAP, text="é" * 501), "text_too_long"),
    "no words": (buttons(TAP, text=" "), "empty_text"),
    "a payload of 1001": (buttons(Button("Order", payload="x" * 1001)), "payload_too_long"),
    "a quick reply's payload of 1001": (
        Text("Which?", (QuickReply("S", "x" * 1001),)),
        "payload_too_long",
    ),
    "both kinds": (
        Text("Which?", (QuickReply("S", "S"),), buttons=(TAP,)),
        "buttons_and_quick_replies",
    ),
}
UNFIT |= {
    f"the link {url}": (buttons(Button("Open", url=url)), "button_link")
    for url in (
        "http://shop.example",
        "shop.example",
        "https://",
        "https://shop.example/a b",
        "javascript:alert(1)",
        "https://[1",
    )
}


@pytest.mark.parametrize("case", UNFIT)
def test_what_does_not_fit_is_refused_with_words(case):
    content, code = UNFIT[case]
    verdict = ask(content)
    assert verdict.code == code
    assert verdict.detail.endswith(".")


FITS = {
    "a title of 20": buttons(Button("x" * 20, payload="A")),
    "text of 640": buttons(TAP, text="x" * 640),
    "a payload of 1000": buttons(Button("Order", payload="x" * 1000)),
    "a quick reply's payload of 1000": Text("Which?", (QuickReply("S", "x" * 1000),)),
}


@pytest.mark.parametrize("case", FITS)
def test_the_last_that_fits_goes(case):
    assert isinstance(ask(FITS[case]), Allowed)


@pytest.mark.parametrize("publicly", [True, False])
def test_no_comment_is_answered_with_buttons(publicly):  # W-6
    grants = Grants("2001", COMMENT, publicly=publicly)
    assert ask(buttons(LINK), state=State.COMMENT_REPLY, grants=grants).code == "text_only"


def test_what_a_button_says_is_written_out_where_none_go():
    plain = buttons(LINK, TAP).without_buttons()
    assert plain.text == "Which size?\nOpen the shop: https://shop.example/sizes?a=1#b"
    assert plain.quick_replies == (QuickReply("Talk to a person", "run:1:2:-1"),)
    verdict = ask(plain, state=State.COMMENT_REPLY, grants=Grants("2001", COMMENT))
    assert verdict.envelope.surface is Surface.PRIVATE_REPLY


def test_after_a_day_there_is_nothing_to_tap():  # W-8
    assert ask(buttons(TAP), author=Person(Member()), state=State.HUMAN_AGENT).code == "text_only"


def test_buttons_are_stored_and_read_back_the_same():
    envelope = Envelope(Surface.MESSAGE, "2001", "Which size?", buttons=(LINK, TAP))
    assert Envelope.from_json(envelope.to_json()) == envelope
    assert Envelope.of(Surface.MESSAGE, "2001", envelope.content()) == envelope


@pytest.mark.parametrize(
    ("name", "kind", "content_type"),
    [
        ("menu.png?v=2", MediaKind.IMAGE, "image/png"),
        ("price%20list.pdf", MediaKind.FILE, "application/pdf"),
        ("picture", MediaKind.IMAGE, ""),
    ],
)
def test_a_file_of_ones_own_site_goes_by_its_address(name, kind, content_type):
    media = Media.at(f"https://shop.example/files/{name}", kind)
    assert media.content_type == content_type
    assert isinstance(ask(media), Allowed)


def test_a_file_that_is_plainly_of_another_kind_is_refused():
    assert ask(Media.at("https://shop.example/menu.html", MediaKind.FILE)).code == "media_type"
