"""What a thread allows beside its window: one private reply per comment, and public ones (W-6)."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from inbox.delivery.guard import CommentGrant, Grants
from inbox.delivery.models import Outbound, Reason
from inbox.threads.models import Message, Thread

# A private reply that was given up leaves the comment as it was, unless the platform itself said
# that the comment has had its reply.
_SPENDS = Q(kind=Outbound.Kind.PRIVATE_REPLY) & (
    ~Q(state__in=Outbound.GIVEN_UP) | Q(reason=Reason.PRIVATE_REPLY_USED)
)


def grants_of(
    thread: Thread,
    comment: Message | None,
    *,
    publicly: bool,
    now: datetime,
    asking: int | None = None,
) -> Grants:
    """What ``thread`` grants a message that answers ``comment``, or the contact when it is None.

    ``asking`` is the outbound message that asks, so that it does not stand in its own way.
    """
    contact_id = thread.contact.scoped_id
    if comment is None or comment.external_id is None:
        return Grants(contact_id)
    ends_at = (comment.sent_at or now) + thread.account.capabilities.comment_for
    spent = Outbound.everywhere.filter(_SPENDS, comment=comment)
    if asking is not None:
        spent = spent.exclude(pk=asking)
    grant = CommentGrant(
        comment_id=comment.external_id,
        ends_at=ends_at if now < ends_at else None,
        is_spent=not publicly and spent.exists(),
        is_live=comment.context.get("post", {}).get("kind") == "live",
        is_deleted=comment.unsent_at is not None,
        publicly=publicly,
    )
    return Grants(contact_id, grant)


def unanswered_comments(thread_id: int) -> QuerySet[Message]:
    """The contact's comments that are still owed their private reply, the newest first."""
    answers = Outbound.everywhere.filter(_SPENDS, comment=OuterRef("pk"))
    comments = Message.everywhere.filter(
        ~Exists(answers),
        thread=thread_id,
        kind=Message.Kind.COMMENT,
        origin=Message.Origin.CONTACT,
        sent_at__isnull=False,
        unsent_at__isnull=True,
    )
    return comments.order_by("-sent_at", "-external_id")


def point_at_open_comment(thread_id: int) -> Message | None:
    """Keep the thread's ``open_comment`` at the newest comment still owed its private reply."""
    comment = unanswered_comments(thread_id).first()
    Thread.everywhere.filter(pk=thread_id).update(open_comment=comment)
    return comment
