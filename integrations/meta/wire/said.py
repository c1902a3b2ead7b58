"""Messages and taps: the items that say something."""

from __future__ import annotations

from typing import Any

from inbox.contacts.models import Consent
from inbox.threads.models import Attachment, Message
from integrations.meta.wire import attachments
from integrations.meta.wire.reading import Json, ident, mapping, message_id, words
from integrations.meta.wire.values import File, Said

KIND = Message.Kind
Context = dict[str, Any]

# Why a message opens the window (W-2), and over which surface the contact came (P-2).
CAUSES = {KIND.STORY_REPLY: "story_reply", KIND.STORY_MENTION: "story_mention", KIND.TAP: "tap"}
SURFACES = {
    "ad": Consent.Surface.AD,
    "tap": Consent.Surface.TAP,
    "story_reply": Consent.Surface.STORY,
    "story_mention": Consent.Surface.STORY,
    "message": Consent.Surface.MESSAGE,
}


def message(event: Json, body: Json, external_id: str, *, inbound: bool, standby: bool) -> Said:
    """A direct message of either side, with whatever it carries and points at."""
    files = attachments.read(body)
    text = words(body.get("text"))
    context = _points_at(body, files) | _flags(event, body, standby=standby)
    kind = _kind(body, text, files, context)
    puzzle = ""
    if kind == KIND.UNSUPPORTED:
        context["unsupported"] = {"what": _what(body, files)}
        if body.get("is_unsupported") is not True and not files:
            puzzle = f"A message of an unknown kind: {_what(body, files) or 'nothing in it'}."
    return _said(
        external_id,
        kind,
        context,
        inbound=inbound,
        text=text,
        files=files,
        reply_to=message_id(mapping(body.get("reply_to")).get("mid")),
        puzzle=puzzle,
    )


def tap(event: Json, body: Json, external_id: str, *, inbound: bool, standby: bool) -> Said:
    """A tap on a button, an ice breaker or a menu: a message of the contact, with its source."""
    title = words(body.get("title"))
    context: Context = {"tap": {"title": title, "payload": words(body.get("payload"))}}
    context |= _points_at(body, ()) | _flags(event, body, standby=standby)
    return _said(external_id, KIND.TAP, context, inbound=inbound, text=title)


def referral(found: Json) -> Context:
    """Where a contact came from: a link, an ad."""
    ad = mapping(found.get("ads_context_data"))
    detail = {
        "ref": words(found.get("ref"), 2083),
        "source": words(found.get("source"), 60),
        "ad_id": ident(found.get("ad_id")),
        "ad_title": words(ad.get("ad_title"), 500),
        "photo_url": words(ad.get("photo_url") or ad.get("video_url")),
    }
    return {key: value for key, value in detail.items() if value}


def _said(external_id: str, kind: str, context: Context, *, inbound: bool, **more: Any) -> Said:
    cause = _cause(kind, context) if inbound and "self" not in context else ""
    return Said(
        external_id=external_id,
        kind=kind,
        inbound=inbound and "self" not in context,
        context=context,
        cause=cause,
        surface=SURFACES[cause] if cause else "",
        where=_where(context),
        **more,
    )


def _points_at(body: Json, files: tuple[File, ...]) -> Context:
    context: Context = {}
    story = mapping(mapping(body.get("reply_to")).get("story"))
    mention = next((one for one in files if one.platform_type == "story_mention"), None)
    if story:
        context["story"] = {"id": ident(story.get("id")), "url": words(story.get("url"))}
    elif mention:
        context["story"] = {"id": mention.external_id, "url": mention.url}
    if payload := words(mapping(body.get("quick_reply")).get("payload")):
        context["quick_reply"] = {"payload": payload}
    came_by = mapping(body.get("referral"))
    if detail := referral(came_by):
        context["referral"] = detail
    if product := ident(mapping(came_by.get("product")).get("id")):
        context["product"] = {"id": product}
    return context


def _flags(event: Json, body: Json, *, standby: bool) -> Context:
    context: Context = {}
    if standby:
        context["standby"] = True
    if body.get("is_self") is True or event.get("is_self") is True:
        context["self"] = True
    if app := ident(body.get("app_id")):
        context["app_id"] = app
    return context


def _kind(body: Json, text: str, files: tuple[File, ...], context: Context) -> str:
    if body.get("is_unsupported") is True:
        return KIND.UNSUPPORTED
    if any(one.platform_type == "story_mention" for one in files):
        return KIND.STORY_MENTION
    if isinstance(mapping(body.get("reply_to")).get("story"), dict):
        return KIND.STORY_REPLY
    if "quick_reply" in context:
        return KIND.TAP
    if text:
        return KIND.TEXT
    if any(one.kind != Attachment.Kind.UNSUPPORTED for one in files):
        return KIND.MEDIA
    return KIND.UNSUPPORTED


def _what(body: Json, files: tuple[File, ...]) -> str:
    """Meta's own word for what it did not pass on, for people to read."""
    named = {one.platform_type for one in files} or set(body) - {"mid", "is_unsupported", "is_echo"}
    return ", ".join(sorted(named))[:200]


def _cause(kind: str, context: Context) -> str:
    came_by = context.get("referral", {})
    if came_by.get("ad_id") or came_by.get("source", "").upper() == "ADS":
        return "ad"
    return CAUSES.get(Message.Kind(kind), "message")


def _where(context: Context) -> Context:
    """On what the contact engaged, by its id: links die, a consent record must stay readable."""
    where: Context = {}
    if story := context.get("story", {}).get("id"):
        where["story"] = story
    came_by = context.get("referral", {})
    where |= {key: came_by[key] for key in ("ad_id", "ad_title", "ref") if key in came_by}
    return where
