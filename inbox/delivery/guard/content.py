"""What is to be said: words, or one file. Whether a channel takes them at all (C-4, T-1)."""

from __future__ import annotations

from dataclasses import dataclass

from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from inbox.accounts.channels import Capabilities, MediaKind


@dataclass(frozen=True, slots=True)
class QuickReply:
    """A tap that answers with its ``title`` and tells us its ``payload``."""

    title: str
    payload: str


@dataclass(frozen=True, slots=True)
class Text:
    """Words, perhaps with taps below them.

    ``tag`` is one that the author asks for (T-2); HUMAN_AGENT is never asked for, it is stamped.
    ``support_because`` is a person's word that what looks promotional is support (W-12).
    """

    text: str
    quick_replies: tuple[QuickReply, ...] = ()
    tag: str = ""
    support_because: str = ""


@dataclass(frozen=True, slots=True)
class Media:
    """One file, which the platform fetches from ``url``; ``size`` in bytes."""

    kind: MediaKind
    url: str
    content_type: str
    size: int
    name: str = ""


Content = Text | Media


def unfit(content: Content, capabilities: Capabilities) -> tuple[str, str] | None:
    """Why no window could make the channel take ``content``: a code and a sentence, or None."""
    if isinstance(content, Media):
        return _unfit_media(content, capabilities)
    if not content.text.strip():
        return "empty_text", _("There is nothing to send. Write something first.")
    return _too_long(content.text, capabilities) or _unfit_replies(content, capabilities)


def _too_long(text: str, capabilities: Capabilities) -> tuple[str, str] | None:
    size, limit = len(text.encode()), capabilities.text_bytes
    if size <= limit:
        return None
    words = {"size": size, "limit": limit, "over": size - limit}
    return "text_too_long", _(
        "The text is %(size)d bytes long and the limit is %(limit)d. "
        "Shorten it by %(over)d, or send it in parts."
    ) % words


def _unfit_replies(content: Text, capabilities: Capabilities) -> tuple[str, str] | None:
    many, longest = capabilities.quick_replies, capabilities.quick_reply_characters
    if len(content.quick_replies) > many:
        words = {"limit": many, "given": len(content.quick_replies)}
        return "too_many_quick_replies", _(
            "At most %(limit)d quick replies fit, and there are %(given)d. Remove some."
        ) % words
    for reply in content.quick_replies:
        if not reply.title.strip() or len(reply.title) > longest:
            words_of = {"title": reply.title, "limit": longest}
            return "quick_reply_length", _(
                "The quick reply “%(title)s” needs between 1 and %(limit)d characters."
            ) % words_of
    return None


def _unfit_media(media: Media, capabilities: Capabilities) -> tuple[str, str] | None:
    limit = capabilities.media.get(media.kind)
    if limit is None or media.content_type not in limit.types:
        taken = sorted(each for able in capabilities.media.values() for each in able.types)
        words = {"name": media.name, "type": media.content_type, "taken": ", ".join(taken)}
        return "media_type", _(
            "%(name)s is %(type)s, which can't be sent here. What can: %(taken)s."
        ) % words
    if media.size > limit.size:
        sizes = {
            "name": media.name,
            "size": filesizeformat(media.size),
            "limit": filesizeformat(limit.size),
            "over": filesizeformat(media.size - limit.size),
        }
        return "media_too_large", _(
            "%(name)s has %(size)s, which is %(over)s over the limit of %(limit)s."
        ) % sizes
    return None
