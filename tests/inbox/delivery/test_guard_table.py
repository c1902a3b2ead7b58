"""The guard's truth table: every state × author × content × capability has its row here (W-1, W-9).

Rows are written out, not computed: a change of the guard that is not meant breaks one of them.
``free`` goes without a tag, ``tagged`` with HUMAN_AGENT; anything else is the code of a refusal.
"""

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from inbox.accounts.channels import HUMAN_AGENT, INSTAGRAM, MEGABYTE, MediaKind
from inbox.accounts.models import ApiToken, Member
from inbox.delivery.guard import (
    Allowed,
    ApiClient,
    Automation,
    Campaign,
    CommentGrant,
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
AUTHORS = {
    "person": Person(Member()),
    "automation": Automation(1, "Prices"),
    "campaign": Campaign(7),
    "api": ApiClient(ApiToken()),
}
CAPABILITIES = {"approved": INSTAGRAM, "unapproved": INSTAGRAM.without_human_agent()}
REPLIES = tuple(QuickReply(f"Size {number}", f"S{number}") for number in range(14))


def file(kind=MediaKind.IMAGE, content_type="image/png", size=1000):
    return Media(kind, "https://shop.example/media/x/a", content_type, size, "a.png")


CONTENTS = {
    "text": Text("Your parcel leaves today."),
    "menu": Text("Which size?", REPLIES[:13]),
    "image": file(),
    "pdf": file(MediaKind.FILE, "application/pdf", 25 * MEGABYTE),
    "promotion": Text("Get 20% off with code SUMMER20"),
    "confirmed": Text("Get 20% off with code SUMMER20", support_because="They asked for it"),
    "asks for the tag": Text("hello", tag=HUMAN_AGENT),
    "asks for a retired tag": Text("Your order has left.", tag="POST_PURCHASE_UPDATE"),
    "asks for an unknown tag": Text("hello", tag="WHATEVER"),
    "nothing": Text(" \n"),
    "too long": Text("x" * 1001),
    "big menu": Text("Which size?", REPLIES),
    "long title": Text("Which size?", (QuickReply("x" * 21, "X"),)),
    "big image": file(size=8 * MEGABYTE + 1),
    "web page": file(MediaKind.FILE, "text/html"),
}

# What no window changes.
ALWAYS = {
    "asks for a retired tag": "tag_not_supported",
    "asks for an unknown tag": "tag_not_supported",
    "nothing": "empty_text",
    "too long": "text_too_long",
    "big menu": "too_many_quick_replies",
    "long title": "quick_reply_length",
    "big image": "media_too_large",
    "web page": "media_type",
}
FREE = dict.fromkeys(["text", "menu", "image", "pdf", "promotion", "confirmed"], "free")
EXPIRED = dict.fromkeys(FREE, "window_expired")
NOT_THEIRS = {"asks for the tag": "human_agent_not_allowed"}
NOT_NEEDED = {"asks for the tag": "tag_not_needed"}
NO_TAGS = {"asks for the tag": "tag_not_supported"}
HUMAN = {
    "text": "tagged",
    "menu": "text_only",
    "image": "text_only",
    "pdf": "text_only",
    "promotion": "looks_promotional",
    "confirmed": "tagged",
    "asks for the tag": "tagged",
}
MACHINE = dict.fromkeys(FREE, "human_agent_not_allowed") | NOT_THEIRS
UNAPPROVED = dict.fromkeys(FREE, "tag_not_supported") | NO_TAGS
ROWS = {
    (State.OPEN, "person", "approved"): FREE | NOT_NEEDED,
    (State.OPEN, "person", "unapproved"): FREE | NO_TAGS,
    (State.OPEN, "automation", "approved"): FREE | NOT_THEIRS,
    (State.OPEN, "automation", "unapproved"): FREE | NOT_THEIRS,
    (State.OPEN, "campaign", "approved"): FREE | NOT_THEIRS,
    (State.OPEN, "campaign", "unapproved"): FREE | NOT_THEIRS,
    (State.OPEN, "api", "approved"): FREE | NOT_THEIRS,
    (State.OPEN, "api", "unapproved"): FREE | NOT_THEIRS,
    (State.HUMAN_AGENT, "person", "approved"): HUMAN,
    (State.HUMAN_AGENT, "person", "unapproved"): UNAPPROVED,  # no such window: W-11 locks it
    (State.HUMAN_AGENT, "automation", "approved"): MACHINE,
    (State.HUMAN_AGENT, "automation", "unapproved"): MACHINE,
    (State.HUMAN_AGENT, "campaign", "approved"): MACHINE,
    (State.HUMAN_AGENT, "campaign", "unapproved"): MACHINE,
    (State.HUMAN_AGENT, "api", "approved"): MACHINE,
    (State.HUMAN_AGENT, "api", "unapproved"): MACHINE,
    (State.LOCKED, "person", "approved"): EXPIRED | NOT_NEEDED,
    (State.LOCKED, "person", "unapproved"): EXPIRED | NO_TAGS,
    (State.LOCKED, "automation", "approved"): EXPIRED | NOT_THEIRS,
    (State.LOCKED, "automation", "unapproved"): EXPIRED | NOT_THEIRS,
    (State.LOCKED, "campaign", "approved"): EXPIRED | NOT_THEIRS,
    (State.LOCKED, "campaign", "unapproved"): EXPIRED | NOT_THEIRS,
    (State.LOCKED, "api", "approved"): EXPIRED | NOT_THEIRS,
    (State.LOCKED, "api", "unapproved"): EXPIRED | NOT_THEIRS,
}
# A message beside a comment: the comment gives it nothing (W-6).
ROWS |= {
    (State.COMMENT_REPLY, *rest): row
    for (state, *rest), row in list(ROWS.items())
    if state is State.LOCKED
}
CASES = list(product(State, AUTHORS, CAPABILITIES, CONTENTS))


def test_the_table_has_a_row_for_everything():
    assert set(ROWS) == set(product(State, AUTHORS, CAPABILITIES))
    assert all(set(row | ALWAYS) == set(CONTENTS) for row in ROWS.values())


@pytest.mark.parametrize(("state", "author", "able", "content"), CASES)
def test_a_message(state, author, able, content):  # W-1, W-8 to W-12, T-2, C-4
    expected = (ROWS[state, author, able] | ALWAYS)[content]
    verdict = ask(state, author, able, content, Grants("2001"))
    assert said(verdict) == expected
    if isinstance(verdict, Allowed):
        assert verdict.envelope.surface is Surface.MESSAGE
        assert verdict.envelope.recipient == "2001"
        assert verdict.ends_at == LATER


# --- The two comment surfaces: the same in every state and for every author (W-6, K-3) ------------
COMMENTS = {
    # what the comment is: why no private reply, why no public one
    "open": ({}, "", ""),
    "spent": ({"is_spent": True}, "comment_spent", ""),
    "too old": ({"ends_at": None}, "comment_too_old", ""),
    "spent and old": ({"is_spent": True, "ends_at": None}, "comment_spent", ""),
    "live": ({"is_live": True}, "", "comment_on_live"),
    "live, over": ({"is_live": True, "is_over": True}, "broadcast_over", "comment_on_live"),
    "hidden": ({"is_hidden": True}, "", "comment_hidden"),
    "deleted": ({"is_deleted": True}, "comment_deleted", "comment_deleted"),
}
TO_NO_COMMENT = {
    "image": "text_only",
    "pdf": "text_only",
    "asks for the tag": "tag_not_needed",
    "asks for a retired tag": "tag_not_needed",
    "asks for an unknown tag": "tag_not_needed",
}


@pytest.mark.parametrize("comment", COMMENTS)
@pytest.mark.parametrize("publicly", [False, True], ids=["privately", "publicly"])
@pytest.mark.parametrize("content", CONTENTS)
def test_a_reply_to_a_comment(comment, publicly, content):
    fields, in_private, in_public = COMMENTS[comment]
    grant = CommentGrant(**{"comment_id": "18100", "ends_at": LATER} | fields)
    for state, author, able in product(State, AUTHORS, CAPABILITIES):
        verdict = ask(state, author, able, content, Grants("2001", grant, publicly=publicly))
        assert said(verdict) == to_comment(content, in_public if publicly else in_private, publicly)
        if isinstance(verdict, Allowed):
            assert verdict.envelope.recipient == "18100"
            assert verdict.ends_at == (None if publicly else LATER)


def to_comment(content, refusal, publicly):
    """What is wrong with the content, then with the comment, then with the content just there."""
    if content in ALWAYS and content not in TO_NO_COMMENT:
        return ALWAYS[content]
    if refusal == "comment_deleted":
        return refusal
    if content in TO_NO_COMMENT:
        return TO_NO_COMMENT[content]
    if refusal:
        return refusal
    return "text_only" if publicly and content == "menu" else "free"


# --- What stands above the window -----------------------------------------------------------------
@pytest.mark.parametrize(("state", "author"), list(product(State, AUTHORS)))
def test_another_app_in_control_stops_messages_and_private_replies_but_no_public_one(state, author):
    comment = CommentGrant("18100", LATER)
    for grants, expected in [
        (Grants("2001", other_app=True), "other_app"),
        (Grants("2001", comment, other_app=True), "other_app"),
        (Grants("2001", comment, publicly=True, other_app=True), "free"),
    ]:
        assert said(ask(state, author, "approved", "text", grants)) == expected


def test_a_workspace_may_let_nobody_confirm_a_promotion():  # W-12
    grants = Grants("2001", promotions_blocked=True)
    for content in ("promotion", "confirmed"):
        verdict = ask(State.HUMAN_AGENT, "person", "approved", content, grants)
        assert verdict.code == "promotional"
    assert said(ask(State.OPEN, "person", "approved", "promotion", grants)) == "free"
    assert said(ask(State.HUMAN_AGENT, "person", "approved", "text", grants)) == "tagged"


def ask(state, author, able, content, grants):
    window = Window(state, LATER, None, NOW)
    return decide(AUTHORS[author], window, CONTENTS[content], grants, CAPABILITIES[able])


def said(verdict):
    if not isinstance(verdict, Allowed):
        assert verdict.detail.endswith((".", "none."))
        return verdict.code
    return {None: "free", HUMAN_AGENT: "tagged"}[verdict.envelope.tag]
