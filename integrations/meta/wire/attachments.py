"""The files and shared things that come with a message."""

from __future__ import annotations

from inbox.threads.models import Attachment
from integrations.meta.wire.reading import Json, ident, mapping, words
from integrations.meta.wire.values import File

KIND = Attachment.Kind
KINDS = {
    "image": KIND.IMAGE,
    "gif": KIND.IMAGE,
    "sticker": KIND.IMAGE,
    "like_heart": KIND.IMAGE,
    "animated_image": KIND.IMAGE,
    "video": KIND.VIDEO,
    "audio": KIND.AUDIO,
    "file": KIND.FILE,
    "share": KIND.POST,
    "ig_post": KIND.POST,
    "media_share": KIND.POST,
    "media": KIND.POST,
    "reel": KIND.REEL,
    "ig_reel": KIND.REEL,
    "story": KIND.STORY,
    "ig_story": KIND.STORY,
    "story_mention": KIND.STORY,
    "template": KIND.TEMPLATE,
    "ephemeral": KIND.EPHEMERAL,
}
ID_KEYS = (
    "ig_post_media_id",
    "reel_video_id",
    "story_media_id",
    "ig_story_media_id",
    "id",
    "sticker_id",
    "attachment_id",
)
MOST = 100  # more than Meta sends in one message; a bound on what one item can make us write


def read(message: Json) -> tuple[File, ...]:
    """The attachments of ``message``, each in our words; a type we do not know stays visible."""
    found = message.get("attachments")
    if isinstance(found, dict):  # one attachment, or the Graph API's {"data": […]}
        found = found.get("data", [found])
    if not isinstance(found, list):
        return ()
    return _without_doubles(tuple(_file(mapping(item)) for item in found[:MOST]))


def _file(item: Json) -> File:
    platform_type = words(item.get("type"), 40)
    payload = mapping(item.get("payload"))
    return File(
        kind=KINDS.get(platform_type.lower(), KIND.UNSUPPORTED),
        url=_link(payload.get("url")),
        title=words(payload.get("title")) or _card_title(payload),
        external_id=next((found for key in ID_KEYS if (found := ident(payload.get(key)))), ""),
        platform_type=platform_type,
    )


def _link(value: object) -> str:
    """An address a browser may open; any other scheme is dropped where it enters."""
    url = words(value)
    return url if url.startswith(("https://", "http://")) else ""


def _card_title(payload: Json) -> str:
    """What a template says: its text, or the titles of its cards."""
    if text := words(payload.get("text")):
        return text
    elements = payload.get("elements")
    if not isinstance(elements, list):
        return ""
    return " · ".join(title for one in elements if (title := words(mapping(one).get("title"))))


def _without_doubles(files: tuple[File, ...]) -> tuple[File, ...]:
    """While ``ig_post`` replaced ``share``, Meta sent a post as both; one is enough."""
    posts = [one for one in files if one.platform_type == "ig_post"]
    twice = {one.url for one in posts} | {""}
    return tuple(
        one for one in files if not (posts and one.platform_type == "share" and one.url in twice)
    )
