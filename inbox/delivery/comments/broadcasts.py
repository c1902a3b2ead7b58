"""The end of a live video: with it go the private replies its comments still granted (W-6)."""

from __future__ import annotations

from collections import defaultdict
from functools import partial

from django.db import transaction
from django.utils import timezone

from inbox.delivery.grants import point_at_open_comment
from inbox.delivery.locks import lock_threads
from inbox.threads import posts
from inbox.threads.changes import Change, announce
from inbox.threads.models import Message, Post, Thread

AT_ONCE = 100  # threads whose locks are held together


def end_broadcast(post: Post) -> None:
    """Take ``post`` for over: point its threads at what is still open, and tell who looks at them.

    Safe to run twice. It takes the locks of many threads, so the caller holds none; inside a
    transaction use ``end_after_commit``.
    """
    Post.everywhere.filter(pk=post.pk, over_at=None).update(over_at=timezone.now())
    _close(post)
    _close(post)  # comments that were being written down while the end was


def end_after_commit(comment: Message) -> None:
    """The platform refused a reply to ``comment`` as only an ended broadcast explains."""
    named = posts.post_id(comment)
    if not comment.is_on_live or not named:
        return
    place = {"account_id": comment.account_id, "external_id": named}
    post, _ = Post.everywhere.get_or_create(
        **place, defaults={"workspace_id": comment.workspace_id, "kind": Post.Kind.LIVE}
    )
    transaction.on_commit(partial(end_broadcast, post))


def _close(post: Post) -> None:
    """A comment older than a broadcast may last grants nothing any more, so it needs no telling."""
    since = post.created_at - post.account.capabilities.live_comment_for
    comments: dict[int, list[str]] = defaultdict(list)
    for thread_id, comment_id in posts.comments_on(post, since).values_list("thread_id", "pk"):
        comments[thread_id].append(f"message-{comment_id}")
    pointing = Thread.everywhere.filter(
        pk__in=comments, open_comment__context__post__id=post.external_id
    )
    stale = sorted(pointing.values_list("pk", flat=True))
    for start in range(0, len(stale), AT_ONCE):
        _point_again(stale[start : start + AT_ONCE])
    announce(
        [
            Change(post.workspace_id, thread_id, tuple(names))
            for thread_id, names in comments.items()
        ]
    )


@transaction.atomic
def _point_again(thread_ids: list[int]) -> None:
    for thread_id in sorted(lock_threads(thread_ids)):
        point_at_open_comment(thread_id)
