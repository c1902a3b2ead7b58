"""What the composer says when its time runs out or its state turns, above the field and aloud."""

from __future__ import annotations

from django.utils.translation import gettext as _


def marks() -> dict[int, str]:
    """The seconds left at which something is said aloud, and what (W-7)."""
    return {
        7200: _("Two hours left to reply."),
        900: _("15 minutes left to reply."),
        300: _("Five minutes left to reply."),
        60: _("One minute left to reply."),
    }


def changed(state: str, name: str) -> str:
    """What a page says that sees ``state`` begin; it fills ``{time}``."""
    match state:
        case "open":
            words = _("%(name)s wrote. The window is open again, and your draft is back.")
            return words % {"name": name}
        case "human_agent":
            return _("The window changed at {time}. Text only from here.")
        case "comment_reply":
            return _("The window closed at {time}. One private reply to a comment is left.")
        case "other_app":
            return _("Another app took control at {time}. Your words are kept here.")
        case "account_off":
            return _("The account was disconnected at {time}. Your words are kept here.")
    return _("The window closed at {time}. Your words are kept here.")
