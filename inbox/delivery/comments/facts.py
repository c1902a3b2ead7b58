"""What the outbox knows about comments, for the threads' screens: asked for a page at a time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from inbox.delivery.grants import comment_grants
from inbox.delivery.models import Moderation, Outbound
from inbox.threads.comments import Facts
from inbox.threads.models import Message, Thread


def facts_of(thread: Thread, comments: Sequence[Message], now: datetime) -> dict[int, Facts]:
    """The facts of these comments of ``thread``, ours among them, in a fixed number of queries."""
    theirs = [comment for comment in comments if comment.is_inbound]
    grants = comment_grants(thread, theirs, now) if theirs else {}
    users, answers = _answers(theirs)
    wishes = _wishes(comments)
    found: dict[int, Facts] = {}
    for comment in comments:
        grant, wish = grants.get(comment.pk), wishes.get(comment.pk)
        found[comment.pk] = Facts(
            ends_at=grant.ends_at if grant else None,
            is_spent=grant is not None and grant.is_spent,
            is_over=grant is not None and grant.is_over,
            used_by=users.get(comment.pk, ""),
            answers=answers[comment.pk],
            wish=wish.act if wish else "",
            wish_refused=wish is not None and wish.state == Moderation.State.REFUSED,
            wish_words=wish.detail if wish else "",
        )
    return found


def _answers(comments: Collection[Message]) -> tuple[dict[int, str], Counter[int]]:
    """Who used each comment's private reply, and how many public ones of ours stand under it."""
    users: dict[int, str] = {}
    public: Counter[int] = Counter()
    if not comments:
        return users, public
    rows = Outbound.everywhere.filter(comment__in=comments).select_related("message__member__user")
    for outbound in rows.order_by("pk"):
        given_up = outbound.state in Outbound.GIVEN_UP
        if outbound.kind == Outbound.Kind.PRIVATE_REPLY:
            # One the platform refused as used was used by somebody elsewhere, not by its author.
            users[outbound.comment_id or 0] = "" if given_up else _author(outbound.message)
        elif not given_up and outbound.message.unsent_at is None:
            public[outbound.comment_id or 0] += 1
    return users, public


def _author(message: Message) -> str:
    if message.origin == Message.Origin.MEMBER:
        return message.member.name if message.member else ""
    if message.origin == Message.Origin.AUTOMATION and message.author_name:
        return _("rule “%(name)s”") % {"name": message.author_name}
    return message.author_name


def _wishes(comments: Collection[Message]) -> dict[int, Moderation]:
    """The newest wish about each comment, unless it was simply carried out."""
    rows = Moderation.everywhere.filter(message__in=comments).order_by("message", "-pk")
    newest = {row.message_id: row for row in rows.distinct("message")}
    return {
        message_id: row for message_id, row in newest.items() if row.state != Moderation.State.DONE
    }
