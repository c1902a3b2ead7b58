"""What a post shows: asked for once a comment names it, and never at the comment's cost."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from urllib.parse import quote

import structlog
from django.core.cache import cache
from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Greatest, Now
from django.utils import timezone
from django.utils.translation import gettext as _
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from automations.left_comments import decide_left
from inbox.accounts.models import Account
from inbox.delivery.grants import point_at_open_comment
from inbox.delivery.pacing.budget import BudgetSpent
from inbox.threads import posts
from inbox.threads.changes import Change, announce
from inbox.threads.models import Message, Post
from integrations.meta.graph import GraphClient
from integrations.meta.graph_errors import GraphError, GraphUnreachable, GraphUnreadable
from integrations.meta.intake.lines import Line
from integrations.meta.wire.reading import mapping, moment, words

FIELDS = "caption,permalink,media_type,media_product_type,media_url,thumbnail_url,timestamp"
STILL = ("IMAGE", "CAROUSEL_ALBUM")  # of anything else the thumbnail is the picture
TOGETHER = 20  # look-ups in one task
ASK_AGAIN_AFTER = timedelta(hours=1)  # at the earliest, whatever happens; each ask is a call (L-5)
PICTURE_LASTS = timedelta(days=3)  # Meta's links to thumbnails die after four to five
TRY_AGAIN_AFTER = timedelta(hours=3)
TRY_FOR = timedelta(days=7)  # as long as a comment grants a private reply
RETRY_EVERY = timedelta(minutes=1)
SHOWN = timedelta(days=1)  # comments of this age may be on somebody's screen
MOST_SHOWN = 200

client = GraphClient()
log = structlog.get_logger()


def notice(lines: Iterable[Line]) -> None:
    """Make the posts of new comments known, and look up those that nobody has of late.

    To be called where the comments are written, in their transaction, after the threads' locks.
    """
    comments = [line for line in lines if line.told_now and line.is_inbound and _post_id(line)]
    if not comments:
        return
    known = posts.know(_named(line) for line in comments)
    over = {(post.account_id, post.external_id) for post in known if post.over_at}
    for thread_id in sorted(
        {line.thread_id for line in comments if (line.account_id, _post_id(line)) in over}
    ):
        point_at_open_comment(thread_id)  # it came late: its broadcast had been found over
    now = timezone.now()
    if due := [post.pk for post in known if _is_due(post, now)]:
        transaction.on_commit(partial(look_up_later, due), robust=True)


def look_up_later(post_ids: Collection[int]) -> None:
    """Ask for these posts in the background; whichever is missed is asked for another time."""
    from integrations.meta.tasks import look_up_posts

    ids = list(post_ids)
    try:
        for start in range(0, len(ids), TOGETHER):
            chunk = ids[start : start + TOGETHER]
            look_up_posts.apply_async([chunk], retry=False, ignore_result=True)
    except (OperationalError, OSError) as error:
        log.warning("posts not asked for", count=len(ids), error=repr(error))


def ask_again_where_due() -> None:
    """The tick's part: what failed is asked for again, each time after as long as it is known."""
    try:
        if not cache.add("posts:asked-again", 1, RETRY_EVERY.total_seconds()):
            return
    except RedisError as error:
        log.warning("posts not asked for again", error=repr(error))
        return
    waited = Greatest(F("looked_at") - F("created_at"), TRY_AGAIN_AFTER)
    failed = Post.everywhere.exclude(problem="").filter(
        created_at__gt=timezone.now() - TRY_FOR,
        looked_at__lt=Now() - waited,
        account__status=Account.Status.CONNECTED,
    )
    lost = Post.everywhere.filter(looked_at=None, created_at__lt=timezone.now() - ASK_AGAIN_AFTER)
    due = (failed | lost).order_by("looked_at", "pk").values_list("pk", flat=True)
    look_up_later(list(due[:MOST_SHOWN]))


def look_up(post: Post) -> None:
    """Ask Meta about ``post``, unless somebody did within the hour. A refusal keeps its reason.

    Raises BudgetSpent where no call is left; a comment asks again once there is.
    """
    if not _claim(post):
        return
    try:
        told = client.get(post.account, quote(post.external_id, safe=""), {"fields": FIELDS})
    except BudgetSpent as spent:
        due = Post.everywhere.filter(pk=post.pk)
        due.update(looked_at=spent.until - PICTURE_LASTS, problem="")
        raise
    except GraphError as error:
        _keep(post, problem=error.words or str(error))
    except (GraphUnreachable, GraphUnreadable) as error:
        _keep(post, problem=_("Instagram did not answer: %(why)s") % {"why": error.words})
    else:
        _keep(post, problem="", **_told(post, told))
        decide_left(post)


def _claim(post: Post) -> bool:
    """One UPDATE decides between two who ask; who dies now leaves a reason to ask again."""
    asked = Q(looked_at__gt=timezone.now() - ASK_AGAIN_AFTER)
    free = Post.everywhere.filter(pk=post.pk).exclude(asked)
    return bool(free.update(looked_at=timezone.now(), problem=_("No answer has come yet.")))


def _keep(post: Post, **fields: Any) -> None:
    with transaction.atomic():
        Post.everywhere.filter(pk=post.pk).update(**fields)
        recent = posts.comments_on(post, timezone.now() - SHOWN).order_by("-sent_at")
        shown = recent.values_list("workspace_id", "thread_id", "pk")[:MOST_SHOWN]
        announce([Change(place, thread_id, (f"message-{pk}",)) for place, thread_id, pk in shown])


def _told(post: Post, told: dict[str, Any]) -> dict[str, Any]:
    """What Meta said; where it said nothing, what was known stays."""
    still = words(told.get("media_type")).upper() in STILL
    order = ("media_url", "thumbnail_url") if still else ("thumbnail_url",)
    pictures = [words(told.get(name), 4000) for name in order]
    return {
        "caption": words(told.get("caption"), 5000) or post.caption,
        "permalink": words(told.get("permalink"), 2000) or post.permalink,
        "picture_url": next(filter(None, pictures), post.picture_url),
        "published_at": moment(told.get("timestamp")) or post.published_at,
    }


def _is_due(post: Post, now: datetime) -> bool:
    if post.looked_at is None:
        return True
    return post.looked_at < now - (ASK_AGAIN_AFTER if post.problem else PICTURE_LASTS)


def _post_id(line: Line) -> str:
    is_comment = line.kind == Message.Kind.COMMENT
    return words(mapping(line.context.get("post")).get("id"), 64) if is_comment else ""


def _named(line: Line) -> posts.Named:
    return posts.Named(
        workspace_id=line.workspace_id,
        account_id=line.account_id,
        external_id=_post_id(line),
        kind=words(mapping(line.context.get("post")).get("kind")),
        at=line.order[0],
    )
