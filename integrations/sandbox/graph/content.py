"""Reads the ``message`` of a send: everything Meta checks about what is being said."""

from typing import Any

from integrations.sandbox import posts
from integrations.sandbox.errors import refuse

from .call import Call, Json, objects
from .templates import PAYLOAD_CHARACTERS, template

TEXT_BYTES = 1_000
QUICK_REPLIES = 13
TITLE_CHARACTERS = 20
IMAGES = 10
FETCHED = ("image", "audio", "video", "file")


async def read(call: Call, message: Json) -> tuple[str, Json]:
    """What kind of message it is, and its content as webhooks will show it."""
    given = [key for key in ("text", "attachment", "attachments") if message.get(key)]
    if len(given) != 1:
        raise refuse(100, 2534015)
    kind, content = await READERS[given[0]](call, message)
    if message.get("quick_replies"):
        content["quick_replies"] = quick_replies(message["quick_replies"])
    return kind, content


def text_of(message: Json) -> str:
    text = message["text"]
    if not isinstance(text, str):
        raise refuse(100, message="Param message[text] must be a string.")
    if len(text.encode()) > TEXT_BYTES:
        words = f"Length of param message[text] must be less than or equal to {TEXT_BYTES}"
        raise refuse(100, message=words)
    return text


def quick_replies(given: Any) -> list[Json]:
    """Titles are cut at 20 characters. Contact types are accepted and show nothing."""
    listed = objects(given, "message[quick_replies]", QUICK_REPLIES)
    return [_quick_reply(one) for one in listed if one.get("content_type", "text") == "text"]


async def _text(call: Call, message: Json) -> tuple[str, Json]:
    return "text", {"text": text_of(message)}


async def _attachments(call: Call, message: Json) -> tuple[str, Json]:
    given = objects(message["attachments"], "message[attachments]", IMAGES)
    if any(one.get("type") != "image" for one in given):
        raise refuse(100, 2534015)
    return "image", {"attachments": [await _media(call, one) for one in given]}


async def _attachment(call: Call, message: Json) -> tuple[str, Json]:
    (given,) = objects([message["attachment"]], "message[attachment]", 1)
    kind = str(given.get("type"))
    if kind in FETCHED:
        return kind, {"attachments": [await _media(call, given)]}
    if kind == "like_heart":
        return "like_heart", {"attachments": [{"type": "like_heart"}]}
    if kind == "MEDIA_SHARE":
        return "share", {"attachments": [_own_post(call, _payload(given))]}
    if kind == "template":
        return "template", {"attachments": [await template(call, _payload(given))]}
    raise refuse(100, 2534015)


async def _media(call: Call, given: Json) -> Json:
    """Something by url, fetched as Meta would, or uploaded before."""
    payload, kind = _payload(given), given["type"]
    files = call.world.files
    if number := payload.get("attachment_id"):
        stored = files.owned(call.account.ig_id, str(number))
        if stored is None or stored["type"] != kind:
            raise refuse(100, 2018074)
        return {"type": kind, "payload": {"url": files.link(str(number))}}
    url = payload.get("url")
    if not isinstance(url, str) or not url.startswith(("http://", "https://")):
        raise refuse(100, 2018008)
    if not call.account.option("fetch_media"):
        return {"type": kind, "payload": {"url": url}}
    asset = await files.fetch(url, kind, call.account.ig_id)
    return {"type": kind, "payload": {"url": files.link(asset)}}


def _own_post(call: Call, payload: Json) -> Json:
    post = posts.find(call.world, call.account.ig_id, str(payload.get("id", "")))
    if post is None:
        raise refuse(100, 2534015)
    url = posts.picture_url(call.world, post.picture)
    shared = {"ig_post_media_id": post.id, "title": post.caption, "url": url}
    return {"type": "ig_post", "payload": shared}


def _payload(given: Json) -> Json:
    payload = given.get("payload")
    if not isinstance(payload, dict):
        raise refuse(100, 2534015)
    return payload


def _quick_reply(one: Json) -> Json:
    title, payload = one.get("title"), one.get("payload")
    if not title or not isinstance(title, str) or not payload:
        raise refuse(100, message="A text quick reply needs a title and a payload.")
    if len(str(payload)) > PAYLOAD_CHARACTERS:
        raise refuse(100, message=f"A payload must have at most {PAYLOAD_CHARACTERS} characters.")
    return {"content_type": "text", "title": title[:TITLE_CHARACTERS], "payload": str(payload)}


READERS = {"text": _text, "attachment": _attachment, "attachments": _attachments}
