"""What a thread allows beside its window: one private reply per comment, and public ones (W-6)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.fields.json import KeyTextTransform, KeyTransform

from inbox.accounts.models import Workspace
from inbox.delivery.guard import CommentGrant, Grants
from inbox.delivery.models import Outbound, Reason
from inbox.threads.control import controlled_by_other
from inbox.threads.models import Message, Post, Thread

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
    known = comment is not None and comment.external_id is not None
    granted = comment_grants(thread, [comment], now, asking=asking) if comment and known else {}
    return Grants(
        contact_id=thread.contact.scoped_id,
        comment=granted[comment.pk] if comment and known else None,
        publicly=publicly,
        other_app=controlled_by_other(thread, now),
        promotions_blocked=thread.workspace.promotions == Workspace.Promotions.BLOCK,
    )


def comment_grants(
    thread: Thread, comments: Collection[Message], now: datetime, *, asking: int | None = None
) -> dict[int, CommentGrant]:
    """What each of ``comments`` of ``thread`` still allows, by its row's id; two queries."""
    spent = Outbound.everywhere.filter(_SPENDS, comment__in=comments)
    if asking is not None:
        spent = spent.exclude(pk=asking)
    spent_ids = set(spent.values_list("comment_id", flat=True))
    on_live = [comment for comment in comments if comment.is_on_live]
    over = _ended(thread.account_id, on_live) if on_live else set()
    return {
        comment.pk: _grant(thread, comment, now, is_spent=comment.pk in spent_ids, ended=over)
        for comment in comments
    }


def _grant(
    thread: Thread, comment: Message, now: datetime, *, is_spent: bool, ended: set[str]
) -> CommentGrant:
    live = comment.is_on_live
    lasts = thread.account.capabilities.comment_lasts(live=live)
    ends_at = (comment.sent_at or now) + lasts
    return CommentGrant(
        comment_id=comment.external_id or "",
        ends_at=ends_at if now < ends_at else None,
        is_spent=is_spent,
        is_live=live,
        is_over=live and (now >= ends_at or comment.context["post"].get("id") in ended),
        is_deleted=comment.unsent_at is not None,
        is_hidden=comment.hidden_at is not None,
    )


def _ended(account_id: int, comments: Collection[Message]) -> set[str]:
    """The live videos, of those that ``comments`` are under, that have ended."""
    named = {comment.context["post"].get("id", "") for comment in comments}
    over = Post.everywhere.filter(account=account_id, external_id__in=named, over_at__isnull=False)
    return set(over.values_list("external_id", flat=True))


def unanswered_comments(thread_id: int) -> QuerySet[Message]:
    """The contact's comments that are still owed their private reply, the newest first."""
    answers = Outbound.everywhere.filter(_SPENDS, comment=OuterRef("pk"))
    post_id = KeyTextTransform("id", KeyTransform("post", "context"))
    over = Post.everywhere.filter(
        account=OuterRef("account"), external_id=OuterRef("post_id"), over_at__isnull=False
    )
    comments = Message.everywhere.annotate(post_id=post_id).filter(
        ~Exists(answers),
        ~Exists(over),
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
