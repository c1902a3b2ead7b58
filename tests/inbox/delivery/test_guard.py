"""What the guard promises beside its table: limits, names, proofs, and that it can be stored."""

import dataclasses
from datetime import UTC, date, datetime, timedelta
from itertools import product

import pytest

from inbox.accounts.channels import INSTAGRAM, TAGS, MediaKind
from inbox.accounts.models import ApiToken, Member
from inbox.delivery.guard import (
    Allowed,
    ApiClient,
    Automation,
    Campaign,
    Envelope,
    Grants,
    Media,
    Person,
    QuickReply,
    Refused,
    Surface,
    Text,
    decide,
)
from inbox.threads.window import State, Window

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
PERSON = Person(Member())
OTHERS = [Automation(1, "Prices"), Campaign(7), ApiClient(ApiToken())]
AUTHORS = [PERSON, *OTHERS]
CONTACT = Grants("2001")
EXPIRED = "window_expired"
RETIRED = sorted(set(TAGS) - INSTAGRAM.tags)


def named(value):
    return value.value if isinstance(value, State) else type(value).__name__


def ask(author, state, content="hello", grants=CONTACT, capabilities=INSTAGRAM):
    said = Text(content) if isinstance(content, str) else content
    return decide(author, Window(state, LATER, None, NOW), said, grants, capabilities)


@pytest.mark.parametrize("tag", RETIRED)
def test_a_retired_tag_is_refused_with_its_date_and_what_may_be_used(tag):  # T-1, T-2
    verdict = ask(PERSON, State.HUMAN_AGENT, Text("Your order has left.", tag=tag))
    assert verdict.code == "tag_not_supported"
    for part in (tag, "27 April 2026", "HUMAN_AGENT"):
        assert part in verdict.detail
    assert INSTAGRAM.refused_since[tag] == date(2026, 4, 27)


@pytest.mark.parametrize("author", AUTHORS, ids=named)
@pytest.mark.parametrize("tag", RETIRED)
def test_where_a_channel_takes_a_tag_it_is_for_transactions_only(author, tag):  # T-1, T-2
    takes_it = dataclasses.replace(INSTAGRAM, tags=INSTAGRAM.tags | {tag})
    for state in State:
        news = ask(author, state, Text("Your order has left.", tag=tag), capabilities=takes_it)
        assert news.envelope.tag == tag
        offer = Text("20% off everything", tag=tag, support_because="no")
        assert ask(author, state, offer, capabilities=takes_it).code == "promotional"


def test_a_promotion_is_named_word_by_word():  # W-12
    verdict = ask(PERSON, State.HUMAN_AGENT, "Hi Ada, 20% off for you")
    assert verdict.code == "looks_promotional"
    assert verdict.words == ("20% off",)
    assert "20% off" in verdict.detail


def test_a_missing_approval_is_the_reason_while_it_is_what_locks():  # W-11
    unapproved = INSTAGRAM.without_human_agent()
    for passed, code in [(2, "human_agent_not_approved"), (8, EXPIRED)]:
        window = Window.at(NOW, NOW + timedelta(days=passed), unapproved)
        assert decide(PERSON, window, Text("hello"), CONTACT, unapproved).code == code
        for other in OTHERS:  # no approval would let them write
            assert decide(other, window, Text("hello"), CONTACT, unapproved).code == EXPIRED


@pytest.mark.parametrize(
    ("content", "fits"),
    [("a" * 1000, True), ("a" * 1001, False), ("é" * 500, True), ("é" * 500 + "!", False)],
)
def test_a_text_is_measured_in_bytes_and_never_cut(content, fits):  # C-4
    verdict = ask(PERSON, State.OPEN, content)
    if fits:
        assert verdict.envelope.text == content
    else:
        assert verdict.code == "text_too_long"
        assert "1001" in verdict.detail
        assert "1000" in verdict.detail


def test_every_refusal_says_what_to_do():
    for author, state, text in product(AUTHORS, State, ["hello", "", "x" * 2000]):
        verdict = ask(author, state, text)
        if isinstance(verdict, Refused):
            assert verdict.detail.endswith(".")


def test_only_the_guard_can_allow():  # W-9
    envelope = Envelope(Surface.MESSAGE, "2001", "hello", "HUMAN_AGENT")
    with pytest.raises(TypeError):
        Allowed(envelope, None, object())
    with pytest.raises(TypeError):
        Allowed(envelope, None)  # no proof at all
    allowed = ask(PERSON, State.OPEN)
    with pytest.raises((TypeError, ValueError)):
        dataclasses.replace(allowed, envelope=envelope)
    with pytest.raises(dataclasses.FrozenInstanceError):
        allowed.envelope = envelope


def test_an_envelope_is_stored_and_read_back_the_same():
    picture = Media(MediaKind.IMAGE, "https://shop.example/media/x/a", "image/png", 9, "a.png")
    replies = (QuickReply("Yes", "Y"), QuickReply("No", "N"))
    for surface, tag in product(Surface, [None, "HUMAN_AGENT"]):
        for envelope in (
            Envelope(surface, "2001", "hëllo", tag),
            Envelope(surface, "2001", "hello", tag, quick_replies=replies),
            Envelope(surface, "2001", media=picture),
        ):
            assert Envelope.from_json(envelope.to_json()) == envelope
            assert Envelope.of(surface, "2001", envelope.content(), envelope.tag) == envelope


def test_an_envelope_from_before_there_were_files_can_be_read():
    stored = {"surface": "message", "recipient": "2001", "text": "hello", "tag": None}
    assert Envelope.from_json(stored) == Envelope(Surface.MESSAGE, "2001", "hello")
