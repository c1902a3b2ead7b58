"""Which events an inbound message is: each rule fires on its own event only (K-1)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from automations.definition import Surface
from automations.heard import Heard
from inbox.threads.models import Message

Kind = Message.Kind
IceBreakers = Sequence[Mapping[str, str]]
_DIRECT = (Kind.TEXT, Kind.MEDIA)
_ONE_THING: dict[str, Surface] = {
    Kind.STORY_REPLY: "story_reply",
    Kind.STORY_MENTION: "story_mention",
    Kind.COMMENT: "comment",
}


def heard_of(message: Message, *, is_first: bool, ice_breakers: IceBreakers) -> Heard:
    """``message`` as rules see it; whether it is the contact's first is for the caller to know.

    ``ice_breakers`` are the account's. What nobody can read, such as a poll that Instagram does not
    pass on, is no event at all: no rule answers it. “fallback” is never among the surfaces.
    """
    context: dict[str, Any] = message.context
    post, story = _part(context, "post"), _part(context, "story")
    return Heard(
        surfaces=frozenset(_surfaces(message, is_first, ice_breakers)),
        text=_part(context, "tap").get("title") or message.text,
        payload=_payload(context),
        post_id=str(post.get("id") or story.get("id") or ""),
        post_kind=str(post.get("kind") or ("story" if story else "")),
        ad_id=str(post.get("ad_id") or _part(context, "referral").get("ad_id") or ""),
    )


def is_from_ad(message: Message) -> bool:
    """Whether the contact came by a click on an advertisement, and this is what they said then."""
    came_by = _part(message.context, "referral")
    return bool(came_by.get("ad_id")) or str(came_by.get("source", "")).upper() == "ADS"


def _surfaces(message: Message, is_first: bool, ice_breakers: IceBreakers) -> Iterator[Surface]:
    if message.kind in _DIRECT:
        yield "dm"
        if is_first:
            yield "first_message"
    elif message.kind == Kind.TAP:
        yield "ice_breaker" if _is_ice_breaker(message.context, ice_breakers) else "tap"
    elif message.kind in _ONE_THING:
        yield _ONE_THING[message.kind]
    if message.kind in (*_DIRECT, Kind.TAP) and is_from_ad(message):
        yield "ad"  # a click on an ad ends in a message, or in a tap on what the ad asks


def _is_ice_breaker(context: Mapping[str, Any], ice_breakers: IceBreakers) -> bool:
    """A quick reply is none, even where it says the same; one without a payload has its words."""
    tap = _part(context, "tap")
    if payload := tap.get("payload"):
        return any(one.get("payload") == payload for one in ice_breakers)
    return any(one.get("question") == tap.get("title") for one in ice_breakers) and bool(tap)


def _payload(context: Mapping[str, Any]) -> str:
    found = _part(context, "tap").get("payload") or _part(context, "quick_reply").get("payload")
    return str(found or "")


def _part(context: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = context.get(name)
    return found if isinstance(found, dict) else {}
