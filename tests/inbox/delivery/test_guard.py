"""The guard's whole table: every state, author and surface, and what content it turns away."""

import dataclasses
from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from inbox.accounts.channels import INSTAGRAM
from inbox.accounts.models import ApiToken, Member
from inbox.delivery.guard import (
    Allowed,
    ApiClient,
    Automation,
    Campaign,
    CommentGrant,
    Envelope,
    Grants,
    Person,
    Refused,
    Surface,
    Text,
    decide,
)
from inbox.delivery.models import Reason
from inbox.threads.window import State, Window

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
PERSON = Person(Member())
OTHERS = [Automation(1, "Prices"), Campaign(7), ApiClient(ApiToken())]
AUTHORS = [PERSON, *OTHERS]
CONTACT = Grants("2001")


def named(value):
    return value.value if isinstance(value, State) else type(value).__name__


def window(state):
    return Window(state, LATER, None, NOW)


def answer_to(**comment):
    return Grants("2001", CommentGrant(**{"comment_id": "18100", "ends_at": LATER} | comment))


def ask(author, state, content="hello", grants=CONTACT, capabilities=INSTAGRAM):
    return decide(author, window(state), Text(content), grants, capabilities)


@pytest.mark.parametrize("author", AUTHORS, ids=named)
def test_in_the_open_window_everybody_may_write_without_a_tag(author):  # W-1
    verdict = ask(author, State.OPEN)
    assert verdict.envelope == Envelope(Surface.MESSAGE, "2001", "hello", None)
    assert verdict.ends_at == LATER


def test_after_24_hours_a_person_writes_with_the_tag():  # W-10
    assert ask(PERSON, State.HUMAN_AGENT).envelope.tag == "HUMAN_AGENT"


@pytest.mark.parametrize("author", OTHERS, ids=named)
def test_after_24_hours_nobody_else_writes_at_all(author):  # W-10
    verdict = ask(author, State.HUMAN_AGENT)
    assert (verdict.reason, verdict.code) == (Reason.WINDOW_EXPIRED, "human_agent_not_allowed")


@pytest.mark.parametrize(
    ("author", "state"), list(product(AUTHORS, [State.LOCKED, State.COMMENT_REPLY])), ids=named
)
def test_a_closed_window_lets_no_message_through(author, state):  # W-1
    verdict = ask(author, state)
    assert (verdict.reason, verdict.code) == (Reason.WINDOW_EXPIRED, "window_expired")


@pytest.mark.parametrize(("author", "state"), list(product(AUTHORS, State)), ids=named)
def test_a_comment_gives_its_private_reply_in_every_state_and_without_a_tag(author, state):  # W-6
    verdict = ask(author, state, grants=answer_to())
    assert verdict.envelope == Envelope(Surface.PRIVATE_REPLY, "18100", "hello", None)
    assert verdict.ends_at == LATER


@pytest.mark.parametrize(("author", "state"), list(product(AUTHORS, State)), ids=named)
def test_a_comment_can_be_answered_publicly_in_every_state(author, state):  # K-3
    verdict = ask(author, state, grants=answer_to(publicly=True, ends_at=None, is_spent=True))
    assert verdict.envelope == Envelope(Surface.PUBLIC_REPLY, "18100", "hello", None)
    assert verdict.ends_at is None


@pytest.mark.parametrize(
    ("comment", "code", "reason"),
    [
        ({"is_spent": True}, "comment_spent", Reason.PRIVATE_REPLY_USED),
        ({"ends_at": None}, "comment_too_old", Reason.PRIVATE_REPLY_USED),
        ({"is_deleted": True}, "comment_deleted", Reason.REFUSED_HERE),
        ({"is_deleted": True, "publicly": True}, "comment_deleted", Reason.REFUSED_HERE),
        ({"is_live": True, "publicly": True}, "comment_on_live", Reason.REFUSED_HERE),
    ],
)
def test_what_a_comment_does_not_give(comment, code, reason):  # W-6
    verdict = ask(PERSON, State.OPEN, grants=answer_to(**comment))
    assert (verdict.code, verdict.reason) == (code, reason)


@pytest.mark.parametrize(("author", "state"), list(product(AUTHORS, State)), ids=named)
@pytest.mark.parametrize("content", ["", "  \n\t"])
def test_nothing_is_not_sent(author, state, content):
    assert ask(author, state, content).code == "empty_text"


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


def test_without_the_approval_no_tag_is_stamped():  # W-11
    verdict = ask(PERSON, State.HUMAN_AGENT, capabilities=INSTAGRAM.without_human_agent())
    assert verdict.code == "tag_not_supported"
    assert "none" in verdict.detail


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
    for surface, tag in product(Surface, [None, "HUMAN_AGENT"]):
        envelope = Envelope(surface, "2001", "hëllo", tag)
        assert Envelope.from_json(envelope.to_json()) == envelope
