"""Comments that were left because nobody knew yet how old their post is: decided once one does."""

from __future__ import annotations

from datetime import timedelta

import structlog
from django.core.cache import cache
from django.db import transaction
from django.utils import timezone
from redis.exceptions import RedisError

from automations.next_post import PATIENCE, waiting_rules
from automations.react import react
from inbox.delivery.locks import lock_threads
from inbox.threads import posts
from inbox.threads.models import Message, Post

FOR_SO_LONG = timedelta(minutes=15)  # a comment that nobody got to by then is too old to answer
LOOK_EVERY = timedelta(seconds=10)

log = structlog.get_logger()


@transaction.atomic
def decide_left(post: Post) -> None:
    """Decide the comments under ``post`` that nothing was decided about. Safe to run twice.

    Only where a rule waits for the next post is anything ever left.
    """
    if not waiting_rules(post.account):
        return
    since = timezone.now() - FOR_SO_LONG
    left = posts.comments_on(post, since).filter(decision=None, unsent_at=None)
    lock_threads(sorted(set(left.values_list("thread_id", flat=True))))
    whole = ("thread__contact", "thread__account", "thread__workspace")
    comments: list[Message] = list(
        left.select_related(*whole)
        .defer("thread__account__token")
        .order_by("sent_at", "external_id")
    )
    if comments:
        react(comments)


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
