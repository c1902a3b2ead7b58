"""A comment as its card shows it: the post it is under, and what can still be done about it.

What a comment grants and what became of it is ``delivery``'s to know, and delivery is built on
this package: it hands its facts over through ``learn_from``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from inbox.threads import posts
from inbox.threads.countdown import SOON, short
from inbox.threads.models import Message, Post, Thread


@dataclass(frozen=True, slots=True)
class Facts:
    """What the outbox knows about a comment, of either side.

    ``ends_at`` is when its one private reply becomes too late, None when it is. ``wish`` is the
    newest act of moderation (hide, show, delete) as long as it waits or was refused.
    """

    ends_at: datetime | None = None
    is_spent: bool = False
    is_over: bool = False
    used_by: str = ""
    answers: int = 0  # public replies of ours
    wish: str = ""
    wish_refused: bool = False
    wish_words: str = ""  # the platform's own


Asker = Callable[[Thread, Sequence[Message], datetime], Mapping[int, Facts]]
NO_FACTS = Facts()
_askers: list[Asker] = []


def learn_from(asker: Asker) -> None:
    """Ask ``asker`` about comments, many at a time; its queries must not grow with their number."""
    _askers.append(asker)


@dataclass(frozen=True, slots=True)
class Card:
    """A contact's comment, with its actions and the reasons why others are not offered."""

    message: Message
    post: Post | None
    facts: Facts
    now: datetime

    @property
    def kind(self) -> str:
        named = self.message.context.get("post")
        return self.post.kind if self.post else str((named or {}).get("kind", ""))

    @property
    def caption(self) -> str:
        if self.post and self.post.caption:
            return self.post.caption
        return str((self.message.context.get("post") or {}).get("ad_title", ""))

    @property
    def picture_gone(self) -> str:
        """What stands in a picture's place."""
        if self.post is None or (self.post.problem and not self.post.picture_url):
            return _("No picture")
        return _("Picture expired") if self.post.picture_url else _("No picture yet")

    @property
    def is_hidden(self) -> bool:
        return self.message.hidden_at is not None

    @property
    def may_answer_privately(self) -> bool:
        return not self.why_not_privately

    @property
    def left(self) -> str:
        """Time left for the private reply; a broadcast ends when it ends."""
        if self.facts.ends_at is None or self.message.is_on_live:
            return ""
        return short(int((self.facts.ends_at - self.now).total_seconds()))

    @property
    def is_soon(self) -> bool:
        ends_at = self.facts.ends_at
        return ends_at is not None and (ends_at - self.now).total_seconds() < SOON

    @property
    def why_not_privately(self) -> str:
        """Why no private reply can go, in a few words (W-6)."""
        if self.message.unsent_at:
            return _("Comment deleted")
        if self.facts.is_spent:
            who = {"who": self.facts.used_by}
            return (
                _("Private reply used by %(who)s") % who if who["who"] else _("Private reply used")
            )
        if self.facts.is_over:
            return _("Broadcast over: no private reply")
        if self.facts.ends_at is None:
            return _("Too old for a private reply")
        return ""

    @property
    def why_not_publicly(self) -> str:
        if self.message.is_on_live:
            return _("No public replies on live videos")
        if self.is_hidden:
            return _("Show it again to reply publicly")
        return ""

    @property
    def may_moderate(self) -> bool:
        """On live videos a comment can be neither hidden nor shown again."""
        return not self.message.is_on_live and not self.message.unsent_at

    @property
    def hides(self) -> bool:
        """Whether the button hides; else it shows again. A wish under way can be turned round."""
        if self.facts.wish and not self.facts.wish_refused:
            return self.facts.wish == "show"
        return not self.is_hidden

    @property
    def wish(self) -> str:
        return wish_words(self.facts)


_WAITING: dict[str, str | Promise] = {
    "hide": gettext_lazy("Being hidden on Instagram…"),
    "show": gettext_lazy("Being shown again on Instagram…"),
    "delete": gettext_lazy("Being deleted on Instagram…"),
}
_REFUSED: dict[str, str | Promise] = {
    "hide": gettext_lazy("Instagram did not hide this."),
    "show": gettext_lazy("Instagram did not show this again."),
    "delete": gettext_lazy("Instagram did not delete this."),
}


def wish_words(facts: Facts) -> str:
    """What became of the newest wish, as long as it is not simply done."""
    if not facts.wish:
        return ""
    return str((_REFUSED if facts.wish_refused else _WAITING)[facts.wish])


def facts_about(thread: Thread, comments: Sequence[Message], now: datetime) -> dict[int, Facts]:
    """The facts of these comments by the row's id."""
    found: dict[int, Facts] = {}
    for asker in _askers if comments else ():
        found |= asker(thread, comments, now)
    return found


def cards_for(
    thread: Thread, messages: Sequence[Message], facts: Mapping[int, Facts], now: datetime
) -> dict[int, Card]:
    """The cards of what the contact commented, by the row's id; one query for all posts."""
    theirs = [message for message in messages if message.is_inbound]
    known = posts.shown_with(thread, theirs)
    return {
        each.pk: Card(each, known.get(posts.post_id(each)), facts.get(each.pk, NO_FACTS), now)
        for each in theirs
    }
