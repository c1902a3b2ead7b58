"""Whether live videos are still on: asked while somebody comments on them, and only then (W-6)."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import quote

import structlog
from django.core.cache import cache
from django.utils import timezone
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from inbox.accounts.models import Account
from inbox.delivery.comments.broadcasts import end_broadcast
from inbox.delivery.pacing.budget import BudgetSpent
from inbox.threads.models import Post
from integrations.meta.graph import GraphClient
from integrations.meta.graph_errors import GraphError, GraphUnreachable, GraphUnreadable
from integrations.meta.wire.reading import ident, mapping

ASK_EVERY = timedelta(minutes=1)  # each ask costs one of the account's calls (L-5)

client = GraphClient()
log = structlog.get_logger()


def ask_where_due() -> None:
    """The tick's part: an account with a live video under which somebody commented is asked about.

    Losing Redis asks nothing rather than too often.
    """
    from integrations.meta.tasks import check_broadcasts

    live = Post.everywhere.filter(kind=Post.Kind.LIVE, over_at__isnull=True)
    connected = live.filter(account__status=Account.Status.CONNECTED)
    for account_id in connected.order_by().values_list("account_id", flat=True).distinct():
        try:
            if cache.add(f"broadcasts:{account_id}", 1, ASK_EVERY.total_seconds()):
                check_broadcasts.apply_async([account_id], retry=False, ignore_result=True)
        except (RedisError, OperationalError, OSError) as error:
            log.warning("live videos not asked about", account=account_id, error=repr(error))


def check(account: Account) -> None:
    """End the account's live videos that Meta no longer lists. No answer changes nothing."""
    live = list(
        Post.everywhere.select_related("account").filter(
            account=account, kind=Post.Kind.LIVE, over_at__isnull=True
        )
    )
    # No broadcast lasts longer than this, and its first comment made it known.
    since = timezone.now() - account.capabilities.live_comment_for
    recent = [post for post in live if post.created_at > since]
    listed = _listed(account) if recent else set()
    for post in live:
        if post not in recent or (listed is not None and post.external_id not in listed):
            end_broadcast(post)


def _listed(account: Account) -> set[str] | None:
    """The ids of what is on now; None when Meta did not say, or no call was left to ask with.

    The tick asks again in a minute.
    """
    path = f"{quote(account.external_id, safe='')}/live_media"
    try:
        told = client.get(account, path, {"fields": "id"})
    except (GraphError, GraphUnreachable, GraphUnreadable, BudgetSpent) as error:
        log.info("live videos not told", account=account.pk, error=repr(error))
        return None
    rows = told.get("data")
    if not isinstance(rows, list):
        return None
    return {ident(mapping(row).get("id")) for row in rows}
