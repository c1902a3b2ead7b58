"""Whether a channel takes a content at all, whatever the window is (C-4, T-1)."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from inbox.accounts.channels import Capabilities
from inbox.delivery.guard.content import Button, Content, Media, QuickReply, Text


def unfit(content: Content, capabilities: Capabilities) -> tuple[str, str] | None:
    """Why no window could make the channel take ``content``: a code and a sentence, or None."""
    if isinstance(content, Media):
        return _unfit_media(content, capabilities)
    if not content.text.strip():
        return "empty_text", _("There is nothing to send. Write something first.")
    return (
        _too_long(content.text, capabilities)
        or _unfit_replies(content, capabilities)
        or (_unfit_buttons(content, capabilities) if content.buttons else None)
    )


def _too_long(text: str, capabilities: Capabilities) -> tuple[str, str] | None:
    size, limit = len(text.encode()), capabilities.text_bytes
    if size <= limit:
        return None
    words = {"size": size, "limit": limit, "over": size - limit}
    return "text_too_long", _(
        "The text is %(size)d bytes long and the limit is %(limit)d. "
        "Shorten it by %(over)d, or send it in parts."
    ) % words


# --- What is tapped -------------------------------------------------------------------------------
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
        if problem := _payload_too_long(reply, capabilities):
            return problem
    return None


def _unfit_buttons(content: Text, capabilities: Capabilities) -> tuple[str, str] | None:
    if content.quick_replies:
        return "buttons_and_quick_replies", _(
            "A message has buttons or quick replies, not both. Send one of them separately."
        )
    if len(content.buttons) > capabilities.buttons:
        words = {"limit": capabilities.buttons, "given": len(content.buttons)}
        return "too_many_buttons", _(
            "At most %(limit)d buttons fit, and there are %(given)d. Remove some."
        ) % words
    size, limit = len(content.text), capabilities.button_text_characters
    if size > limit:
        words = {"size": size, "limit": limit, "over": size - limit}
        return "text_too_long", _(
            "The text is %(size)d characters long, and above buttons the limit is %(limit)d. "
            "Shorten it by %(over)d, or send it in parts."
        ) % words
    found = (_unfit_button(button, capabilities) for button in content.buttons)
    return next(filter(None, found), None)


def _unfit_button(button: Button, capabilities: Capabilities) -> tuple[str, str] | None:
    longest = capabilities.button_characters
    if not button.title.strip() or len(button.title) > longest:
        words = {"title": button.title, "limit": longest}
        return "button_length", _(
            "The button “%(title)s” needs between 1 and %(limit)d characters."
        ) % words
    if bool(button.url) == bool(button.payload):
        return "button_target", _(
            "The button “%(title)s” needs either a link to open or an answer to give."
        ) % {"title": button.title}
    if button.url and not _is_link(button.url):
        return "button_link", _(
            "The button “%(title)s” opens %(url)s, which is no https:// address."
        ) % {"title": button.title, "url": button.url}
    return _payload_too_long(button, capabilities)


def _payload_too_long(
    tap: QuickReply | Button, capabilities: Capabilities
) -> tuple[str, str] | None:
    size, limit = len(tap.payload), capabilities.payload_characters
    if size <= limit:
        return None
    words = {"title": tap.title, "size": size, "limit": limit}
    return "payload_too_long", _(
        "What “%(title)s” tells us is %(size)d characters long and the limit is %(limit)d."
    ) % words


def _is_link(url: str) -> bool:
    """An address that opens in any browser: encrypted, with a host, nothing but an address."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme == "https" and bool(parts.hostname) and not any(map(str.isspace, url))


# --- Files ----------------------------------------------------------------------------------------
def _unfit_media(media: Media, capabilities: Capabilities) -> tuple[str, str] | None:
    limit = capabilities.media.get(media.kind)
    if limit is None or (media.content_type and media.content_type not in limit.types):
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
