"""What is to be said: words with what may be tapped below them, or one file."""

from __future__ import annotations

from dataclasses import dataclass, replace
from mimetypes import guess_type
from pathlib import PurePosixPath
from typing import Self
from urllib.parse import unquote, urlsplit

from inbox.accounts.channels import MediaKind


@dataclass(frozen=True, slots=True)
class QuickReply:
    """A tap that answers with its ``title`` and tells us its ``payload``."""

    title: str
    payload: str


@dataclass(frozen=True, slots=True)
class Button:
    """A button that stays below a message: opens ``url``, or tells us its ``payload``; never both.

    It shows ``title``, which is also what a tap on one without a link says in the thread.
    """

    title: str
    url: str = ""
    payload: str = ""


@dataclass(frozen=True, slots=True)
class Text:
    """Words, perhaps with taps below them: quick replies, which pass, or buttons, which stay.

    ``tag`` is one that the author asks for (T-2); HUMAN_AGENT is never asked for, it is stamped.
    ``support_because`` is a person's word that what looks promotional is support (W-12).
    """

    text: str
    quick_replies: tuple[QuickReply, ...] = ()
    tag: str = ""
    support_because: str = ""
    buttons: tuple[Button, ...] = ()

    @property
    def taps(self) -> tuple[QuickReply | Button, ...]:
        """All that is offered below the words."""
        return self.quick_replies + self.buttons

    def without_buttons(self) -> Text:
        """The same for where no buttons go, such as the private reply to a comment.

        Links stand in the words, each on a line of its own; the other buttons are quick replies.
        """
        links = [f"{button.title}: {button.url}" for button in self.buttons if button.url]
        asks = [QuickReply(one.title, one.payload) for one in self.buttons if not one.url]
        words = "\n".join([self.text, *links])
        taps = (*self.quick_replies, *asks)
        return replace(self, text=words, quick_replies=taps, buttons=())


@dataclass(frozen=True, slots=True)
class Media:
    """One file, which the platform fetches from ``url``; ``size`` in bytes.

    Of a file that lies elsewhere the type and size may be unknown: "" and 0. The platform looks.
    """

    kind: MediaKind
    url: str
    content_type: str = ""
    size: int = 0
    name: str = ""

    @classmethod
    def at(cls, url: str, kind: MediaKind) -> Self:
        """A file of somebody's own site; its name tells its type, where it has one that does."""
        name = PurePosixPath(unquote(urlsplit(url).path)).name
        return cls(kind, url, guess_type(name)[0] or "", name=name)


Content = Text | Media
