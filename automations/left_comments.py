"""Comments that were left because nobody knew yet how old their post is: decided once one does."""

from __future__ import annotations

from datetime import timedelta

import structlog
from django.core.cache import cache
from django.db import transaction
from django.utils import timezone
from redis.exceptions import RedisError

from automations.next_post import PATIENCE
from automations.react import react
from inbox.delivery.locks import lock_threads
from inbox.threads import posts
from inbox.threads.models import Post

FOR_SO_LONG = timedelta(minutes=15)  # a comment that nobody got to by then is too old to answer
LOOK_EVERY = timedelta(seconds=10)

log = structlog.get_logger()


def decide_left(post: Post) -> None:
    """Decide the comments under ``post`` that nothing was decided about. Safe to run twice.

    What goes wrong is told to the log, and tried again by the tick.
    """
    try:
        _decide(post)
    except Exception:  # one post must not keep the others from their turn
        log.exception("comments left undecided", post=post.pk)


def decide_where_due() -> None:
    """The tick's part: posts of which nobody has told the age in time, or whose asker is gone."""
    try:
        if not cache.add("comments-left:looked", 1, LOOK_EVERY.total_seconds()):
            return
    except RedisError as error:
        log.warning("comments left are not looked at", error=repr(error))
        return
    now = timezone.now()
    recent = Post.everywhere.filter(
        created_at__lte=now - PATIENCE, created_at__gt=now - FOR_SO_LONG
    )
    for post in recent.select_related("account"):
        decide_left(post)


@transaction.atomic
def _decide(post: Post) -> None:
    since = timezone.now() - FOR_SO_LONG
    left = posts.comments_on(post, since).filter(decision=None, unsent_at=None)
    thread_ids = sorted(set(left.values_list("thread_id", flat=True)))
    if not thread_ids:
        return
    lock_threads(thread_ids)
    whole = ("thread__contact", "thread__account", "thread__workspace")
    comments = left.select_related(*whole).defer("thread__account__token")
    react(list(comments.order_by("sent_at", "external_id")))
