"""What can be written in a thread: a message, the two answers to a comment, a note (W-6).

Each is a mode of the composer with a draft of its own; the window of one never serves another.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Prefetch
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from inbox.threads import countdown
from inbox.threads.models import Message, Thread, ThreadQuerySet
from inbox.threads.window import State

MESSAGE, PRIVATE_REPLY, PUBLIC_REPLY, NOTE = "message", "private_reply", "public_reply", "note"
OFFERED_FOR = timedelta(days=30)  # an older comment is answered from its own card
_FEW_WORDS = 24  # characters of a comment that the switch has room for


@dataclass(frozen=True, slots=True)
class Answer:
    """The comment that a mode answers, and how long it still can (None: time forbids nothing)."""

    comment: Message
    ends_at: datetime | None
    now: datetime

    @property
    def words(self) -> str:
        return Truncator(self.comment.text or _("a comment")).chars(_FEW_WORDS)

    @property
    def live(self) -> bool:
        """While the broadcast lasts, whatever the clock says."""
        return self.ends_at is not None and self.comment.is_on_live

    @property
    def left(self) -> str:
        if self.ends_at is None or self.live:
            return ""
        return countdown.short(max(0, int((self.ends_at - self.now).total_seconds())))

    @property
    def left_long(self) -> str:
        if self.ends_at is None or self.live:
            return ""
        return countdown.long(max(0, int((self.ends_at - self.now).total_seconds())))


def private_answer(thread: Thread, now: datetime) -> Answer | None:
    """The one private reply that is still owed, if there is one in time."""
    comment = thread.open_comment
    if comment is None or comment.sent_at is None:
        return None
    able = thread.account.capabilities
    ends_at = comment.sent_at + able.comment_lasts(live=comment.is_on_live)
    return Answer(comment, ends_at, now) if now < ends_at else None


def public_answer(thread: Thread, comment: Message | None, now: datetime) -> Answer | None:
    """The answer under a comment, which all can read; none under a live video or a hidden one."""
    if comment is None or comment.is_on_live or comment.hidden_at is not None:
        return None
    return Answer(comment, None, now)


def newest_comment(thread: Thread) -> Message | None:
    """The comment that is offered without a click: the one still owed a reply, else the newest.

    Needs a thread from ``with_comments``.
    """
    found: list[Message] = thread.newest_comments  # type: ignore[attr-defined]  # prefetched
    return thread.open_comment or next(iter(found), None)


def with_comments(threads: ThreadQuerySet, now: datetime) -> ThreadQuerySet:
    """``threads`` with the newest comment of each contact, in one query for all of them."""
    comments = Message.everywhere.filter(
        kind=Message.Kind.COMMENT,
        origin=Message.Origin.CONTACT,
        unsent_at=None,
        sent_at__gt=now - OFFERED_FOR,
    )
    newest = comments.order_by("-sent_at", "-pk")[:1]
    return threads.prefetch_related(Prefetch("messages", newest, to_attr="newest_comments"))


def home(state: str) -> str:
    """The mode to begin in."""
    return PRIVATE_REPLY if state == State.COMMENT_REPLY else MESSAGE
