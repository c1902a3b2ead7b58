"""Comments and mentions: items of the ``changes`` family."""

from __future__ import annotations

from typing import Any

from inbox.contacts.models import Consent
from inbox.threads.models import Message
from integrations.meta.models import Event
from integrations.meta.wire.keys import Key
from integrations.meta.wire.messaging import Reading
from integrations.meta.wire.reading import Json, ident, mapping, message_id, words
from integrations.meta.wire.values import NotUnderstood, OwnComment, Passed, Said

SURFACES = {"FEED": "feed", "REELS": "reel", "STORY": "story", "AD": "ad", "LIVE": "live"}


def read_comment(owner: str, field: str, comment: Json) -> Reading:
    """A comment under a post, reel, story, ad or live video; our own are no inbound."""
    comment_id = message_id(comment.get("id")) or message_id(comment.get("comment_id"))
    writer = ident(mapping(comment.get("from")).get("id"))
    if not comment_id:
        return Reading(Event.Kind.COMMENT, Key(), NotUnderstood("It names no comment."))
    key = Key("comment", comment_id)
    if writer == owner and owner:
        own = OwnComment(message_id(comment.get("parent_id")), words(comment.get("text")))
        return Reading(Event.Kind.COMMENT, key, own, comment_id)
    return Reading(Event.Kind.COMMENT, key, _said(comment_id, field, comment), comment_id)


def read_mention(mention: Json) -> Reading:
    """Somebody named the account in a caption or comment; Meta does not say who."""
    about = message_id(mention.get("comment_id")) or message_id(mention.get("media_id"))
    why = Passed("Meta does not say who mentioned the account.")
    return Reading(Event.Kind.MENTION, Key("mention", about) if about else Key(), why, about)


def writer_of(comment: Json) -> tuple[str, str]:
    """The scoped id and the username of who wrote it; either may be missing."""
    by = mapping(comment.get("from"))
    return ident(by.get("id")), words(by.get("username"), 64)


def _said(comment_id: str, field: str, comment: Json) -> Said:
    post = _post(field, mapping(comment.get("media")))
    context: dict[str, Any] = {"post": post}
    if parent := message_id(comment.get("parent_id")):
        context["parent"] = parent
    return Said(
        external_id=comment_id,
        kind=Message.Kind.COMMENT,
        inbound=True,
        text=words(comment.get("text")),
        context=context,
        surface=Consent.Surface.COMMENT,
        where={"post": post},
    )


def _post(field: str, media: Json) -> dict[str, str]:
    product = words(media.get("media_product_type"), 20)
    usual = "live" if field == "live_comments" else "feed"
    post = {
        "id": ident(media.get("id")),
        "kind": SURFACES.get(product.upper(), product.lower()) or usual,
        "ad_id": ident(media.get("ad_id")),
        "ad_title": words(media.get("ad_title"), 500),
    }
    if field == "live_comments":
        post["kind"] = "live"
    return {key: value for key, value in post.items() if value}
